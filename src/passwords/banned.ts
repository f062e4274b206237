import { folded, lengthOf } from '../web/password-rules.js';

/** Entra's limits for a custom term. */
const SHORTEST = 4;
const LONGEST = 16;
/** A password needs this many points: each banned word found is one, each other character is one. */
const POINTS_NEEDED = 5;

/** Words at the root of what people choose first; an administrator's own list and the organisation's names come on top. */
const ROOTS: readonly string[] = [
  ...['password', 'passwort', 'passw', 'motdepasse', 'contrasena', 'senha', 'parola', 'secret', 'letmein', 'welcome'],
  ...['admin', 'administrator', 'changeme', 'default', 'guest', 'login', 'access', 'master', 'test', 'temp', 'user'],
  ...['qwerty', 'qwertz', 'azerty', 'asdf', 'zxcv', 'abcd', 'abcdef', '1234', '12345', '123456', '1q2w3e', 'qazwsx'],
  ...['spring', 'summer', 'autumn', 'winter', 'january', 'february', 'march', 'april', 'june', 'july', 'august'],
  ...['september', 'october', 'november', 'december', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  ...['saturday', 'sunday', 'hello', 'iloveyou', 'dragon', 'monkey', 'football', 'company', 'office'],
];

/** Words that may not carry a password, ready to be looked for. */
export interface BannedWords {
  /** By length in UTF-16 code units, so that one look-up a position and length suffices. */
  readonly byLength: ReadonlyMap<number, ReadonlySet<string>>;
}

/** Folds the words and leaves out what is shorter than 4 or longer than 16 characters. */
export function bannedWords(words: readonly string[], builtIn: readonly string[] = ROOTS): BannedWords {
  const byLength = new Map<number, Set<string>>();
  for (const word of [...builtIn, ...words].map(folded)) {
    if (lengthOf(word) < SHORTEST || lengthOf(word) > LONGEST) continue;
    const same = byLength.get(word.length) ?? new Set();
    byLength.set(word.length, same.add(word));
  }
  return { byLength };
}

/**
 * Entra's banned-password check (concept-password-ban-bad): refused when the whole password is within edit distance 1 of a
 * banned word, or when it is worth less than 5 points. Where the documentation leaves open which words count when they
 * overlap, those that leave the fewest points do. Linear in the password, whatever the number of words.
 */
export function isBanned(password: string, ...lists: readonly BannedWords[]): boolean {
  const text = folded(password);
  return lists.some(({ byLength }) => isNear(text, byLength)) || points(text, lists) < POINTS_NEEDED;
}

/** The smallest number of points a folded text can be read as. */
export function points(text: string, lists: readonly BannedWords[]): number {
  const best = [0];
  for (let end = 1; end <= text.length; end += 1) {
    const unit = text.codePointAt(end - 2);
    // The second half of a pair is the same character as the first.
    const isTail = end >= 2 && unit !== undefined && unit > 0xffff;
    let fewest = (best[end - 1] ?? 0) + (isTail ? 0 : 1);
    for (const { byLength } of lists) {
      for (const [length, words] of byLength) {
        if (length <= end && words.has(text.slice(end - length, end))) {
          fewest = Math.min(fewest, (best[end - length] ?? 0) + 1);
        }
      }
    }
    best.push(fewest);
  }
  return best[text.length] ?? 0;
}

function isNear(text: string, byLength: BannedWords['byLength']): boolean {
  return [-1, 0, 1].some((more) =>
    [...(byLength.get(text.length + more) ?? [])].some((word) => withinOneEdit(text, word)),
  );
}

/** Whether one substitution, insertion or deletion at most makes one of the other. */
export function withinOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1);
}
