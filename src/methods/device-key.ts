import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { fingerprint } from '../crypto.js';
import { pushSubscription } from '../senders/waker.js';

const POINT_BYTES = 65;
const COORDINATE_BYTES = 32;
const UNCOMPRESSED = 4;

/** A P-256 public key as browsers export it: the uncompressed point, base64url. */
export const publicKey = z
  .string()
  .regex(/^[\w-]{87}$/)
  .refine((text) => keyIn(text) !== undefined, 'not a point of P-256');

/** A paired phone, as it is kept (sealed). */
export const device = z.strictObject({ key: publicKey, subscription: pushSubscription.optional() });
export type Device = z.infer<typeof device>;

/** IEEE P1363: r and s, 32 bytes each. */
export const signature = z.string().regex(/^[\w-]{86}$/);

/** What a phone calls itself by: the fingerprint of its public key. */
export const deviceId = (key: string): string => fingerprint(key);

/** What a phone signs: what it is about, in order. The first part keeps a signature for one thing from being used for another. */
export const statement = (about: 'pair' | 'listen' | 'subscribe' | 'answer', parts: readonly string[]): string =>
  JSON.stringify([`reset-assistant ${about} 1`, ...parts]);

/** Whether the holder of `key` signed this (ECDSA, P-256, SHA-256). */
export function isSigned(key: string, text: string, signed: string): boolean {
  const held = keyIn(key);
  const bytes = Buffer.from(signed, 'base64url');
  return held !== undefined && verify('sha256', Buffer.from(text), { key: held, dsaEncoding: 'ieee-p1363' }, bytes);
}

function keyIn(text: string): KeyObject | undefined {
  const point = Buffer.from(text, 'base64url');
  if (point.length !== POINT_BYTES || point[0] !== UNCOMPRESSED) return undefined;
  const x = point.subarray(1, 1 + COORDINATE_BYTES).toString('base64url');
  const y = point.subarray(1 + COORDINATE_BYTES).toString('base64url');
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
