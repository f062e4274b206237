import { execFileSync } from 'node:child_process';
import { createHash, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/channels/teams/certificate.js';
import { clouds } from '../../src/channels/teams/clouds.js';
import { accessTokens } from '../../src/channels/teams/credentials.js';
import { type Issuer, startIssuer } from '../support/issuer.js';
import { loopbackServer } from '../support/loopback.js';
import { APP_ID, TENANT } from '../support/teams-door.js';

const SECRET = 'a-client-secret-of-the-bot';

describe("the bot's own access token", () => {
  let issuer: Issuer;
  let directory: string;
  let pemFile: string;
  let now = Date.UTC(2026, 0, 1);
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'bot-certificate-'));
    pemFile = join(directory, 'bot.pem');
    const files = ['-keyout', join(directory, 'key.pem'), '-out', join(directory, 'cert.pem')];
    const asked = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=bot', ...files];
    execFileSync('openssl', asked, { stdio: 'ignore' });
    const parts = ['cert.pem', 'key.pem'].map((name) => readFileSync(join(directory, name), 'utf8'));
    writeFileSync(pemFile, parts.join(''));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  beforeEach(async () => {
    issuer = await startIssuer({ appId: APP_ID, now: () => now });
  });
  afterEach(() => issuer.close());

  const tokensWith = (credential: Credential, login = issuer.origin) =>
    accessTokens({ appId: APP_ID, cloud: { ...clouds.public, login }, credential, clock: () => now });
  const form = (): Record<string, string> => Object.fromEntries(new URLSearchParams(issuer.asked[0]?.body));

  it('is asked for with the client secret, once for all who wait', async () => {
    const token = tokensWith({ kind: 'secret', tenantId: TENANT, secret: SECRET });
    expect(await Promise.all([token(), token(), token()])).toEqual(Array(3).fill('bot-token-1'));
    expect(issuer.asked[0]?.url).toBe(`/${TENANT}/oauth2/v2.0/token`);
    expect(form()).toEqual({
      grant_type: 'client_credentials',
      client_id: APP_ID,
      scope: 'https://api.botframework.com/.default',
      client_secret: SECRET,
    });
  });

  it('is renewed five minutes before its end', async () => {
    const token = tokensWith({ kind: 'secret', tenantId: TENANT, secret: SECRET });
    await token();
    now += 3_600_000 - 5 * 60_000 - 1;
    expect(await token()).toBe('bot-token-1');
    now += 1;
    expect(await token()).toBe('bot-token-2');
  });

  it('is asked for with a statement signed by the certificate, good for ten minutes', async () => {
    await tokensWith({ kind: 'certificate', tenantId: TENANT, file: pemFile })();
    const { client_assertion = '', client_assertion_type, client_secret } = form();
    expect(client_secret).toBeUndefined();
    expect(client_assertion_type).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const [head = '', body = '', signature = ''] = client_assertion.split('.');
    const certificate = new X509Certificate(readFileSync(pemFile, 'utf8'));
    const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(head)).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint });
    const seconds = Math.floor(now / 1000);
    expect(read(body)).toMatchObject({
      aud: `${issuer.origin}/${TENANT}/oauth2/v2.0/token`,
      iss: APP_ID,
      sub: APP_ID,
      nbf: seconds,
      exp: seconds + 600,
    });
    const key = { key: certificate.publicKey, padding: 6, saltLength: 32 };
    expect(verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('comes from the host where the bot has a managed identity', async () => {
    const endpoint = `${issuer.origin}/msi/token`;
    await tokensWith({ kind: 'managed-identity', endpoint, header: 'of-the-host' })();
    const [asked] = issuer.asked;
    expect(asked?.headers['x-identity-header']).toBe('of-the-host');
    const query = new URL(asked?.url ?? '', issuer.origin).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      'api-version': '2019-08-01',
      resource: 'https://api.botframework.com',
      client_id: APP_ID,
    });
  });

  it('refused names the reason and never the secret, and is asked for again next time', async () => {
    let answer = { status: 401, body: { error: 'invalid_client', error_description: `wrong: ${SECRET}` } as object };
    const server = await loopbackServer(() => answer);
    try {
      const token = tokensWith({ kind: 'secret', tenantId: TENANT, secret: SECRET }, server.origin);
      const error = await token().catch((each: unknown) => each);
      expect(String(error)).toContain('answered 401 invalid_client');
      expect(String(error)).not.toContain(SECRET);
      answer = { status: 200, body: { access_token: 'later', expires_in: '3600' } };
      expect(await token()).toBe('later');
    } finally {
      await server.close();
    }
  });
});
