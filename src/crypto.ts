import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto';
import { SealBroken } from './errors.js';

const VERSION = 1;
const ID_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** One purpose, one key: a value made for one use is worthless in another (NIST SP 800-108). */
export type Purpose = 'seal' | 'audit' | 'code' | 'conversation' | 'person' | 'link' | 'token' | 'answer' | 'notice';

/** The keys the server holds outside every database. */
export interface Keyring {
  /** Short public name of the current key, stored beside what it made so that rotation can find it. */
  readonly keyId: string;
  /** AES-256-GCM; `owner` is authenticated, so a sealed value moved to another owner does not open. */
  seal(plain: string, owner: string): Buffer;
  /** @throws SealBroken when altered, moved to another owner, or sealed under a key we no longer hold. */
  open(sealed: Uint8Array, owner: string): string;
  /**
   * HMAC-SHA-256 over length-prefixed parts under the current (or the named) key. People are named under the oldest: what is counted,
   * blocked and recorded under their names, and what is drawn for a name nobody has, outlasts a change of key.
   */
  mac(purpose: Purpose, parts: readonly string[], keyId?: string): Buffer;
  /** Whether a key of that name is held. */
  holds(keyId: string): boolean;
}

interface Key {
  readonly id: string;
  readonly of: (purpose: Purpose) => Buffer;
}

function keyFrom(secret: Uint8Array): Key {
  const made = new Map<Purpose, Buffer>();
  const of = (purpose: Purpose): Buffer => {
    const known = made.get(purpose);
    if (known) return known;
    const derived = Buffer.from(hkdfSync('sha256', secret, '', `reset-assistant/${purpose}`, 32));
    made.set(purpose, derived);
    return derived;
  };
  const id = createHash('sha256')
    .update('key-id')
    .update(secret)
    .digest('hex')
    .slice(0, ID_BYTES * 2);
  return { id, of };
}

/** `current` seals and signs; `earlier` keys, newest first, still open and verify. Each is 32 bytes. */
export function keyring(current: Uint8Array, earlier: readonly Uint8Array[] = []): Keyring {
  const newest = keyFrom(current);
  const held = [newest, ...earlier.map(keyFrom)];
  const oldest = held.at(-1) ?? newest;
  const keys = new Map(held.map((key) => [key.id, key]));
  return {
    keyId: newest.id,
    holds: (keyId) => keys.has(keyId),
    seal(plain, owner) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', newest.of('seal'), iv);
      cipher.setAAD(Buffer.from(`${owner}|${newest.id}`));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), Buffer.from(newest.id, 'hex'), iv, cipher.getAuthTag(), body]);
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed);
      const keyId = bytes.subarray(1, 1 + ID_BYTES).toString('hex');
      const key = keys.get(keyId);
      if (bytes[0] !== VERSION || !key) throw new SealBroken('The sealed value is of an unknown version or key.');
      const iv = bytes.subarray(1 + ID_BYTES, 1 + ID_BYTES + IV_BYTES);
      const tagEnd = 1 + ID_BYTES + IV_BYTES + TAG_BYTES;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.of('seal'), iv, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(`${owner}|${keyId}`));
        decipher.setAuthTag(bytes.subarray(1 + ID_BYTES + IV_BYTES, tagEnd));
        return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new SealBroken('The sealed value was altered or belongs to another owner.', { cause });
      }
    },
    mac(purpose, parts, keyId = (purpose === 'person' ? oldest : newest).id) {
      const key = keys.get(keyId);
      if (!key) throw new SealBroken(`No key named ${keyId} is held; add it to SECRET_KEYS_OLD.`);
      const hmac = createHmac('sha256', key.of(purpose));
      for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:`).update(part);
      return hmac.digest();
    },
  };
}

/** 256 random bits, URL-safe (43 characters). */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** 128 random bits, URL-safe (22 characters): a name, not a secret. */
export const newId = (): string => randomBytes(16).toString('base64url');

/** Uniform decimal code of `digits` digits, leading zeros kept. */
export const newCode = (digits: number): string => String(randomInt(10 ** digits)).padStart(digits, '0');

/** Constant time for equal lengths; different lengths are unequal at once. */
export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** SHA-256 of a high-entropy token, for storing (never for codes or passwords). */
export const fingerprint = (token: string): string => createHash('sha256').update(token).digest('base64url');
