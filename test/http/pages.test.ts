import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatServer } from '../support/chat-server.js';

let server: Awaited<ReturnType<typeof chatServer>>;
beforeAll(async () => {
  server = await chatServer({ allowedOrigins: ['https://intranet.contoso.example', 'https://news.contoso.example'] });
}, 60_000);
afterAll(() => server.close());

const policyOf = (answer: Response): ReadonlyMap<string, string> =>
  new Map(
    (answer.headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );

/** As it travels: fetch would unpack it. */
function raw(path: string, headers: Record<string, string>): Promise<{ headers: Map<string, string>; size: number }> {
  return new Promise((resolve, reject) => {
    get(`${server.origin}${path}`, { headers }, (answer) => {
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
      });
      answer.on('end', () =>
        resolve({
          size,
          headers: new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
        }),
      );
    }).on('error', reject);
  });
}

describe('the chat page', () => {
  it('has a policy without anything unsafe, and a nonce of its own each time', async () => {
    const [first, second] = await Promise.all([fetch(`${server.origin}/chat`), fetch(`${server.origin}/chat`)]);
    const policy = policyOf(first);
    expect(first.headers.get('content-security-policy')).not.toMatch(/unsafe|\*|https?:\/\/(?!intranet|news)/);
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('script-src')).toMatch(/^'nonce-[\w+/]{24}'$/);
    expect(policy.get('connect-src')).toBe(`'self' ws://127.0.0.1:${server.port}`);
    expect(policy.get('script-src')).not.toBe(policyOf(second).get('script-src'));
    const nonce = /'nonce-(.+)'/.exec(policy.get('script-src') ?? '')?.[1];
    const html = await first.text();
    expect(html.match(/<(script|link rel="stylesheet")[^>]*>/g)?.every((tag) => tag.includes(`nonce="${nonce}"`))).toBe(
      true,
    );
  });

  it('may be framed by the allowed pages and nobody else', async () => {
    const answer = await fetch(`${server.origin}/chat`);
    const allowed = "'self' https://intranet.contoso.example https://news.contoso.example";
    expect(policyOf(answer).get('frame-ancestors')).toBe(allowed);
    expect(answer.headers.has('x-frame-options')).toBe(false);
    const site = await fetch(`${server.origin}/`);
    expect([policyOf(site).get('frame-ancestors'), site.headers.get('x-frame-options')]).toEqual(["'none'", 'DENY']);
  });

  it('is never kept by a cache', async () => {
    expect((await fetch(`${server.origin}/chat`)).headers.get('cache-control')).toBe('no-store');
  });
});

describe('files for browsers', () => {
  it('are found under addresses that change with them, and kept for ever', async () => {
    const html = await (await fetch(`${server.origin}/chat`)).text();
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) {
      const answer = await fetch(`${server.origin}${address}`);
      expect([address, answer.status, answer.headers.get('cache-control')]).toEqual([
        address,
        200,
        'public, max-age=31536000, immutable',
      ]);
      await answer.body?.cancel();
    }
  });

  it('the chat client travels compressed as the browser likes it', async () => {
    const html = await (await fetch(`${server.origin}/chat`)).text();
    const path = /"(\/assets\/webchat\.[^"]+)"/.exec(html)?.[1] ?? '';
    const [br, gz, plain] = await Promise.all([
      raw(path, { 'accept-encoding': 'gzip, deflate, br' }),
      raw(path, { 'accept-encoding': 'gzip' }),
      raw(path, {}),
    ]);
    expect([br, gz, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual(['br', 'gzip', undefined]);
    expect(br.headers.get('vary')).toBe('Accept-Encoding');
    expect(br.size).toBeLessThan(700_000);
    expect(gz.size).toBeLessThan(1_000_000);
    expect(plain.size).toBeGreaterThan(3_000_000);
  });

  it('of an earlier release are answered with those of today, and not kept', async () => {
    const answer = await fetch(`${server.origin}/assets/0123456789abcdef/chat.css`);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it.each(['/assets/x/..%2f..%2fpackage.json', '/assets/x/chat.html', '/assets/nothing.js', '/assets/..%2fchat.js'])(
    '%s is not one of them',
    async (path) => {
      expect((await fetch(`${server.origin}${path}`)).status).toBe(404);
    },
  );

  it('the button may be loaded by pages of other origins', async () => {
    const answer = await fetch(`${server.origin}/widget.js`);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(await answer.text()).toContain('https://intranet.contoso.example https://news.contoso.example');
  });

  it('come with the licence of what is not ours', async () => {
    expect((await fetch(`${server.origin}/assets/webchat.LICENSE.txt`)).status).toBe(200);
  });
});
