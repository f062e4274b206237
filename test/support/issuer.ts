import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { loopbackServer, type Received } from './loopback.js';

export const ISSUER = 'https://api.botframework.com';
const ENDORSED = ['msteams', 'webchat', 'directline'];

export const newKey = (bits = 2048): KeyObject => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
/** Making one takes a while: every issuer of a test file begins with the same. */
let firstKey: KeyObject | undefined;
export const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Published {
  readonly kid: string;
  readonly key: KeyObject;
  readonly endorsements: readonly string[];
}

export interface TokenParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: KeyObject;
}

/**
 * The Bot Service's token issuer on loopback, with metadata and keys, and the endpoint where a bot gets its own tokens.
 * `now` is epoch ms.
 */
export async function startIssuer(options: { readonly appId: string; readonly now: () => number }) {
  firstKey ??= newKey();
  const published: Published[] = [{ kid: 'key-1', key: firstKey, endorsements: ENDORSED }];
  const fetched = { metadata: 0, keys: 0 };
  const asked: Received[] = [];
  let down = false;
  let jwksUri: string | undefined;

  const jwksOf = ({ kid, key, endorsements }: Published): object => {
    const { n, e } = createPublicKey(key).export({ format: 'jwk' });
    return { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, endorsements };
  };
  const server = await loopbackServer((request) => {
    if (down) return { status: 503 };
    if (request.url.startsWith('/v1/.well-known/openidconfiguration')) {
      fetched.metadata += 1;
      return { status: 200, body: { issuer: ISSUER, jwks_uri: jwksUri ?? `${server.origin}/v1/.well-known/keys` } };
    }
    if (request.url.startsWith('/v1/.well-known/keys')) {
      fetched.keys += 1;
      return { status: 200, body: { keys: published.map(jwksOf) } };
    }
    asked.push(request);
    return {
      status: 200,
      body: { access_token: `bot-token-${asked.length}`, expires_in: 3_600, token_type: 'Bearer' },
    };
  });

  return {
    origin: server.origin,
    openIdMetadata: `${server.origin}/v1/.well-known/openidconfiguration`,
    fetched,
    /** Requests for the bot's own tokens. */
    asked,
    signingKey: (): KeyObject => published[0]?.key ?? newKey(),
    publish: (entry: Published): void => void published.push(entry),
    withdraw: (kid: string): void =>
      void published.splice(
        published.findIndex((each) => each.kid === kid),
        1,
      ),
    goDown: (value: boolean): void => {
      down = value;
    },
    pointKeysTo: (url: string): void => {
      jwksUri = url;
    },
    /** A good token, but for what is given. `undefined` takes a header or claim away. */
    token(parts: TokenParts & { readonly serviceUrl: string }): string {
      const seconds = Math.floor(options.now() / 1000);
      const header = { typ: 'JWT', alg: 'RS256', kid: 'key-1', x5t: 'key-1', ...parts.header };
      const claims = {
        iss: ISSUER,
        aud: options.appId,
        nbf: seconds - 10,
        exp: seconds + 3_600,
        serviceurl: parts.serviceUrl,
        jti: randomUUID(),
        ...parts.claims,
      };
      const text = `${base64url(header)}.${base64url(claims)}`;
      return `${text}.${sign('RSA-SHA256', Buffer.from(text), parts.key ?? this.signingKey()).toString('base64url')}`;
    },
    close: server.close,
  };
}
export type Issuer = Awaited<ReturnType<typeof startIssuer>>;
