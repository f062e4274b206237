import { verify } from 'node:crypto';
import { z } from 'zod';
import type { SigningKey, SigningKeys } from './signing-keys.js';

/** Security catalogue CNV-2; the SDK's own measure is 300 s. */
const SKEW_SECONDS = 60;
const MAX_LENGTH = 8_192;

const header = z.object({
  alg: z.literal('RS256'),
  kid: z.string().min(1).max(256),
  typ: z.string().regex(/^JWT$/i).optional(),
  // RFC 7515 §4.1.11: extensions that must be understood. None are.
  crit: z.undefined().optional(),
});
const claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string(),
});

/** What a token of the Bot Service vouches for. */
export interface ChannelToken {
  readonly serviceUrl: string;
  /** Channels whose activities its key may sign. */
  readonly endorsements: ReadonlySet<string>;
  /** Epoch ms; no tolerance added. */
  readonly expiresAt: number;
}

export type TokenFault =
  | 'no-token'
  | 'not-a-token'
  | 'header'
  | 'claims'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'too-early'
  | 'unknown-key'
  | 'signature';

/**
 * Verifies the `Authorization` header of the Bot Service: RS256 by a published key, issuer, audience and time
 * (RFC 8725 §3; bot-docs "Connector authentication"). Names the first fault; throws nothing.
 */
export async function verifyChannelToken(
  authorization: string | undefined,
  expected: {
    readonly issuer: string;
    readonly audience: string;
    readonly keys: SigningKeys;
    /** Epoch ms. */
    readonly now: number;
  },
): Promise<ChannelToken | TokenFault> {
  if (authorization === undefined || authorization === '') return 'no-token';
  const [, head, body, signature] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization) ?? [];
  if (!head || !body || !signature || authorization.length > MAX_LENGTH) return 'not-a-token';
  const { data: said } = header.safeParse(parsed(head));
  if (!said) return 'header';
  const { data: claim } = claims.safeParse(parsed(body));
  if (!claim) return 'claims';
  const fault = faultIn(claim, expected);
  if (fault) return fault;
  const key = await expected.keys.find(said.kid);
  if (!key) return 'unknown-key';
  if (!signed(key, `${head}.${body}`, signature)) return 'signature';
  return { serviceUrl: claim.serviceurl, endorsements: key.endorsements, expiresAt: claim.exp * 1000 };
}

function faultIn(
  { iss, aud, exp, nbf }: z.infer<typeof claims>,
  { issuer, audience, now }: { readonly issuer: string; readonly audience: string; readonly now: number },
): TokenFault | undefined {
  const seconds = now / 1000;
  if (iss !== issuer) return 'issuer';
  if (aud !== audience) return 'audience';
  if (exp <= seconds - SKEW_SECONDS) return 'expired';
  if (nbf !== undefined && nbf > seconds + SKEW_SECONDS) return 'too-early';
  return undefined;
}

function signed({ key }: SigningKey, text: string, signature: string): boolean {
  const bytes = decoded(signature);
  return bytes !== undefined && verify('RSA-SHA256', Buffer.from(text), key, bytes);
}

/** Undefined where other letters would mean the same bytes: one token, one spelling. */
function decoded(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(decoded(part)));
  } catch {
    return undefined;
  }
}
