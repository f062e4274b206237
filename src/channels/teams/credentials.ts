import { AppCredentials } from 'botframework-connector';
import { z } from 'zod';
import type { Clock } from '../../stores/ports.js';
import { assertion, type Credential, certificateIn } from './certificate.js';
import type { Cloud } from './clouds.js';

const TIMEOUT_MS = 10_000;
const EARLY_MS = 5 * 60_000;
const IMDS = 'http://169.254.169.254/metadata/identity/oauth2/token';

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
          client_assertion: assertion(certificateIn(credential.file), { appId, audience: url, now: clock() }),
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
