import { gzipSync } from 'node:zlib';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/errors.js';
import { answerJson } from '../../src/http/answer.js';
import { createLogger } from '../../src/http/logger.js';
import type { Route } from '../../src/http/route.js';
import { createHttpServer, type HttpServer, TIMING } from '../../src/http/server.js';
import { rawHttp } from '../support/raw-http.js';

const logged: string[] = [];
const log = createLogger({ level: 'trace', stream: { write: (line) => void logged.push(line) } });
const registry = new Registry();
const bodies: unknown[] = [];

const routes: readonly Route[] = [
  {
    method: 'post',
    path: '/json/:token',
    body: 'json',
    handle: async (request, response) => {
      bodies.push(request.body);
      answerJson(response, 200, request.body ?? null);
    },
  },
  {
    method: 'post',
    path: '/form',
    body: 'form',
    handle: async (request, response) => answerJson(response, 200, request.body),
  },
  { method: 'get', path: '/page', body: 'none', handle: async (_request, response) => answerJson(response, 200, {}) },
  {
    method: 'get',
    path: '/broken',
    body: 'none',
    handle: async () => {
      throw new Error('the inner secret');
    },
  },
  {
    method: 'get',
    path: '/store',
    body: 'none',
    handle: async () => {
      throw new StoreUnavailable('redis://user:pw@host is gone');
    },
  },
  { method: 'get', path: '/silent', body: 'none', handle: async () => {} },
];

let server: HttpServer;
let port = 0;
let base = '';
beforeAll(async () => {
  server = createHttpServer({ routes, log, publicUrl: new URL('https://chat.example/'), registry });
  port = await server.listen('127.0.0.1', 0);
  base = `http://127.0.0.1:${port}`;
});
afterAll(() => server.close());

const HEADERS = [
  'content-security-policy',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'cache-control',
  'strict-transport-security',
];

const postJson = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${base}/json/t`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const keys = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n])));

describe('every answer carries the security headers and tells nothing', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['an answer', 'GET /page HTTP/1.1\r\nHost: a\r\n', 200],
    ['an unknown path', 'GET /nowhere/secret HTTP/1.1\r\nHost: a\r\n', 404],
    ['a wrong method', 'DELETE /page HTTP/1.1\r\nHost: a\r\n', 405],
    ['an OPTIONS request', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n', 400],
    ['a large body', 'POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n', 413],
    ['another media type', 'POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 1\r\n', 415],
    ['a body on GET', 'GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n', 415],
    ['a failing handler', 'GET /broken HTTP/1.1\r\nHost: a\r\n', 500],
    ['a handler without answer', 'GET /silent HTTP/1.1\r\nHost: a\r\n', 500],
    ['a store that is away', 'GET /store HTTP/1.1\r\nHost: a\r\n', 503],
    ['a host the router cannot read', 'GET /page HTTP/1.1\r\nHost: [\r\n', 400],
    ['a host with a path', 'GET /page HTTP/1.1\r\nHost: a/b\r\n', 400],
    ['a port that is none', 'GET /page HTTP/1.1\r\nHost: a:99999\r\n', 400],
    ['no host', 'GET /page HTTP/1.1\r\n', 400],
    ['an absolute target', 'GET http://[/ HTTP/1.1\r\nHost: a\r\n', 400],
    ['a broken escape', 'GET /json/%zz HTTP/1.1\r\nHost: a\r\n', 400],
    ['an invalid UTF-8 escape', 'GET /json/%ff HTTP/1.1\r\nHost: a\r\n', 400],
    ['a long target', `GET /${'x'.repeat(3000)} HTTP/1.1\r\nHost: a\r\n`, 414],
    ['an expectation', 'GET /page HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n', 417],
    ['large headers', `GET /page HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20_000)}\r\n`, 431],
    ['no HTTP at all', 'hello\r\n', 400],
    ['an upgrade nobody takes', 'GET /page HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n', 404],
  ];
  it.each(cases)('%s', async (_name, head, status) => {
    const close = head.includes('Connection:') ? '' : 'Connection: close\r\n';
    const answer = await rawHttp(port, `${head}${close}\r\n`);
    expect(answer.status).toBe(status);
    for (const name of HEADERS) expect(answer.headers.get(name), name).toBeTruthy();
    expect(answer.headers.has('server')).toBe(false);
    expect(answer.headers.has('x-powered-by')).toBe(false);
    if (status >= 400 && answer.body) {
      expect(Object.keys(JSON.parse(answer.body)).sort()).toEqual(['code', 'reference']);
      expect(answer.body).not.toMatch(/secret|redis|nowhere|handler/);
    }
  });

  it('HSTS is absent where people come by plain http', async () => {
    const plain = createHttpServer({ routes, log, publicUrl: new URL('http://127.0.0.1/') });
    const address = `http://127.0.0.1:${await plain.listen('127.0.0.1', 0)}`;
    const answer = await fetch(`${address}/page`);
    expect(answer.headers.has('strict-transport-security')).toBe(false);
    await plain.close();
  });

  it('HEAD is answered like GET, without a body', async () => {
    const answer = await fetch(`${base}/page`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '2', '']);
  });
});

describe('a body', () => {
  const refused: readonly (readonly [string, () => Promise<Response>, number, string])[] = [
    ['that is no JSON', () => postJson('{'), 400, 'ERR_BODY_NOT_JSON'],
    ['of 21 levels', () => postJson(nested(21)), 400, 'ERR_BODY_TOO_DEEP'],
    ['of 30,000 levels', () => postJson(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), 400, 'ERR_BODY_TOO_DEEP'],
    ['of 1001 keys', () => postJson(keys(1001)), 400, 'ERR_BODY_TOO_MANY_KEYS'],
    ['with a key given twice', () => postJson('{"a":1,"b":{"a":2},"\\u0061":3}'), 400, 'ERR_BODY_DUPLICATE_KEY'],
    ['with __proto__', () => postJson('{"a":{"__proto__":{"b":1}}}'), 400, 'ERR_BODY_POISONED'],
    ['with __proto__ in escapes', () => postJson('{"\\u005f_proto__":1}'), 400, 'ERR_BODY_POISONED'],
    ['with constructor.prototype', () => postJson('{"constructor":{"prototype":{}}}'), 400, 'ERR_BODY_POISONED'],
    ['that is compressed', () => postJson(gzipSync('{}'), { 'content-encoding': 'gzip' }), 415, 'ERR_MEDIA_TYPE'],
    [
      'of another charset',
      () => postJson('{}', { 'content-type': 'application/json; charset=utf-16' }),
      415,
      'ERR_MEDIA_TYPE',
    ],
    ['of another type', () => postJson('{}', { 'content-type': 'text/plain' }), 415, 'ERR_MEDIA_TYPE'],
    ['that is not UTF-8', () => postJson(new Uint8Array([0x22, 0xff, 0x22])), 400, 'ERR_BODY_NOT_UTF8'],
    ['of more than 64 KiB', () => postJson(JSON.stringify('x'.repeat(65_536))), 413, 'ERR_BODY_TOO_LARGE'],
  ];
  it.each(refused)('%s is refused', async (_name, send, status, code) => {
    const before = bodies.length;
    const answer = await send();
    expect([answer.status, await answer.json()]).toEqual([status, { code, reference: expect.any(String) }]);
    expect(bodies).toHaveLength(before);
  });

  it('without announced length is cut off at 64 KiB', async () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const head = 'POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n';
    const answer = await rawHttp(port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(5)}`);
    expect(answer.status).toBe(413);
  });

  it('of 20 levels and 1000 keys is taken', async () => {
    expect((await postJson(nested(20))).status).toBe(200);
    expect((await postJson(keys(1000))).status).toBe(200);
    expect(await (await postJson('{"a":"\\"}{[,:","b":["c","c"],"d":{"e":1}}')).json()).toEqual({
      a: '"}{[,:',
      b: ['c', 'c'],
      d: { e: 1 },
    });
  });

  it('may be missing where JSON is taken', async () => {
    const answer = await fetch(`${base}/json/t`, { method: 'POST' });
    expect(await answer.json()).toBeNull();
  });

  it('of a form arrives as its fields; a field given twice is refused', async () => {
    const good = await fetch(`${base}/form`, { method: 'POST', body: new URLSearchParams({ a: 'ä&', b: '' }) });
    expect(await good.json()).toEqual({ a: 'ä&', b: '' });
    const twice = await fetch(`${base}/form`, { method: 'POST', body: new URLSearchParams('a=1&a=2') });
    expect(twice.status).toBe(400);
  });
});

describe('the log', () => {
  it('names the reference of a failure, and never a body, a query, a token or a header', async () => {
    logged.length = 0;
    const failed = await fetch(`${base}/broken?t=query-canary`, { headers: { authorization: 'Bearer header-canary' } });
    const reference = /"reference":"(\w+)"/.exec(await failed.text())?.[1];
    await fetch(`${base}/json/path-canary`, {
      method: 'POST',
      body: '{"password":"body-canary"',
      headers: { 'content-type': 'application/json' },
    });
    const all = logged.join('');
    expect(all).toContain(reference);
    expect(all).toContain('the inner secret');
    expect(all).not.toContain('canary');
  });

  it('keeps of an error what it says, and nothing that hangs on it', () => {
    logged.length = 0;
    const cause = Object.assign(new Error('refused'), {
      code: 'E42',
      config: { headers: { authorization: 'canary' } },
    });
    log.error({ err: new Error('outer', { cause }), password: 'canary', inner: { token: 'canary' } }, 'failed');
    expect(logged.join('')).toContain('E42');
    expect(logged.join('')).not.toContain('canary');
  });
});

it('durations are counted by route template', async () => {
  await fetch(`${base}/json/abc`, { method: 'POST' });
  const text = await registry.metrics();
  expect(text).toContain('http_request_duration_seconds_count{method="POST",route="/json/:token",status="200"}');
  expect(text).not.toContain('abc');
});

describe('a request that dawdles', () => {
  const SOON = { headersTimeout: 200, requestTimeout: 400, keepAliveTimeout: 200, connectionsCheckingInterval: 50 };
  let quick: HttpServer;
  let quickPort = 0;
  beforeAll(async () => {
    quick = createHttpServer({ routes, log, publicUrl: new URL('https://chat.example/'), timing: SOON });
    quickPort = await quick.listen('127.0.0.1', 0);
  });
  afterAll(() => quick.close());

  it('has five seconds for its headers and ten for all of it', () => {
    expect(TIMING).toMatchObject({ headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 });
  });

  it.each([
    ['over its headers', 'GET /page HTTP/1.1\r\nHost: a\r\n', 200],
    [
      'over its body',
      'POST /json/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      400,
    ],
  ])('%s is cut off when its time is up', async (_what, bytes, afterMs) => {
    const begun = performance.now();
    const answer = await rawHttp(quickPort, bytes);
    expect(answer.status).toBe(408);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(performance.now() - begun).toBeGreaterThan(afterMs - 50);
  });
});
