import type { Intent, Said } from '../src/enroll/ask.js';
import type { Heard } from './hear.js';
import { methodNamed } from './method-named.js';
import { alone, within } from './vocabulary/index.js';
import { meantBy, plainWords } from './words.js';

type Words = Extract<Heard, { kind: 'words' }>;

/** What was said, as registration understands it. */
export function enrollSaid({ text, wish, isAside, command, ordinal }: Words): Said {
  const words = plainWords(text);
  const intent = intentOf(words, command);
  const method = intent === undefined ? undefined : methodNamed(words);
  // "add another authenticator" means the authenticator, not another way.
  return { text, wish: method ? { kind: 'method', method } : wish, isAside, intent, ordinal };
}

function intentOf(words: readonly string[], command: Words['command']): Intent | undefined {
  if (command === 'registered') return 'registered';
  const said = alone.find(([, wanted]) => words.length > 0 && words.every((word) => wanted.includes(word)));
  const meant = said?.[0] ?? meantBy(words, within);
  if (meant) return meant;
  return command === 'register' ? 'register' : undefined;
}
