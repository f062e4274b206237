import { filler } from './vocabulary/index.js';
import type { Groups } from './vocabulary/vocabulary.js';

/** Lower-case words without punctuation, accents or filler; `can't` → `cant`. When only filler was said, the filler. */
export function plainWords(text: string): readonly string[] {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[\u0300-\u036f'’`]/gu, '')
    .replace(/e-mail/gu, 'email')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 60);
  const telling = words.filter((word) => !filler.has(word) || word === 'can' || word === 'you');
  return telling.length > 0 && telling.some((word) => !filler.has(word)) ? telling : words;
}

/** Whether one of `wanted` is among the words; one slip of the finger is forgiven in words of five letters and more. */
export const hasWords = (words: readonly string[], wanted: readonly string[]): boolean =>
  words.some((word) =>
    wanted.some((want) => word === want || (want.length >= 5 && word.length >= 4 && oneSlip(word, want))),
  );

/** Whether of every group of one of the lines something is among the words. */
export const hears = (words: readonly string[], lines: readonly Groups[]): boolean =>
  lines.some((groups) => groups.every((group) => hasWords(words, group)));

/** What is meant by the first of the lines that is heard. */
export const meantBy = <T>(words: readonly string[], meanings: readonly (readonly [T, Groups])[]): T | undefined =>
  meanings.find(([, groups]) => hears(words, [groups]))?.[0];

/** One letter wrong, missing, extra, or two neighbours swapped. */
export function oneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i += 1;
  const rest = (s: string, from: number) => s.slice(from);
  if (a.length > b.length) return rest(a, i + 1) === rest(b, i);
  if (a.length < b.length) return rest(a, i) === rest(b, i + 1);
  const swapped = a[i] === b[i + 1] && a[i + 1] === b[i] && rest(a, i + 2) === rest(b, i + 2);
  return swapped || rest(a, i + 1) === rest(b, i + 1);
}
