// What the approver signs and shows codes with. No key ever leaves the browser that made it.

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_SECONDS = 30;

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);

function base64url(bytes: ArrayBuffer | Uint8Array): string {
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** 128 random bits. */
export const newNonce = (): string => base64url(crypto.getRandomValues(new Uint8Array(16)));

export interface PhoneKeys {
  readonly privateKey: CryptoKey;
  /** The public point. */
  readonly key: string;
  /** Its fingerprint: what this phone calls itself by. */
  readonly device: string;
}

/** A pair whose private half cannot be read, by this page or any other. */
export async function makeKeys(): Promise<PhoneKeys> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ['sign']);
  const key = base64url(await crypto.subtle.exportKey('raw', publicKey));
  return { privateKey, key, device: base64url(await crypto.subtle.digest('SHA-256', text(key))) };
}

/** Signs what it is about and its parts, in order. */
export async function sign(
  privateKey: CryptoKey,
  about: 'pair' | 'listen' | 'subscribe' | 'answer',
  parts: readonly string[],
): Promise<string> {
  const statement = JSON.stringify([`reset-assistant ${about} 1`, ...parts]);
  return base64url(await crypto.subtle.sign(SIGNING, privateKey, text(statement)));
}

/** The key of an authenticator entry (base32, RFC 4648 §6), as one that can only make codes. */
export function importSeed(seed: string): Promise<CryptoKey> {
  const bits = [...seed].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
}

export interface LiveCode {
  readonly code: string;
  readonly secondsLeft: number;
}

/** The code of this moment (RFC 6238: SHA-1, six digits, 30 seconds). `now`: epoch ms. */
export async function codeAt(seed: CryptoKey, now: number): Promise<LiveCode> {
  const seconds = Math.floor(now / 1000);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(seconds / STEP_SECONDS)));
  const mac = new DataView(await crypto.subtle.sign('HMAC', seed, counter.buffer));
  const offset = mac.getUint8(mac.byteLength - 1) & 15;
  const code = String((mac.getUint32(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  return { code, secondsLeft: STEP_SECONDS - (seconds % STEP_SECONDS) };
}
