// The Bot Service on loopback for bench/teams.mjs: metadata and keys, tokens, and a connector that keeps what it was sent.
import { createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';

export const APP_ID = '11111111-2222-4333-8444-555555555555';
export const TENANT = 'aaaaaaaa-0000-4000-8000-000000000001';
const ISSUER = 'https://api.botframework.com';

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
export const objectIdOf = (number) => `bbbbbbbb-0000-4000-8000-${String(number).padStart(12, '0')}`;

const memberOf = (number) => ({
  id: `29:${number}`,
  name: 'Somebody',
  objectId: objectIdOf(number),
  tenantId: TENANT,
  userPrincipalName: `person-${number}@contoso.example`,
});

export async function startService() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' });
  const heard = new Map();
  const seen = { metadata: 0, sent: 0, dots: 0 };
  const answerTo = (url, body) => {
    if (url.endsWith('openidconfiguration')) {
      seen.metadata += 1;
      return { issuer: ISSUER, jwks_uri: `${service.origin}/keys` };
    }
    if (url === '/keys')
      return { keys: [{ kty: 'RSA', use: 'sig', kid: 'k', x5t: 'k', n, e, endorsements: ['msteams'] }] };
    const path = decodeURIComponent(url);
    const member = /\/members\/29:(\d+)/.exec(path);
    if (member) return memberOf(member[1]);
    const conversation = /^\/v3\/conversations\/a:(\d+)\/activities/.exec(path)?.[1];
    if (conversation === undefined) return undefined;
    if (JSON.parse(body).type === 'typing') {
      seen.dots += 1;
    } else {
      seen.sent += 1;
      heard.get(Number(conversation))?.push(body);
    }
    return { id: randomUUID() };
  };
  const server = createServer((asked, answer) => {
    const chunks = [];
    asked.on('data', (chunk) => chunks.push(chunk));
    asked.on('end', () => {
      const said = answerTo(asked.url, Buffer.concat(chunks).toString());
      answer.writeHead(said ? 200 : 404, { 'Content-Type': 'application/json' });
      answer.end(JSON.stringify(said ?? {}));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service = {
    origin: `http://127.0.0.1:${server.address().port}`,
    seen,
    /** What a person heard since the last call. */
    heard(number) {
      const before = heard.get(number) ?? [];
      heard.set(number, []);
      return before;
    },
    token() {
      const seconds = Math.floor(Date.now() / 1000);
      const claims = {
        iss: ISSUER,
        aud: APP_ID,
        nbf: seconds - 10,
        exp: seconds + 3600,
        serviceurl: `${service.origin}/`,
      };
      const text = `${base64url({ typ: 'JWT', alg: 'RS256', kid: 'k', x5t: 'k' })}.${base64url(claims)}`;
      return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return service;
}
