/** Runs in the browser and on the server alike: what can be said of a new password without asking anybody. */

export type LocalRule = 'characters' | 'too-long' | 'too-short' | 'too-simple' | 'contains-name';

/** The directory's rules, as far as they can be checked by looking at the password. Lengths in Unicode code points. */
export interface LocalRules {
  readonly minLength: number;
  readonly maxLength: number;
  /** How many kinds of characters must occur; 0 for none. */
  readonly classes: number;
  /** False where only printable ASCII is taken. */
  readonly unicode: boolean;
}

/** No directory takes as much; beyond it nothing is measured, so that hostile input costs nothing. UTF-16 code units. */
export const MOST_UNITS = 4096;

/**
 * Not typable, or invisible: control characters, lone surrogates, line separators, code points without a character,
 * and format characters save the two joiners that scripts and emoji need (after RFC 8265 §4.2.1).
 */
const UNTYPABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/u;
const PRINTABLE_ASCII = /^[ -~]*$/;
const SHORTEST_NAME = 4;

/** In its one spelling (NFC, NIST SP 800-63B-4 §3.1.1.2); what is far too long is left as it is. */
export const normalised = (password: string): string =>
  password.length > MOST_UNITS ? password : password.normalize('NFC');

export const lengthOf = (text: string): number => [...text].length;

/** Entra's normalisation (0→o 1→l $→s @→a) after removing case, width and accents: only ever for comparing. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[01$@]/g, (found) => ({ '0': 'o', '1': 'l', $: 's', '@': 'a' })[found] ?? found);

/** Words of at least four letters or digits, folded. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(folded)
    .filter((word) => lengthOf(word) >= SHORTEST_NAME);

/** The person's own names a password must not contain: the sign-in name before the @, its words, the words of the display name. */
export function ownNames(login: string, displayName: string): readonly string[] {
  const local = login.split('@', 1)[0] ?? '';
  const whole = lengthOf(local) >= SHORTEST_NAME ? [folded(local)] : [];
  return [...new Set([...whole, ...wordsOf(local), ...wordsOf(displayName)])];
}

/** Kinds of characters: capital, small, digit, symbol and letters without case (Active Directory's five). */
export function classesIn(password: string, rules: LocalRules): number {
  // Entra ID counts the space as a symbol, Active Directory does not.
  const symbol = rules.unicode ? /[!-/:-@[-`{-~]/ : /[ !-/:-@[-`{-~]/;
  return [/\p{Lu}/u, /\p{Ll}/u, /[0-9]/, symbol, /[\p{Lo}\p{Lm}\p{Lt}]/u].filter((kind) => kind.test(password)).length;
}

/** Every rule the password breaks, worst first. `names` as `ownNames` gives them. Expects NFC. */
export function brokenLocally(password: string, rules: LocalRules, names: readonly string[]): readonly LocalRule[] {
  if (password.length > MOST_UNITS) return ['too-long'];
  const length = lengthOf(password);
  const broken: LocalRule[] = [];
  if (rules.unicode ? UNTYPABLE.test(password) : !PRINTABLE_ASCII.test(password)) broken.push('characters');
  if (length > rules.maxLength) broken.push('too-long');
  if (length < rules.minLength) broken.push('too-short');
  if (classesIn(password, rules) < rules.classes) broken.push('too-simple');
  const plain = folded(password);
  if (names.some((name) => plain.includes(name))) broken.push('contains-name');
  return broken;
}
