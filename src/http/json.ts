import { Refusal } from './refusal.js';

const MAX_DEPTH = 20;
const MAX_KEYS = 1000;

interface Frame {
  /** undefined for an array. */
  readonly keys: Set<string> | undefined;
  /** The key under which this object stands in its parent. */
  readonly under: string | undefined;
  last: string | undefined;
}

/**
 * Parses JSON and refuses what a later reader could trip over: more than 20 levels, more than 1000 keys,
 * a key given twice, `__proto__`, `constructor.prototype` (security catalogue OPS-4).
 * @throws Refusal 400
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, 'ERR_BODY_NOT_JSON');
  }
  scan(text);
  return value;
}

/** One pass over text that is known to be valid JSON: only strings and brackets matter then. */
function scan(text: string): void {
  const open: Frame[] = [];
  let keys = 0;
  for (let at = 0; at < text.length; at += 1) {
    const here = text[at];
    if (here === '{' || here === '[') {
      const parent = open.at(-1);
      open.push({ keys: here === '{' ? new Set() : undefined, under: parent?.last, last: undefined });
      if (open.length > MAX_DEPTH) throw new Refusal(400, 'ERR_BODY_TOO_DEEP');
    } else if (here === '}' || here === ']') {
      open.pop();
    } else if (here === '"') {
      const end = endOfString(text, at);
      const frame = open.at(-1);
      if (frame?.keys && isKey(text, end)) {
        keys += 1;
        if (keys > MAX_KEYS) throw new Refusal(400, 'ERR_BODY_TOO_MANY_KEYS');
        enter(frame, frame.keys, String(JSON.parse(text.slice(at, end))));
      }
      at = end - 1;
    }
  }
}

function enter(frame: Frame, keys: Set<string>, key: string): void {
  const poisoned = key === '__proto__' || (key === 'prototype' && frame.under === 'constructor');
  if (poisoned) throw new Refusal(400, 'ERR_BODY_POISONED');
  if (keys.has(key)) throw new Refusal(400, 'ERR_BODY_DUPLICATE_KEY');
  keys.add(key);
  frame.last = key;
}

/** The position after the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Whether the string that ended at `end` is followed by a colon. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return text[at] === ':';
}
