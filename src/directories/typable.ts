import { PasswordRejected } from '../errors.js';

/** Control characters, lone surrogates, and code points that are no characters: not typable, and lost on the way by some sign-ins. */
const UNTYPABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|\p{Noncharacter_Code_Point}/u;

/** The password in its one spelling (NFC, NIST SP 800-63B-4 §3.1.1.2). @throws PasswordRejected `characters`, `too-long` */
export function typable(password: string, maxLength: number): string {
  if (password.length > 4 * maxLength) throw new PasswordRejected('too-long');
  const normal = password.normalize('NFC');
  if (UNTYPABLE.test(normal)) throw new PasswordRejected('characters');
  if ([...normal].length > maxLength) throw new PasswordRejected('too-long');
  return normal;
}
