import type { Intent, Said } from '../src/enroll/ask.js';
import type { Heard } from './hear.js';
import { methodNamed } from './method-named.js';
import { alone, numerals, ordinals, within } from './vocabulary/index.js';
import type { Groups } from './vocabulary/vocabulary.js';
import { meantBy, plainWords } from './words.js';

type Words = Extract<Heard, { kind: 'words' }>;

/** A line as it was shown: "2. Text message". */
const LISTED = /^\s*([1-9])[.)]\s/u;
const NUMBER = /(?:^|\s|#)([1-9])(?:\s*[.)])?(?=\s|$)/u;

/** What was said, as registration understands it. */
export function enrollSaid({ text, wish, isAside, command }: Words): Said {
  const words = plainWords(text);
  const intent = intentOf(words, command);
  const method = intent === undefined ? undefined : methodNamed(words);
  // "add another authenticator" means the authenticator, not another way.
  return { text, wish: method ? { kind: 'method', method } : wish, isAside, intent, ordinal: ordinalOf(text, words) };
}

function intentOf(words: readonly string[], command: Words['command']): Intent | undefined {
  if (command === 'registered') return 'registered';
  const said = alone.find(([, wanted]) => words.length > 0 && words.every((word) => wanted.includes(word)));
  const meant = said?.[0] ?? meantBy(words, within);
  if (meant) return meant;
  return command === 'register' ? 'register' : undefined;
}

/** "2", "remove 2", "the second one". */
function ordinalOf(text: string, words: readonly string[]): number | undefined {
  const listed = LISTED.exec(text.normalize('NFKC'))?.[1];
  if (listed !== undefined) return Number(listed);
  const digit = NUMBER.exec(text.normalize('NFKC'))?.[1];
  if (digit !== undefined) return words.length <= 4 ? Number(digit) : undefined;
  const placeIn = (places: Groups): number => places.findIndex((names) => words.some((word) => names.includes(word)));
  const place = placeIn(ordinals);
  if (place >= 0) return place + 1;
  const count = words.length <= 2 ? placeIn(numerals) : -1;
  return count >= 0 ? count + 1 : undefined;
}
