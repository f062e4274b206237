import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryUnavailable } from '../../src/errors.js';
import { signInRoutes } from '../../src/http/sign-in.js';
import { enSignIn as texts } from '../../src/http/texts/en-sign-in.js';
import { type House, house } from '../support/house.js';
import { hiddenIn, opened, pageServer, post } from '../support/page-server.js';

const ADA = { username: 'ada@contoso.example', password: 'Correct-Horse-1' };

/** The real page over the real registration and the embedded directory; `asked` is every password held against it. */
let home: House;
let server: Awaited<ReturnType<typeof pageServer>>;
const asked: string[] = [];
let isAway = false;

beforeAll(async () => {
  home = await house({
    directory: (embedded) => ({
      ...embedded,
      async verifyPassword(account, password) {
        asked.push(password);
        if (isAway) throw new DirectoryUnavailable('Away.');
        return embedded.verifyPassword(account, password);
      },
    }),
  });
  server = await pageServer((needs) => signInRoutes({ ...needs, door: home.signIn, clock: () => home.time.now }));
}, 120_000);
afterAll(async () => {
  await server.close();
  await home.close();
});
beforeEach(() => {
  asked.length = 0;
  isAway = false;
  home.time.now += 61 * 60_000;
});

const numbers = Array.from({ length: 200 }, (_, index) => index).values();
const chat = () => home.chat(`chat ${numbers.next().value}`);
const linkIn = (said: readonly string[]): string => `${server.origin}${/\/sign-in\/\S+/.exec(said.join('\n'))?.[0]}`;
const link = async (): Promise<string> => linkIn(await chat().say('set up my sign-in methods'));

describe('the sign-in link', () => {
  it('is looked at by previews and scanners without anything happening', async () => {
    const address = await link();
    for (const method of ['GET', 'HEAD', 'GET']) {
      for (const agent of ['Mozilla/5.0', 'SkypeUriPreview Preview/0.5', 'Slackbot-LinkExpanding 1.0']) {
        const answer = await fetch(address, { method, headers: { 'user-agent': agent } });
        expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
      }
    }
    expect((await opened(address)).html).toContain(texts.form.login);
  });

  it('works once, in one browser, and leads into the chat', async () => {
    const talk = chat();
    const address = linkIn(await talk.say('set up my sign-in methods'));
    const { cookie, fields } = await opened(address);
    expect((await fetch(address)).status).toBe(410);
    const answer = await post(address, { ...fields, ...ADA }, { cookie });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining(texts.done.title)]);
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^ra-sign-in=; Max-Age=0; /)]);
    expect((await talk.heard()).length).toBeGreaterThan(0);
    expect((await fetch(address, { headers: { cookie } })).status).toBe(410);
  });

  it('is gone when its time is up', async () => {
    const address = await link();
    home.time.now += 5 * 60_000;
    expect((await fetch(address)).status).toBe(410);
  });
});

describe('the sign-in form', () => {
  it.each([
    ['another origin', { origin: 'https://evil.example' }, undefined],
    ['a hidden origin of another site', { origin: 'null', 'sec-fetch-site': 'cross-site' }, undefined],
    ['a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }, undefined],
    ['a page without the token', {}, ''],
  ])('from %s is refused, and nothing is tried', async (_name, headers, csrf) => {
    const address = await link();
    const { cookie, fields } = await opened(address);
    const sent = { ...fields, ...ADA, ...(csrf !== undefined && { csrf }) };
    expect((await post(address, sent, { cookie, ...headers })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('says the same of a wrong password, an unknown name and a disabled account, word for word', async () => {
    const said = async (username: string) => {
      const address = await link();
      const { cookie, fields } = await opened(address);
      const answer = await post(address, { ...fields, username, password: 'not it at all' }, { cookie });
      const html = (await answer.text()).replaceAll(username, 'NAME').replace(/value="[\w-]{43}"/g, 'value=""');
      return [answer.status, html];
    };
    const known = await said('ada@contoso.example');
    expect(known).toEqual([422, expect.stringContaining(texts.wrong)]);
    expect(await said('nobody@contoso.example')).toEqual(known);
    expect(await said('eve@contoso.example')).toEqual(known);
  });

  it('keeps the name that was typed, escaped, and never a password', async () => {
    const address = await link();
    const { cookie, fields } = await opened(address);
    const username = '"><b>ada</b>';
    const html = await (await post(address, { ...fields, username, password: 'my secret 7351' }, { cookie })).text();
    expect(html).toContain('value="&quot;&gt;&lt;b&gt;ada&lt;/b&gt;"');
    expect(html).not.toContain('my secret 7351');
  });

  it('sent twenty times at once is one try', async () => {
    const address = await link();
    const { cookie, fields } = await opened(address);
    const sent = { ...fields, ...ADA, password: 'wrong once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(address, sent, { cookie })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([422]));
    expect(asked).toEqual(['wrong once']);
  });

  it('sent too soon says for how long to wait, and was not tried', async () => {
    const address = await link();
    const { cookie, fields } = await opened(address);
    const send = (password: string) => post(address, { ...fields, ...ADA, password }, { cookie });
    let answer = await send('wrong 0');
    for (let round = 1; answer.status === 422 && round < 5; round++) answer = await send(`wrong ${round}`);
    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers.get('retry-after'));
    expect(await answer.text()).toContain(`Please wait ${seconds} second`);
    const tried = asked.length;
    home.time.now += seconds * 1000;
    expect((await send(ADA.password)).status).toBe(200);
    expect(asked).toHaveLength(tried + 1);
  });

  it('with a field left empty costs no try', async () => {
    const address = await link();
    const { cookie, fields } = await opened(address);
    for (const empty of [{ username: ' ' }, { password: '' }]) {
      const answer = await post(address, { ...fields, ...ADA, ...empty }, { cookie });
      expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(texts.empty)]);
    }
    expect(asked).toEqual([]);
  });

  it('stays usable when the directory is away, and the try is given back', async () => {
    const address = await link();
    const { cookie, fields } = await opened(address);
    isAway = true;
    for (let round = 0; round < 6; round++) {
      const answer = await post(address, { ...fields, ...ADA, once: `${round}` }, { cookie });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
    }
    isAway = false;
    const { fields: again } = { fields: hiddenIn(await (await fetch(address, { headers: { cookie } })).text()) };
    expect((await post(address, { ...again, ...ADA }, { cookie })).status).toBe(200);
  });

  it('leaves no password and no token in the log', async () => {
    const address = await link();
    const { cookie, fields } = await opened(address);
    await post(address, { ...fields, ...ADA, csrf: 'x' }, { cookie });
    await post(address, { ...fields, ...ADA }, { cookie });
    const log = server.logged.join('\n');
    for (const secret of [ADA.password, address.split('/').at(-1) ?? '', cookie, fields['csrf'] ?? '']) {
      expect(log).not.toContain(secret);
    }
  });
});
