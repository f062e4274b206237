import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.js';

const MAX_TARGET = 2048;

/**
 * Refuses what the router could not read. restify builds a URL from the Host header and the target outside any try:
 * one `Host: [` would end the process.
 * @throws Refusal 400 or 414
 */
export function guardRequest(request: IncomingMessage): void {
  const target = request.url ?? '';
  if (target.length > MAX_TARGET) throw new Refusal(414, 'ERR_TARGET_TOO_LONG');
  if (!/^\/[\x21-\x7e]*$/.test(target)) throw new Refusal(400, 'ERR_BAD_TARGET');
  const host = request.headers.host ?? '';
  if (!/^[a-z0-9.\-_:[\]]+$/i.test(host)) throw new Refusal(400, 'ERR_BAD_HOST');
  try {
    new URL(`http://${host}${target}`);
    decodeURIComponent(target.split('?', 1)[0] ?? '');
  } catch {
    throw new Refusal(400, 'ERR_BAD_TARGET');
  }
}
