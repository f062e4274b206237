import { randomBytes } from 'node:crypto';
import { withoutLogins } from './said.js';

/** Crockford's alphabet: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPED = /(?<![0-9A-Z])[0-9A-TV-Z]{4}(?:-[0-9A-TV-Z]{4}){3}(?![0-9A-Z])/gi;
const JOINED = /(?<![0-9A-Z])[0-9A-TV-Z]{16}(?![0-9A-Z])/gi;
const SPACED = /(?<![0-9A-Z])[0-9A-TV-Z]{4}(?=(?:[\s-]+[0-9A-TV-Z]{4}){3}(?![0-9A-Z]))/gi;
const REST = /^(?:[\s-]*[0-9A-TV-Z]{4}){4}/i;

/** All that `savedCodeIn` may read a code from, where there is a digit in it. */
export const SAVED_CODES = /(?<![0-9A-Z])[0-9A-TV-Z]{4}(?:(?:[\s-]+[0-9A-TV-Z]{4}){3,}|[0-9A-TV-Z]{12})(?![0-9A-Z])/gi;

/** 80 random bits as 16 characters; always with a digit (2 to 9), so that no four ordinary words look like one. */
export function newSavedCode(): string {
  for (;;) {
    const code = [...randomBytes(16)].map((byte) => ALPHABET[byte % 32]).join('');
    if (/[2-9]/.test(code)) return code;
  }
}

/** `ABCD-EFGH-JKMN-PQRS`, as it is shown. */
export const grouped = (code: string): string => (code.match(/.{4}/g) ?? []).join('-');

/** What people misread, read as what was meant. */
const crockford = (text: string): string =>
  text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');

/** The one code within what was said, in its one spelling; undefined when there is none or more than one. */
export function savedCodeIn(said: string): string | undefined {
  const text = withoutLogins(said);
  const spaced = [...text.matchAll(SPACED)].map(({ index }) => REST.exec(text.slice(index))?.[0] ?? '');
  // "My code ab2d …" has five groups of four; letters that no code has tell a word from a group.
  const likely = spaced.filter((run) => !/[ILO]/i.test(run));
  for (const runs of [text.match(GROUPED) ?? [], text.match(JOINED) ?? [], likely, spaced]) {
    const [only, ...others] = new Set(runs.filter((run) => /\d/.test(run)).map(crockford));
    if (only !== undefined) return others.length === 0 ? only : undefined;
  }
  return undefined;
}
