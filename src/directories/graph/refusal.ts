import { AccountRefused, DirectoryUnavailable, PasswordRejected, type PasswordRule } from '../../errors.js';
import type { GraphRefusal } from './client.js';

/** In this order: Graph's texts say "complexity" of almost anything, so the particular comes before the general. */
const SAID: readonly (readonly [RegExp, PasswordRule])[] = [
  [/banned|fuzzy|too many times|commonly used|easily guessed|harder (for people )?to guess/i, 'banned-word'],
  [/history|recently|reuse|previous|already (been )?used/i, 'in-history'],
  [/user ?name|contains? (the )?(user|account)/i, 'contains-name'],
  [/too short|at least \d+ char|minimum length/i, 'too-short'],
  [/too long|at most \d+ char|maximum length/i, 'too-long'],
  [/unicode|invalid character|not allowed character/i, 'characters'],
  [/complexity|too ?weak|strength/i, 'too-simple'],
  [/password/i, 'directory-policy'],
];

/** What a refused password write means. Returned, not thrown. */
export function refusalOf(error: GraphRefusal): Error {
  const { status, code, message, retryAfterMs } = error;
  const cause = { cause: error };
  if (status === 400) {
    const rule = SAID.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1];
    if (rule) return new PasswordRejected(rule, cause);
  }
  if (status === 403) {
    return new AccountRefused('Our application has no right to set this password (see docs/entra.md).', cause);
  }
  if (status === 404) return new AccountRefused('The account is no longer in the directory.', cause);
  return new DirectoryUnavailable(`Microsoft Graph refused the write (HTTP ${status} ${code}).`, {
    ...cause,
    retryAfterMs,
  });
}
