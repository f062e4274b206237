import { numbered, numerals, ordinals } from './vocabulary/index.js';
import type { Groups } from './vocabulary/vocabulary.js';

/** A line as it was shown: "2. Text message". */
const LISTED = /^\s*([1-9])[.)]\s/u;
const NUMBER = /(?:^|\s|#)([1-9])(?:\s*[.)])?(?=\s|$)/u;
/** More words than these speak of something else: "I have one second". */
const MOST_WORDS = 4;

/** Which line that was shown is meant, from 1 to 9: "2", "option 2", "remove number 2", "the second one", "two". */
export function ordinalIn(text: string, words: readonly string[]): number | undefined {
  const typed = text.normalize('NFKC');
  const listed = LISTED.exec(typed)?.[1];
  if (listed !== undefined) return Number(listed);
  if (words.length > MOST_WORDS) return undefined;
  const digit = NUMBER.exec(typed)?.[1];
  if (digit !== undefined) return isAlone(words, digit) ? Number(digit) : undefined;
  const placeIn = (places: Groups): number => places.findIndex((names) => words.some((word) => names.includes(word)));
  const place = placeIn(ordinals);
  if (place >= 0) return place + 1;
  const isShort = words.filter((word) => !numbered.has(word)).length <= 2;
  const count = isShort ? placeIn(numerals) : -1;
  return count >= 0 ? count + 1 : undefined;
}

/** It counts nothing: "I have 2 phones" names no line. */
function isAlone(words: readonly string[], digit: string): boolean {
  const at = words.indexOf(digit);
  return words.length <= 2 || at === words.length - 1 || numbered.has(words[at - 1] ?? '');
}
