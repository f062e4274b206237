import type { Keyring } from '../crypto.js';
import type { AccountRow } from '../stores/ports.js';

/** OWASP password storage cheat sheet: Argon2id, 19 MiB, two passes, one lane; 128-bit salt. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const PARAMETERS = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

/** Argon2id over a keyed hash bound to the account: worthless without the key, or on another account. Stored as `<key id>:<PHC string>`. */
export function passwordHashes(keyring: Keyring) {
  // Text, because this library's verify() takes nothing but valid UTF-8.
  const peppered = (accountId: string, password: string, keyId: string): string =>
    keyring.mac('answer', ['embedded-password', accountId, password], keyId).toString('base64');

  async function make(accountId: string, password: string): Promise<string> {
    const { hash } = await import('@node-rs/argon2');
    return `${keyring.keyId}:${await hash(peppered(accountId, password, keyring.keyId), COST)}`;
  }

  return {
    make,
    /** Whether it was made with today's key and cost. */
    isCurrent: (stored: string): boolean => stored.startsWith(`${keyring.keyId}:${PARAMETERS}`),
    /** The same work for nobody as for somebody. */
    async matches(row: Pick<AccountRow, 'id' | 'passwordHash'> | undefined, password: string): Promise<boolean> {
      const [keyId = '', phc = ''] = row?.passwordHash.split(':', 2) ?? [];
      if (!row || !keyring.holds(keyId) || !phc.startsWith('$argon2id$')) {
        await make('', password);
        return false;
      }
      const { verify } = await import('@node-rs/argon2');
      return verify(phc, peppered(row.id, password, keyId));
    },
  };
}
