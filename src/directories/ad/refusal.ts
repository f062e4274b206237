import { AccountRefused, PasswordRejected, type PasswordRule } from '../../errors.js';
import type { PasswordRules } from '../directory.js';
import type { LdapEntry } from '../ldap/entry.js';
import { type LdapRefusal, ldapCode } from '../ldap/failure.js';
import { fileTime } from './ids.js';

/** ERROR_PASSWORD_RESTRICTION: all that Windows says of a password it does not take. */
const RESTRICTED = '0000052D';

/** How many kinds of character occur: upper, lower, digit, symbol, letters without case (MS-SAMR §3.1.1.7.2). */
export const classesIn = (password: string): number =>
  [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u, /(?!\p{Lu}|\p{Ll})\p{L}/u].filter((kind) => kind.test(password))
    .length;

/** The account name, and words of three and more characters of the display name (MS-SAMR §3.1.1.7.2); Samba does not look. */
export function containsName(entry: LdapEntry, password: string): boolean {
  const accountName = entry.text('sAMAccountName') ?? '';
  const upn = entry.text('userPrincipalName')?.split('@', 1)[0] ?? '';
  const words = (entry.text('displayName') ?? '').split(/[\s,.\-_#]+/u);
  const lower = password.toLowerCase();
  return [accountName, upn, ...words].some(
    (name) => [...name].length >= 3 && lower.includes(name.normalize('NFC').toLowerCase()),
  );
}

/** What a refused write means for the person. Returned, not thrown; anything unexpected comes back as it was. */
export function refusalOf(
  error: LdapRefusal,
  told: { readonly password: string; readonly rules: PasswordRules; readonly entry: LdapEntry; readonly now: number },
): Error {
  const { code, win32 } = error;
  if (win32 === RESTRICTED || code === ldapCode.constraint) {
    return new PasswordRejected(ruleBroken(error.message, told), { cause: error });
  }
  if (code === ldapCode.insufficientAccess) {
    return new AccountRefused('The service account has no right to set this password (see docs/active-directory.md).', {
      cause: error,
    });
  }
  if (code === ldapCode.noSuchObject) {
    return new AccountRefused('The account is no longer in the directory.', { cause: error });
  }
  return error;
}

/** Samba names the rule; Windows does not, so it is found by going through the rules ourselves. */
function ruleBroken(text: string, { password, rules, entry, now }: Parameters<typeof refusalOf>[1]): PasswordRule {
  if (/too short/i.test(text)) return 'too-short';
  if (/complexity/i.test(text)) return 'too-simple';
  if (/already used|in history/i.test(text)) return 'in-history';
  if (/too young/i.test(text)) return 'too-young';
  if ([...password].length < rules.minLength) return 'too-short';
  if (classesIn(password) < rules.classes) return 'too-simple';
  const setAt = fileTime(entry.text('pwdLastSet'));
  if (rules.minAgeMs !== undefined && setAt !== undefined && now - setAt < rules.minAgeMs) return 'too-young';
  return (rules.history ?? 0) > 0 ? 'in-history' : 'directory-policy';
}
