import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordRoutes } from '../../src/http/password.js';
import { signInRoutes } from '../../src/http/sign-in.js';
import { enPassword as passwordTexts } from '../../src/http/texts/en-password.js';
import { enSignIn as texts } from '../../src/http/texts/en-sign-in.js';
import { type House, house } from '../support/house.js';
import { hiddenIn, opened, pageServer, post } from '../support/page-server.js';

const NEW = 'nine purple umbrellas sing';

/** Both pages over the real change and the embedded directory. */
let home: House;
let server: Awaited<ReturnType<typeof pageServer>>;
beforeAll(async () => {
  home = await house();
  const clock = () => home.time.now;
  server = await pageServer((needs) => [
    ...signInRoutes({ ...needs, door: home.signIn, clock }),
    ...passwordRoutes({ ...needs, door: home.door, clock }),
  ]);
}, 120_000);
afterAll(async () => {
  await server.close();
  await home.close();
});

const link = async (name: string): Promise<string> => {
  const said = await home.chat(name).say('change my password');
  return `${server.origin}${/\/sign-in\/\S+/.exec(said.join('\n'))?.[0]}`;
};

describe('signing in to change a password', () => {
  it('leads the same browser, and no other, straight to the page for the new one', async () => {
    const address = await link('one');
    const { cookie, fields, html } = await opened(address);
    expect(html).toContain(texts.change.title);
    const signedIn = { ...fields, username: 'ada@contoso.example', password: 'Correct-Horse-1' };
    const answer = await post(address, signedIn, { cookie });
    expect(answer.status).toBe(303);
    const [cleared, set] = answer.headers.getSetCookie();
    expect(cleared).toMatch(/^ra-sign-in=; Max-Age=0; /);
    expect(set).toMatch(/^ra-password=w\..*; Path=\/; HttpOnly; SameSite=Strict/);
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/^\/password\/w\.[\w-]+\.[\w-]+$/);
    const next = `${server.origin}${location}`;
    const holds = { cookie: set?.split(';')[0] ?? '' };
    expect((await fetch(next)).status).toBe(410);
    expect((await post(next, { once: 'x' })).status).toBe(410);
    expect((await fetch(next, { headers: { cookie } })).status).toBe(410);
    const page = await (await fetch(next, { headers: holds })).text();
    expect(page).toContain(passwordTexts.rules.history(1));
    const typed = (password: string) => ({ ...hiddenIn(page), password, confirmation: password });
    const same = await post(next, typed('Correct-Horse-1'), holds);
    expect([same.status, await same.text()]).toEqual([422, expect.stringContaining('data-broken="in-history"')]);
    expect((await post(next, typed(NEW), holds)).status).toBe(200);
    expect((await fetch(address, { headers: { cookie } })).status).toBe(410);
    expect(server.logged.join('\n')).not.toMatch(/Correct-Horse|umbrellas/);
  });

  it('a form sent twice is one try, and leads to the same page', async () => {
    const address = await link('two');
    const { cookie, fields } = await opened(address);
    const signedIn = { ...fields, username: 'ben@contoso.example', password: 'Correct-Horse-2' };
    const both = await Promise.all([1, 2].map(() => post(address, signedIn, { cookie })));
    const seen = both.map(({ status, headers }) => [status, headers.get('location'), headers.getSetCookie()]);
    expect(seen[0]?.[0]).toBe(303);
    expect(seen[1]).toEqual(seen[0]);
  });

  it('whose name is known already asks for the password alone', async () => {
    const { conversations } = home.adapters.live;
    const address = await link('three');
    const key = home.chat('three').key;
    const who = { accountId: 'sample-cleo', login: '<cleo>@contoso.example', person: 'p' };
    await conversations.turn(key, undefined, async (record) => ({
      record: record && { ...record, mind: { ...Object(record.mind), who } },
      lines: [],
      result: undefined,
    }));
    const { html } = await opened(address);
    expect(html).toContain('&lt;cleo&gt;@contoso.example');
    expect(html).not.toContain('<cleo>');
    expect(html).not.toContain(texts.form.loginHint);
  });
});
