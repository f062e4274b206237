import { canonical, LOGINS } from '../methods/said.js';
import { SAVED_CODES } from '../methods/saved-code.js';

/** Digits as `codeIn` joins them, and with two other separators between them. A digit that is hidden already counts. */
const DIGIT_GROUP = /[\p{Nd}•](?:(?:[\s-]*|[\s\-.,/_·]{0,2})[\p{Nd}•])*/gu;
const CODE_DIGITS = 4;

/** Recovery codes: equal groups of Crockford's base 32. */
const GROUPS = /(?<![\p{L}\p{N}])[0-9A-HJKMNP-TV-Z]{4,6}(?:[- ][0-9A-HJKMNP-TV-Z]{4,6})+(?![\p{L}\p{N}])/giu;

const CUE =
  /((?:password|passcode|passwd|pwd|passwort|kennwort|contraseña|senha|mot de passe)["'”]?\s*(?:is|was|ist|lautet|est|es|:|=)\s*)(\S{4,})/giu;

const HIDDEN = '•'.repeat(8);

/**
 * The text as it may be shown and kept: codes, passwords and recovery codes become dots, logins and ordinary words stay
 * (security catalogue CNV-11). It guesses on the side of hiding; the bot itself hears the text as it was typed. Secrets are looked for as
 * the bot reads them; where there is one, the text is kept in that spelling.
 */
export function maskSecrets(text: string): string {
  const plain = canonical(text);
  const masked = plain
    .split(LOGINS)
    .map((part, index) => (index % 2 === 1 ? part : maskProse(part)))
    .join('');
  return masked === plain ? text : masked;
}

function maskProse(text: string): string {
  return text
    .replace(SAVED_CODES, (code) => (/\d/.test(code) ? HIDDEN : code))
    .replace(GROUPS, (groups) => (looksRecovery(groups) ? HIDDEN : groups))
    .replace(CUE, (all, cue: string, word: string) => (/[^\p{L}.,;!?]/u.test(word) ? `${cue}${HIDDEN}` : all))
    .replace(/\S+/gu, (word) => (looksPassword(word) ? HIDDEN : word))
    .replace(DIGIT_GROUP, (group) =>
      (group.match(/[\p{Nd}•]/gu)?.length ?? 0) >= CODE_DIGITS ? group.replace(/\p{Nd}/gu, '•') : group,
    );
}

/** Hyphenated groups in capitals or with digits; groups with spaces only when letters and digits mix within one. */
function looksRecovery(groups: string): boolean {
  const parts = groups.split(/[- ]/);
  if (new Set(parts.map((part) => part.length)).size > 1) return false;
  if (parts.some((part) => /\d/.test(part) && /\D/.test(part))) return true;
  return !groups.includes(' ') && groups === groups.toUpperCase();
}

/** Eight characters or more, of three classes, or letters and digits in turn; sentence marks around it and within names do not count. */
function looksPassword(word: string): boolean {
  const bare = word.replace(/^[("'“”]+|[)"'“”.,;:!?…]+$/gu, '');
  if ([...bare].length < 8) return false;
  const inner = bare.replace(/(?<=\p{L})[-'’./](?=\p{L})/gu, '');
  const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{N}•]/u].filter((one) => one.test(inner)).length;
  const turns = inner.match(/\p{L}(?=\p{Nd})|\p{Nd}(?=\p{L})/gu)?.length ?? 0;
  return classes >= 3 || turns >= 3;
}
