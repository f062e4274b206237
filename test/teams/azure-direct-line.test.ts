import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatTokens } from '../../src/channels/azure-direct-line.js';
import { keyring } from '../../src/crypto.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import { memoryStore } from '../../src/stores/memory.js';
import { type Answer, loopbackServer, type Received } from '../support/loopback.js';

const SECRET = 'a-secret-of-direct-line.with-a-dot';
const PUBLIC = 'https://reset.contoso.example';

describe('the token of the chat page over Azure Direct Line', () => {
  let azure: Awaited<ReturnType<typeof loopbackServer>>;
  let server: HttpServer;
  let url: string;
  let asked: Received[];
  let lines: string[];
  let answer: Answer;

  beforeEach(async () => {
    asked = [];
    lines = [];
    answer = { status: 200, body: { conversationId: 'conv-1', token: 'a-token', expires_in: 1_800 } };
    azure = await loopbackServer((request) => {
      asked.push(request);
      return answer;
    });
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const route = chatTokens({
      secret: SECRET,
      directLine: azure.origin,
      publicUrl: new URL(PUBLIC),
      throttle: memoryStore({ clock: Date.now }).throttle,
      keyring: keyring(Buffer.alloc(32, 7)),
      clock: Date.now,
      trustedProxyHops: 0,
      log,
    });
    server = createHttpServer({ routes: [route], log, publicUrl: new URL(PUBLIC) });
    url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}/chat/token`;
  });
  afterEach(async () => {
    await Promise.all([server.close(), azure.close()]);
  });
  const ask = async (headers: Record<string, string> = {}) => {
    const response = await fetch(url, { method: 'POST', headers });
    return { status: response.status, headers: response.headers, body: await response.text() };
  };

  it('is exchanged on the server, for a person drawn at random and our own pages', async () => {
    const { status, headers, body } = await ask({ 'Sec-Fetch-Site': 'same-origin' });
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(JSON.parse(body)).toEqual({
      conversationId: 'conv-1',
      token: 'a-token',
      expires_in: 1_800,
      domain: `${azure.origin}/v3/directline`,
    });
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/v3/directline/tokens/generate' });
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      user: { id: expect.stringMatching(/^dl_[\w-]{22}$/) },
      trustedOrigins: [PUBLIC],
    });
  });

  it('is for another person every time', async () => {
    await ask();
    await ask();
    const people = asked.map(({ body }) => JSON.parse(body).user.id);
    expect(new Set(people).size).toBe(2);
  });

  it('is not given to another site', async () => {
    expect((await ask({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('is not given for ever to one who asks for ever', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 31; n += 1) statuses.push((await ask()).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    expect(asked).toHaveLength(30);
  });

  it.each<[string, Answer]>([
    ['refuses the secret', { status: 403, body: { error: { message: SECRET } } }],
    ['is down', { status: 502 }],
    ['redirects elsewhere', { status: 302, headers: { Location: 'http://127.0.0.1:9/' } }],
    ['answers something else', { status: 200, body: { hello: 'world' } }],
  ])('is a plain 503 when Azure %s; the secret is neither in the answer nor in the log', async (_name, given) => {
    answer = given;
    const { status, body } = await ask();
    expect(status).toBe(503);
    expect(body + lines.join('')).not.toContain(SECRET);
    expect(lines.join('')).toContain('Azure Direct Line gave no token');
  });
});
