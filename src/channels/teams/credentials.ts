import { createPrivateKey, type KeyObject, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppCredentials } from 'botframework-connector';
import { z } from 'zod';
import type { Clock } from '../../stores/ports.js';
import type { Cloud } from './clouds.js';

const TIMEOUT_MS = 10_000;
const EARLY_MS = 5 * 60_000;
const IMDS = 'http://169.254.169.254/metadata/identity/oauth2/token';

/** How the bot proves to Microsoft that it is itself. */
export type Credential =
  | { readonly kind: 'secret'; readonly tenantId: string; readonly secret: string }
  | { readonly kind: 'certificate'; readonly tenantId: string; readonly file: string }
  | {
      readonly kind: 'managed-identity';
      /** As App Service and Container Apps set them; without, the virtual machine's own address is asked. */
      readonly endpoint: string | undefined;
      readonly header: string | undefined;
    };

/** A valid access token for the connector. @throws when none can be had; the message names no secret */
export type AccessToken = () => Promise<string>;

const refused = z.object({ error: z.string().max(100) });
const granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() });

/**
 * The bot's own access tokens (OAuth 2.0 client credentials, RFC 6749 §4.4, RFC 7523 §2.2 for certificates), kept until
 * five minutes before they end, fetched once however many turns wait. Written here because the SDK's own way carries
 * an MSAL of 2023 that asks two more endpoints first.
 */
export function accessTokens(options: {
  readonly appId: string;
  readonly cloud: Cloud;
  readonly credential: Credential;
  readonly clock: Clock;
}): AccessToken {
  let kept: { readonly token: string; readonly until: number } | undefined;
  let running: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const { access_token, expires_in } = granted.parse(await ask(requestFor(options)));
    kept = { token: access_token, until: options.clock() + expires_in * 1000 - EARLY_MS };
    return access_token;
  };
  return () => {
    if (kept && kept.until > options.clock()) return Promise.resolve(kept.token);
    running ??= renew().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** What the connector client signs its requests with. */
export class BearerCredentials extends AppCredentials {
  readonly #token: AccessToken;
  constructor(appId: string, token: AccessToken) {
    super(appId);
    this.#token = token;
  }
  override getToken(): Promise<string> {
    return this.#token();
  }
  protected override refreshToken(): Promise<never> {
    return Promise.reject(new Error('Tokens are kept by accessTokens.'));
  }
}

function requestFor({ appId, cloud, credential, clock }: Parameters<typeof accessTokens>[0]): Request {
  if (credential.kind === 'managed-identity') return identityRequest(appId, cloud, credential);
  const url = `${cloud.login}/${credential.tenantId}/oauth2/v2.0/token`;
  const proof: Record<string, string> =
    credential.kind === 'secret'
      ? { client_secret: credential.secret }
      : {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion(certificateOf(credential.file), { appId, audience: url, now: clock() }),
        };
  const body = { grant_type: 'client_credentials', client_id: appId, scope: `${cloud.audience}/.default`, ...proof };
  return new Request(url, { method: 'POST', body: new URLSearchParams(body) });
}

function identityRequest(
  appId: string,
  cloud: Cloud,
  { endpoint, header }: Extract<Credential, { kind: 'managed-identity' }>,
): Request {
  const url = new URL(endpoint ?? IMDS);
  url.searchParams.set('api-version', endpoint ? '2019-08-01' : '2018-02-01');
  url.searchParams.set('resource', cloud.audience);
  url.searchParams.set('client_id', appId);
  return new Request(url, { headers: endpoint ? { 'X-IDENTITY-HEADER': header ?? '' } : { Metadata: 'true' } });
}

async function ask(request: Request): Promise<unknown> {
  const response = await fetch(request, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  // Entra's `error` is a code (`invalid_client`); its description may repeat what was sent.
  const reason = refused.safeParse(body).data?.error ?? '';
  throw new Error(`No access token for the bot: ${request.url.split('?')[0]} answered ${response.status} ${reason}.`);
}

interface Certificate {
  readonly thumbprint: string;
  readonly key: KeyObject;
}

/** Certificate and private key of a PEM file, or a sentence `expected …, got …`. */
export function readCertificate(file: string): Certificate | string {
  try {
    const pem = readFileSync(file, 'utf8');
    const certificate = new X509Certificate(pem);
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'rsa') return `expected an RSA key, got ${key.asymmetricKeyType}`;
    if (!certificate.checkPrivateKey(key)) return 'expected the key of the certificate beside it, got another';
    return {
      thumbprint: Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
      key,
    };
  } catch {
    return `expected a PEM file with certificate and unencrypted private key, got something else in ${file}`;
  }
}

function certificateOf(file: string): Certificate {
  const certificate = readCertificate(file);
  if (typeof certificate === 'string') throw new Error(`MICROSOFT_APP_CERTIFICATE_FILE: ${certificate}`);
  return certificate;
}

/** A signed statement that it is us, good for ten minutes and once (Entra: "certificate credentials"). */
function assertion(
  { thumbprint, key }: Certificate,
  { appId, audience, now }: { readonly appId: string; readonly audience: string; readonly now: number },
): string {
  const seconds = Math.floor(now / 1000);
  const parts = [
    { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint },
    { aud: audience, iss: appId, sub: appId, jti: randomUUID(), nbf: seconds, iat: seconds, exp: seconds + 600 },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const text = parts.join('.');
  const padding = { padding: 6, saltLength: 32 } as const;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), { key, ...padding }).toString('base64url')}`;
}
