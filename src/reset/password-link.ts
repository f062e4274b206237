import { equal, fingerprint, newToken } from '../crypto.js';

/** A one-time secret bound to a conversation: `<conversation key>.<256-bit secret>`; only the secret's SHA-256 is kept. */
export interface OneTimeSecret {
  readonly token: string;
  readonly hash: string;
}

export function newSecret(conversation: string): OneTimeSecret {
  const secret = newToken();
  return { token: `${conversation}.${secret}`, hash: fingerprint(secret) };
}

/** The parts of a token, or undefined when it cannot be one of ours. */
export function readToken(token: string): { readonly conversation: string; readonly hash: string } | undefined {
  const parts = /^([wt]\.[A-Za-z0-9_-]{32})\.([A-Za-z0-9_-]{43})$/.exec(token);
  return parts?.[1] && parts[2] ? { conversation: parts[1], hash: fingerprint(parts[2]) } : undefined;
}

export const sameHash = (a: string, b: string): boolean => equal(Buffer.from(a), Buffer.from(b));
