import { constants, createHash, createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { DirectoryUnavailable } from '../../errors.js';
import type { Clock } from '../../stores/ports.js';
import { askHttp } from './http.js';
import { isBusy, patiently } from './patience.js';
import type { EntraSettings } from './settings.js';

export interface Tokens {
  /** A token for Graph; kept until five minutes before its end. @throws DirectoryUnavailable */
  current(): Promise<string>;
  /** Graph said that this one is no longer good. */
  forget(token: string): void;
  /** What proves our application to the token endpoint. */
  proof(): Readonly<Record<string, string>>;
  readonly endpoint: string;
}

const EARLY_MS = 5 * 60_000;
const ASSERTION_SECONDS = 600;

const granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() });
const refused = z.object({ error: z.string(), error_codes: z.array(z.number()).optional() });

/** Client credentials (RFC 6749 §4.4), by secret or by a signed assertion (RFC 7523 §2.2). */
export function clientTokens(settings: EntraSettings, clock: Clock): Tokens {
  const endpoint = `${settings.loginUrl}/${encodeURIComponent(settings.tenantId)}/oauth2/v2.0/token`;
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  const proof = (): Readonly<Record<string, string>> => ({
    client_id: settings.clientId,
    ...(settings.credential.kind === 'secret'
      ? { client_secret: settings.credential.secret }
      : {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion(settings.credential.pem, settings.clientId, endpoint, clock()),
        }),
  });

  async function ask(): Promise<string> {
    const form = { grant_type: 'client_credentials', scope: `${settings.graphUrl}/.default`, ...proof() };
    const body = new URLSearchParams(form);
    const once = () => askHttp(endpoint, { method: 'POST', body }, settings.patienceMs);
    const answer = await patiently(once, isBusy, { late: clock() + settings.patienceMs, clock });
    const token = granted.safeParse(answer.json);
    if (answer.status === 200 && token.success) {
      held = { token: token.data.access_token, until: clock() + token.data.expires_in * 1000 - EARLY_MS };
      return token.data.access_token;
    }
    const fault = refused.safeParse(answer.json);
    const codes = fault.success ? (fault.data.error_codes ?? []).map((code) => `AADSTS${code}`).join(', ') : '';
    throw new DirectoryUnavailable(
      `Microsoft Entra gives our application no token (HTTP ${answer.status} ${codes}): check ENTRA_TENANT_ID, ENTRA_CLIENT_ID and its secret or certificate.`,
      { retryAfterMs: answer.retryAfterMs },
    );
  }

  return {
    endpoint,
    proof,
    async current() {
      if (held && clock() < held.until) return held.token;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    forget(token) {
      if (held?.token === token) held = undefined;
    },
  };
}

/** A JWT under our certificate's key, PS256 with the certificate's SHA-256 thumbprint. */
function assertion(pem: string, clientId: string, audience: string, now: number): string {
  const certificate = new X509Certificate(pem);
  const seconds = Math.floor(now / 1000);
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  const signed = `${encode({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })}.${encode({
    aud: audience,
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    nbf: seconds,
    exp: seconds + ASSERTION_SECONDS,
  })}`;
  const key = { key: createPrivateKey(pem), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
