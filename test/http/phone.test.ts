import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../../src/http/logger.js';
import { phoneRoutes } from '../../src/http/phone.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import { simulatedAuthenticator } from '../../src/senders/simulated-authenticator.js';
import { box, movableClock, totp } from '../support/methods.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const ada = { account: 'ada@contoso.example', name: 'Contoso', secret: SECRET };
let onScreen: string | undefined;
const { now, pass } = movableClock();
const outbox = box(now);
const authenticator = simulatedAuthenticator({ clock: now, registered: async () => [ada] });

let server: HttpServer;
let base = '';

beforeAll(async () => {
  const routes = phoneRoutes({
    outbox,
    authenticator,
    screen: { seen: async () => onScreen },
    owners: [{ name: 'Ada <b>', account: 'ada@contoso.example', addresses: ['+12025550100', 'ada@home.example'] }],
    webDir: new URL('../../src/web/', import.meta.url),
  });
  const log = createLogger({ level: 'silent' });
  server = createHttpServer({ routes, log, publicUrl: new URL('http://127.0.0.1/') });
  base = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
});
afterAll(() => server.close());

const read = async (path: string): Promise<unknown> => (await fetch(`${base}${path}`)).json();
const paste = (fields: Record<string, string>, accept = 'application/json'): Promise<Response> =>
  fetch(`${base}/phone/authenticator`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { accept },
    redirect: 'manual',
  });

describe('the simulated phone', () => {
  test('lists what was sent, newest last, for one number or address or for all', async () => {
    const at = now();
    await outbox.send({ kind: 'sms', to: '+12025550100', text: 'Contoso: 12345678 is the code.' });
    await outbox.send({
      kind: 'email',
      to: 'ada@home.example',
      subject: 'Hello',
      text: 'Nothing.',
      html: '<p>Nothing.</p>',
    });
    await outbox.send({ kind: 'call', to: '+12025550101', text: 'This is +12025550123.', reference: 'r' });
    const text = { at, kind: 'sms', to: '+12025550100', text: 'Contoso: 12345678 is the code.', code: '12345678' };
    const mail = { at, kind: 'email', to: 'ada@home.example', text: 'Hello\n\nNothing.' };
    const all = [text, mail, { at, kind: 'call', to: '+12025550101', text: 'This is +12025550123.' }];
    expect(await read('/phone/messages.json')).toEqual(all);
    expect(await read('/phone/messages.json?to=%2B12025550100')).toEqual([text]);
    expect(await read('/phone/messages.json?to=ada%40home.example')).toEqual([mail]);
    expect(await read('/phone/messages.json?to=nobody')).toEqual([]);
  });

  test('shows live codes and how long they are good', async () => {
    const first = await read('/phone/authenticator.json');
    expect(first).toEqual([
      { account: 'ada@contoso.example', name: 'Contoso', code: totp(SECRET, now()), secondsLeft: 20 },
    ]);
    pass(21_000);
    expect(await read('/phone/authenticator.json')).toMatchObject([{ code: totp(SECRET, now()), secondsLeft: 29 }]);
  });

  test.each([
    [
      'otpauth://totp/Contoso:ben%40contoso.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Contoso',
      'Contoso',
      'ben@contoso.example',
    ],
    ['jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp', 'Added by key', 'ben'],
  ])('takes %s', async (key, name, account) => {
    expect((await paste({ key, account: 'ben' })).status).toBe(200);
    const codes = z
      .array(z.object({ account: z.string(), name: z.string() }))
      .parse(await read('/phone/authenticator.json'));
    expect(codes).toContainEqual({ account, name });
  });

  test.each([
    'hello',
    'otpauth://hotp/x?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    'otpauth://totp/x',
    'otpauth://totp/%E0%A4%A',
  ])('refuses %s', async (key) => {
    expect((await paste({ key })).status).toBe(422);
  });

  test('works as a plain form too', async () => {
    const taken = await paste({ key: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', account: 'cleo' }, 'text/html');
    expect([taken.status, taken.headers.get('location')]).toEqual([303, '/phone#authenticator']);
    const refused = await paste({ key: 'no' }, 'text/html');
    expect([refused.status, refused.headers.get('location')]).toEqual([303, '/phone#not-a-key']);
  });

  test('scans what is on the screen', async () => {
    expect((await paste({})).status).toBe(422);
    onScreen = `otpauth://totp/Contoso:ben@contoso.example?secret=${SECRET.replace('G', 'A')}&issuer=Contoso`;
    expect((await paste({})).status).toBe(200);
    expect(JSON.stringify(await read('/phone/authenticator.json'))).toContain('ben@contoso.example');
  });

  test('is a page under a policy without anything inline, with names escaped', async () => {
    const response = await fetch(`${base}/phone`);
    const html = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).not.toMatch(/unsafe|data:|\*/);
    expect(policy).toContain("default-src 'none'");
    expect(html).not.toMatch(/style=|onclick=|<script>|<style/i);
    expect(html).toContain('Ada &lt;b&gt;');
    expect((await fetch(`${base}/phone/phone.css`)).headers.get('content-type')).toBe('text/css; charset=utf-8');
  });
});
