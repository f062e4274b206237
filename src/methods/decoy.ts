import type { Keyring } from '../crypto.js';
import type { Enrollment, MethodId, Occasion } from './method.js';

const PREFIX = 'decoy:';

/** An enrollment nobody has. Its id is in no store, so nothing that is counted by enrollment ever accepts it. */
export const decoyEnrollment = (
  method: MethodId,
  occasion: Occasion,
  kept: { readonly proof: string; readonly data: unknown },
): Enrollment => ({
  id: `${PREFIX}${occasion.accountId}:${method}`,
  accountId: occasion.accountId,
  method,
  name: '',
  proof: kept.proof,
  data: kept.data,
  createdAt: 0,
  usableFrom: 0,
  confirmedAt: 0,
});

/** Whether this stands in for a method the person does not have. */
export const isDecoy = (enrollment: Enrollment): boolean => enrollment.id.startsWith(PREFIX);

/** Bytes that look random and are always the same for one name and method, so that asking twice shows nothing. */
export const decoyBytes = (keyring: Keyring, method: MethodId, occasion: Occasion): Buffer =>
  keyring.mac('person', ['decoy', method, occasion.accountId]);
