import type { IncomingMessage } from 'node:http';
import { parseJson } from './json.js';
import { Refusal } from './refusal.js';

/** What a chat message, a form or a call-back can need, with room to spare. */
export const MAX_BODY_BYTES = 64 * 1024;
const MAX_FIELDS = 100;

const TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const;

/**
 * Reads what the route takes: parsed JSON, or the form's fields as an object without prototype; undefined where nothing was sent.
 * Compressed bodies are refused, so that the limit is the same before and after (security catalogue OPS-4).
 * @throws Refusal 400, 413 or 415
 */
export async function readBody(request: IncomingMessage, kind: 'none' | 'json' | 'form'): Promise<unknown> {
  if (!announced(request)) return undefined;
  if (kind === 'none' || request.headers['content-encoding'] !== undefined) throw new Refusal(415, 'ERR_MEDIA_TYPE');
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((each) => each.trim()).find((each) => each.startsWith('charset='));
  const utf8 = charset === undefined || /^charset="?utf-8"?$/.test(charset);
  if (type.trim() !== TYPES[kind] || !utf8) throw new Refusal(415, 'ERR_MEDIA_TYPE');
  const text = decode(await bytes(request));
  return kind === 'json' ? parseJson(text) : parseForm(text);
}

function announced(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  if (Number(length) > MAX_BODY_BYTES) throw new Refusal(413, 'ERR_BODY_TOO_LARGE');
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0);
}

async function bytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Refusal(413, 'ERR_BODY_TOO_LARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Refusal(400, 'ERR_BODY_NOT_UTF8');
  }
}

/** A field given twice is refused: readers would disagree on which one counts. */
function parseForm(text: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null);
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1;
    if (count > MAX_FIELDS) throw new Refusal(400, 'ERR_BODY_TOO_MANY_KEYS');
    if (name === '__proto__') throw new Refusal(400, 'ERR_BODY_POISONED');
    if (name in fields) throw new Refusal(400, 'ERR_BODY_DUPLICATE_KEY');
    fields[name] = value;
  }
  return fields;
}
