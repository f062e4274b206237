import type { Keyring } from '../crypto.js';

/** OWASP password storage cheat sheet: Argon2id (the library's default), 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** What is hashed, bound to its owner: worthless on another account or for another use. */
export interface Hashed {
  readonly use: 'recovery-code' | 'security-question' | 'current-password';
  readonly accountId: string;
  readonly text: string;
}

/** Argon2id over a keyed hash: neither the database without the key nor the key without the database gives anything away. */
export async function slowHash(keyring: Keyring, about: Hashed, salt: Uint8Array, keyId: string): Promise<Buffer> {
  const { hashRaw } = await import('@node-rs/argon2');
  return hashRaw(keyring.mac('answer', [about.use, about.accountId, about.text], keyId), { ...COST, salt });
}
