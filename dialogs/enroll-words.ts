import type { Intent, Said } from '../src/enroll/ask.js';
import type { Heard } from './hear.js';
import { methodNamed } from './phrases/method-words.js';
import { hasWords, plainWords } from './words.js';

type Words = Extract<Heard, { kind: 'words' }>;

/** Only these words and nothing else: in a name or an address they mean themselves. */
const ALONE: readonly (readonly [Intent, readonly string[]])[] = [
  ['yes', ['yes', 'yeah', 'yep', 'sure', 'ok', 'okay', 'right', 'correct', 'fine', 'y']],
  ['no', ['no', 'nope', 'nah', 'n']],
  ['back', ['back', 'return', 'nevermind']],
  ['done', ['done', 'finish', 'finished', 'ready', 'enough', 'complete', 'end']],
];

/** Each line: groups of which every one must be heard. First match wins. */
const WITHIN: readonly (readonly [Intent, ...(readonly string[])[]])[] = [
  ['no', ['keep'], ['it']],
  ['remove', ['remove', 'delete', 'unregister', 'erase']],
  ['rename', ['rename', 'name']],
  ['back', ['go', 'take'], ['back']],
  ['done', ['all', 'am', 'im', 'that', 'thats'], ['done', 'finished']],
  ['done', ['nothing'], ['else', 'more']],
  ['done', ['later', 'skip'], ['later', 'skip', 'rest', 'maybe']],
  ['no', ['not', 'change'], ['right', 'something', 'correct']],
  ['yes', ['still'], ['right', 'correct', 'good']],
  ['yes', ['yes']],
  ['add', ['add', 'another', 'more', 'new']],
];

/** A line as it was shown: "2. Text message". */
const LISTED = /^\s*([1-9])[.)]\s/u;
const NUMBER = /(?:^|\s|#)([1-9])(?:\s*[.)])?(?=\s|$)/u;
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];
const NUMERALS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** What was said, as registration understands it. */
export function enrollSaid({ text, wish, command }: Words): Said {
  const words = plainWords(text);
  const intent = intentOf(words, command);
  const method = intent === undefined ? undefined : methodNamed(words);
  // "add another authenticator" means the authenticator, not another way.
  return { text, wish: method ? { kind: 'method', method } : wish, intent, ordinal: ordinalOf(text, words) };
}

function intentOf(words: readonly string[], command: Words['command']): Intent | undefined {
  if (command === 'registered') return 'registered';
  const alone = ALONE.find(([, wanted]) => words.length > 0 && words.every((word) => wanted.includes(word)));
  if (alone) return alone[0];
  const within = WITHIN.find(([, ...groups]) => groups.every((group) => hasWords(words, group)));
  if (within) return within[0];
  return command === 'register' ? 'register' : undefined;
}

/** "2", "remove 2", "the second one". */
function ordinalOf(text: string, words: readonly string[]): number | undefined {
  const listed = LISTED.exec(text.normalize('NFKC'))?.[1];
  if (listed !== undefined) return Number(listed);
  const digit = NUMBER.exec(text.normalize('NFKC'))?.[1];
  if (digit !== undefined) return words.length <= 4 ? Number(digit) : undefined;
  const named = ORDINALS.findIndex((ordinal) => words.includes(ordinal));
  if (named >= 0) return named + 1;
  const alone = words.length <= 2 ? NUMERALS.findIndex((numeral) => words.includes(numeral)) : -1;
  return alone >= 0 ? alone + 1 : undefined;
}
