import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryUnavailable, OutcomeUnknown, PasswordRejected, type PasswordRule } from '../../src/errors.js';
import { enPassword as texts } from '../../src/http/texts/en-password.js';
import { hiddenIn, opened, post } from '../support/page-server.js';
import { passwordDesk } from '../support/password-desk.js';

let desk: Awaited<ReturnType<typeof passwordDesk>>;
beforeAll(async () => {
  desk = await passwordDesk();
}, 120_000);
afterAll(() => desk.close());
beforeEach(() => {
  desk.writes.length = 0;
  desk.misbehave();
  desk.rule({});
});

const numbers = Array.from({ length: 200 }, (_, index) => index).values();
/** Good enough for every rule, and never used before. */
const fresh = (): string => `violet tuba ${numbers.next().value} glacier waffle`;
const both = (password: string) => ({ password, confirmation: password });
const accepts = async (password: string): Promise<boolean> => {
  const { directory } = desk.home.adapters;
  const account = await directory.find('ada@contoso.example');
  return account !== undefined && directory.verifyPassword(account, password);
};

describe('looking at the link', () => {
  it.each([
    ['a browser', {}],
    ['a browser that fetches ahead', { 'sec-purpose': 'prefetch;prerender' }],
    ['Teams', { 'user-agent': 'SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com' }],
    ['Slack', { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }],
    ['a mail scanner', { 'user-agent': 'Mozilla/5.0 (compatible; Barracuda Sentinel (EE))' }],
  ])('changes nothing and tells nothing of the person: %s', async (_name, headers) => {
    const link = await desk.link();
    for (const method of ['GET', 'HEAD', 'GET']) {
      const answer = await fetch(link, { method, headers });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
      expect(await answer.text()).not.toMatch(/ada/i);
    }
    expect((await opened(link)).html).toContain('ada@contoso.example');
  });

  it('is answered under a policy without anything unsafe, kept by nobody, framed by nobody', async () => {
    const { headers } = await fetch(await desk.link());
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|http/);
    expect(headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'strict-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });
});

describe('opening the link', () => {
  it('works once: twenty at once are one, and another browser finds it used', async () => {
    const link = await desk.link();
    const rush = await Promise.all(Array.from({ length: 20 }, () => post(link, {})));
    expect(rush.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(rush.filter(({ status }) => status === 410)).toHaveLength(19);
    expect((await fetch(link)).status).toBe(410);
  });

  it('twice by one double click is opened once, with one cookie', async () => {
    const link = await desk.link();
    const fields = hiddenIn(await (await fetch(link)).text());
    const [one, two] = await Promise.all([post(link, fields), post(link, fields)]);
    expect([one.status, two.status]).toEqual([303, 303]);
    expect(one.headers.getSetCookie()).toEqual(two.headers.getSetCookie());
  });

  it('makes a cookie that scripts and other sites never get, good for this link alone', async () => {
    const link = await desk.link();
    const answer = await post(link, {});
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^ra-password=[\w.-]+~[\w-]{22}; Max-Age=1800; Path=\/; HttpOnly; SameSite=Strict$/);
    const other = await desk.link('cleo');
    const there = await fetch(other, { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(await there.text()).toContain(texts.waiting.lead);
  });

  it('is too late after five minutes, and sending after ten', async () => {
    const late = await desk.link();
    desk.home.time.now += 5 * 60_000;
    expect((await fetch(late)).status).toBe(410);
    expect((await post(late, {})).status).toBe(410);
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    desk.home.time.now += 10 * 60_000;
    expect((await fetch(link, { headers: { cookie } })).status).toBe(410);
    expect((await post(link, { ...fields, ...both(fresh()) }, { cookie })).status).toBe(410);
    expect(desk.writes).toEqual([]);
  });
});

describe('a form from elsewhere', () => {
  it.each([
    ['by its origin', { origin: 'https://evil.example' }, undefined],
    ['by what the browser says of a hidden origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }, undefined],
    ['by what the browser says of a neighbour', { 'sec-fetch-site': 'same-site' }, undefined],
    ['by the missing token', {}, ''],
    ['by a guessed token', {}, 'A'.repeat(43)],
  ])('is refused %s, and writes nothing', async (_name, headers, csrf) => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const sent = { ...fields, ...both(fresh()), ...(csrf !== undefined && { csrf }) };
    const answer = await post(link, sent, { cookie, ...headers });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Nothing has changed');
    expect(desk.writes).toEqual([]);
    expect((await post(link, { ...fields, ...both(fresh()) }, { cookie })).status).toBe(200);
  });

  it('opens nothing either', async () => {
    const link = await desk.link();
    expect((await post(link, {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await fetch(link)).status).toBe(200);
  });

  it('without the cookie finds the link used', async () => {
    const link = await desk.link();
    const { fields } = await opened(link);
    expect((await post(link, { ...fields, ...both(fresh()) })).status).toBe(410);
    expect(desk.writes).toEqual([]);
  });
});

describe('sending the form', () => {
  it('sets the password, once, and ends the page', async () => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const password = fresh();
    const answer = await post(link, { ...fields, ...both(password) }, { cookie });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining(texts.done.title)]);
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^ra-password=; Max-Age=0; /)]);
    expect(answer.headers.get('clear-site-data')).toBe('"cache"');
    expect(desk.writes).toEqual([password]);
    expect(await accepts(password)).toBe(true);
    expect((await fetch(link, { headers: { cookie } })).status).toBe(410);
  });

  it('twenty times at once is one write, and no answer calls it failed', async () => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const sent = { ...fields, ...both(fresh()) };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(link, sent, { cookie })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(desk.writes).toHaveLength(1);
  });

  it('from two tabs with two passwords is one write, and the other tab says what may have happened', async () => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const second = hiddenIn(await (await fetch(link, { headers: { cookie } })).text());
    const [one, two] = [fresh(), fresh()];
    const answers = await Promise.all([
      post(link, { ...fields, ...both(one) }, { cookie }),
      post(link, { ...second, ...both(two) }, { cookie }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    const other = await answers.find(({ status }) => status === 410)?.text();
    expect(other).toContain('Have you just set a password, here or in another tab?');
    expect(desk.writes).toHaveLength(1);
    expect([await accepts(one), await accepts(two)].filter(Boolean)).toHaveLength(1);
  });

  it('again after a reload shows the same answer and writes nothing', async () => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const sent = { ...fields, ...both(fresh()) };
    expect((await post(link, sent, { cookie })).status).toBe(200);
    expect((await post(link, sent, { cookie })).status).toBe(200);
    // What a browser sends whose cookie is gone.
    expect((await post(link, sent)).status).toBe(410);
    expect(desk.writes).toHaveLength(1);
  });

  it('in another spelling of the same characters is one password', async () => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const composed = `${fresh()} épée`;
    const sent = { ...fields, password: composed.normalize('NFD'), confirmation: composed };
    expect((await post(link, sent, { cookie })).status).toBe(200);
    expect(desk.writes).toEqual([composed]);
  });
});

describe('a password that is refused', () => {
  const rulesOf = { minLength: 14, maxLength: 20, classes: 3, unicode: false };
  const said = { ...rulesOf, forbidsOwnName: true };
  it.each<[PasswordRule, string, string?]>([
    ['too-short', 'Viol3t tuba'],
    ['too-long', 'Viol3t tuba glacier waffle'],
    ['too-simple', 'violettubaglacier'],
    ['characters', 'Viol3t tüba glacier'],
    ['contains-name', 'Violet-L1ND-LIND-1'],
    ['banned-word', 'Summer-Contoso1'],
    ['guessable', 'Tiger-tiger-tiger1'],
    ['mismatch', 'Viol3t tuba glacier', 'Viol3t tuba glaciers'],
  ])('by us says which rule: %s', async (rule, password, confirmation = password) => {
    desk.rule(rulesOf);
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const answer = await post(link, { ...fields, password, confirmation }, { cookie });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain(`data-broken="${rule}"`);
    expect(html).toContain(texts.broken[rule](said).slice(0, 20));
    expect(html).not.toContain(password);
    expect(desk.writes).toEqual([]);
  });

  it.each([
    [{ minAgeMs: 86_400_000 }, /no sooner than 24 hours after it was set/, /organisation asks/],
    [{ minLength: 0, unread: true as const }, /As your organisation asks of this account/, /At least 0/],
  ])('was shown what is asked, and nothing that is not: %j', async (rules, shown, hidden) => {
    desk.rule(rules);
    const { html } = await opened(await desk.link());
    expect(html).toMatch(shown);
    expect(html).not.toMatch(hidden);
  });

  it('by us says so too when it is merely common', async () => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    desk.rule({ minLength: 8 });
    const html = await (await post(link, { ...fields, ...both('qwertyuiop') }, { cookie })).text();
    expect(html).toContain('data-broken="common"');
    expect(desk.writes).toEqual([]);
  });

  it.each<PasswordRule>(['in-history', 'too-young', 'too-simple', 'too-short', 'directory-policy'])(
    'by the directory says which rule, and may be chosen anew on the same page: %s',
    async (rule) => {
      desk.misbehave(() => {
        throw new PasswordRejected(rule);
      });
      const link = await desk.link();
      const { cookie, fields } = await opened(link);
      const password = fresh();
      const answer = await post(link, { ...fields, ...both(password) }, { cookie });
      const html = await answer.text();
      expect(answer.status).toBe(422);
      expect(html).toContain(`data-broken="${rule}"`);
      expect(html).not.toContain(password);
      expect(await accepts(password)).toBe(false);
      desk.misbehave();
      const next = fresh();
      expect((await post(link, { ...hiddenIn(html), ...both(next) }, { cookie })).status).toBe(200);
      expect(await accepts(next)).toBe(true);
    },
  );

  it('ten times by the directory ends the page', async () => {
    desk.misbehave(() => {
      throw new PasswordRejected('in-history');
    });
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const statuses: number[] = [];
    for (let round = 0; round < 12; round++) {
      statuses.push((await post(link, { ...fields, ...both(fresh()) }, { cookie })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 422), 410, 410]);
    expect(desk.writes).toHaveLength(10);
  });
});

describe('when nobody can say what became of it', () => {
  const lost = () => {
    throw new OutcomeUnknown('The connection was lost.');
  };

  it('it is never called set', async () => {
    desk.misbehave(lost);
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const sent = { ...fields, ...both(fresh()) };
    const answer = await post(link, sent, { cookie });
    const html = await answer.text();
    expect(answer.status).toBe(202);
    expect(html).toContain(texts.unknown.title);
    expect(html).not.toContain(texts.done.title);
    expect(await (await post(link, sent, { cookie })).text()).not.toContain(texts.done.title);
    expect(desk.writes).toHaveLength(1);
    expect((await fetch(link, { headers: { cookie } })).status).toBe(410);
  });

  it('not even where the new password works already: the old one may work as well', async () => {
    desk.misbehave(undefined, lost);
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const password = fresh();
    const answer = await post(link, { ...fields, ...both(password) }, { cookie });
    expect([answer.status, await accepts(password)]).toEqual([202, true]);
    expect(await answer.text()).toContain(texts.unknown.title);
  });

  it('a directory that is away keeps the page open', async () => {
    desk.misbehave(() => {
      throw new DirectoryUnavailable('Away.');
    });
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const answer = await post(link, { ...fields, ...both(fresh()) }, { cookie });
    expect(answer.status).toBe(503);
    desk.misbehave();
    const sent = { ...hiddenIn(await answer.text()), ...both(fresh()) };
    expect((await post(link, sent, { cookie })).status).toBe(200);
  });
});

describe('judging while one types', () => {
  const ask = (link: string, password: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${link}/judge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ password }),
    });

  it('says which rules are broken and how strong it is, and nothing else', async () => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const mine = { cookie, 'x-csrf-token': fields['csrf'] ?? '' };
    expect(await (await ask(link, 'my name is lind', mine)).json()).toEqual({
      broken: expect.arrayContaining(['contains-name']),
      score: expect.any(Number),
    });
    expect(await (await ask(link, fresh(), mine)).json()).toEqual({ broken: [], score: 4 });
    expect(desk.writes).toEqual([]);
  });

  it('is for the page alone', async () => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const csrf = fields['csrf'] ?? '';
    expect((await ask(link, 'x', { cookie })).status).toBe(403);
    expect((await ask(link, 'x', { cookie, 'x-csrf-token': 'guess' })).status).toBe(403);
    expect((await ask(link, 'x', { 'x-csrf-token': csrf })).status).toBe(410);
    const elsewhere = { cookie, 'x-csrf-token': csrf, origin: 'https://evil.example' };
    expect((await ask(link, 'x', elsewhere)).status).toBe(403);
  });

  it('is no mill: sixty a minute', async () => {
    const link = await desk.link();
    const { cookie, fields } = await opened(link);
    const mine = { cookie, 'x-csrf-token': fields['csrf'] ?? '' };
    const statuses: number[] = [];
    for (let round = 0; round < 62; round++) statuses.push((await ask(link, 'violet', mine)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.slice(60)).toEqual([429, 429]);
    desk.home.time.now += 60_000;
    expect((await ask(link, 'violet', mine)).status).toBe(200);
  });
});

it('no password and no token ever stands in the log', async () => {
  const link = await desk.link();
  const { cookie, fields } = await opened(link);
  const password = fresh();
  await post(link, { ...fields, ...both(password), csrf: 'x' }, { cookie });
  await post(link, { ...fields, ...both(password) }, { cookie });
  const log = desk.server.logged.join('\n');
  expect(log.length).toBeGreaterThan(0);
  for (const secret of [
    password,
    encodeURIComponent(password),
    link.split('/').at(-1) ?? '',
    cookie,
    fields['csrf'] ?? '',
  ]) {
    expect(log).not.toContain(secret);
  }
});

describe('behind https', () => {
  it('the cookie is bound to this host and never travels in the clear', async () => {
    const secure = await passwordDesk(new URL('https://reset.contoso.example/'));
    try {
      const answer = await post(await secure.link(), {});
      expect(answer.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^__Host-ra-password=[^;]+; Max-Age=1800; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
      ]);
    } finally {
      await secure.close();
    }
  }, 60_000);
});
