const LONGEST = 500;
const ARABIC_INDIC = 0x0660;
const EXTENDED_ARABIC_INDIC = 0x06f0;

const asciiDigit = (digit: string): string => {
  const point = digit.codePointAt(0) ?? 0;
  return String(point - (point >= EXTENDED_ARABIC_INDIC ? EXTENDED_ARABIC_INDIC : ARABIC_INDIC));
};

/** `ada@contoso.example`, `CONTOSO\ada`, in canonical spelling: digits in there are no code. */
export const LOGINS =
  /((?<=^|[\s<("',;:])[\p{L}\p{N}._'+-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?![\p{L}\p{N}@])|(?<=^|\s)[A-Za-z0-9.-]{1,15}\\[\w.-]{1,64}(?=[\s.,;:!?]|$))/gu;

/**
 * One spelling for everything that looks the same: NFKC (full-width, circled and raised digits become digits), Arabic-Indic digits
 * mapped, invisible and enclosing characters dropped. Comparing, replay checks and hiding see this form alone (ASVS 1.1.1).
 */
export const canonical = (said: string): string =>
  said
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Me}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, asciiDigit)
    .replace(/[\u2010-\u2015\u2212]/g, '-');

/** What may hold a code, in canonical spelling. */
export const withoutLogins = (said: string): string => canonical(said.slice(0, LONGEST)).replace(LOGINS, '@');

/**
 * The code of one of these lengths within what was said: `my code is 123 456` → `123456`; undefined when there is none
 * or more than one. Digits that stand together win over digits joined across spaces and hyphens.
 */
export function codeIn(said: string, lengths: readonly number[]): string | undefined {
  const text = withoutLogins(said);
  for (const shape of [/\d+/g, /\d(?:[\s-]*\d)*/g]) {
    const found = new Set(
      [...text.matchAll(shape)].map(([run]) => run.replace(/\D/g, '')).filter((run) => lengths.includes(run.length)),
    );
    const [only, ...others] = found;
    if (only !== undefined) return others.length === 0 ? only : undefined;
  }
  return undefined;
}
