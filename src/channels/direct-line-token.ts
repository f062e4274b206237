import { z } from 'zod';
import { equal, type Keyring } from '../crypto.js';
import type { Clock } from '../stores/ports.js';

/** Direct Line clients refresh every 15 minutes, so twice that. */
export const TOKEN_SECONDS = 30 * 60;
/** A stream token stands in a URL: long enough to open the socket, no longer. */
const STREAM_SECONDS = 60;

const claimsSchema = z.strictObject({
  kind: z.enum(['token', 'stream']),
  /** `dl_` and 128 random bits: Web Chat takes the id of its user from here. */
  user: z.string().regex(/^dl_[\w-]{22}$/),
  conv: z.string().regex(/^[\w-]{22}$/),
  /** Which key named the conversation, so that it survives a key rotation. */
  key: z.string().regex(/^[0-9a-f]{8}$/),
  /** Epoch seconds. */
  exp: z.number().int(),
});
const headerSchema = z.strictObject({ alg: z.literal('HS256'), typ: z.literal('JWT'), kid: z.string() });

/** Whose conversation a token opens. */
export type Holder = Readonly<Pick<z.infer<typeof claimsSchema>, 'user' | 'conv' | 'key'>>;

export interface DirectLineTokens {
  sign(kind: 'token' | 'stream', holder: Holder): string;
  /** The holder; 'expired' when only the time is wrong; 'forged' for everything else. */
  verify(kind: 'token' | 'stream', token: string): Holder | 'expired' | 'forged';
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that look like a JWT (clients read the claim `user`) and are sealed by our own keyed hash under the purpose `token`. */
export function directLineTokens(keyring: Keyring, clock: Clock): DirectLineTokens {
  return {
    sign(kind, { user, conv, key }) {
      const seconds = kind === 'token' ? TOKEN_SECONDS : STREAM_SECONDS;
      const head = encode({ alg: 'HS256', typ: 'JWT', kid: keyring.keyId });
      const body = encode({ kind, user, conv, key, exp: Math.floor(clock() / 1000) + seconds });
      return `${head}.${body}.${keyring.mac('token', [head, body]).toString('base64url')}`;
    },
    verify(kind, token) {
      const [head = '', body = '', mac = '', ...rest] = token.split('.');
      const header = headerSchema.safeParse(decode(head));
      if (rest.length > 0 || !header.success || !keyring.holds(header.data.kid)) return 'forged';
      const expected = keyring.mac('token', [head, body], header.data.kid);
      if (!equal(Buffer.from(mac, 'base64url'), expected)) return 'forged';
      const claims = claimsSchema.safeParse(decode(body));
      if (!claims.success || claims.data.kind !== kind) return 'forged';
      const { user, conv, key, exp } = claims.data;
      return exp * 1000 > clock() ? { user, conv, key } : 'expired';
    },
  };
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
