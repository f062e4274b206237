import { equal, fingerprint, type Keyring } from '../crypto.js';
import { slowHash } from '../methods/slow-hash.js';
import type { Known } from './session.js';

/** Whose password, in which session: worthless in any other. */
type About = Pick<Known, 'id' | 'who'>;

/** A password as it may be kept while the session lasts: `<key id>:<slow keyed hash>`. */
export const unreadable = async (keyring: Keyring, about: About, password: string): Promise<string> =>
  `${keyring.keyId}:${(await hashed(keyring, about, password, keyring.keyId)).toString('base64url')}`;

/**
 * Whether it is the password the person signed in with. The directory is not asked: a wrong try there counts towards its
 * lock-out, and not every directory remembers the last password.
 */
export async function isCurrent(
  keyring: Keyring,
  { current, ...about }: About & Pick<Known, 'current'>,
  password: string,
): Promise<boolean> {
  const [keyId = '', kept = ''] = current?.split(':', 2) ?? [];
  if (!keyring.holds(keyId)) return false;
  return equal(await hashed(keyring, about, password, keyId), Buffer.from(kept, 'base64url'));
}

const hashed = (keyring: Keyring, { id, who }: About, password: string, keyId: string): Promise<Buffer> => {
  const salt = Buffer.from(fingerprint(id), 'base64url');
  return slowHash(keyring, { use: 'current-password', accountId: who.accountId, text: password }, salt, keyId);
};
