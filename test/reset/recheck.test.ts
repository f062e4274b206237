import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/directories/directory.js';
import { methodId } from '../../src/methods/traits.js';
import { BLOCK_MS, blockKey } from '../../src/reset/budgets.js';
import { personKey } from '../../src/reset/person.js';
import { type Chat, type House, house, shownText } from '../support/house.js';

const LOGIN = 'ada@contoso.example';
const ID = 'sample-ada';
const APP = methodId('authenticator-code');
const OLD = 'Correct-Horse-1';
const NEW = 'a brand new passphrase';
const PHONE = '+12025550100';
const MINUTE = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'recheck-'));
const stricter = join(folder, 'policy.yaml');
writeFileSync(stricter, 'policies:\n  - name: everyone\n    gates: 2\n    methods: [authenticator-code, email]\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let home: House;
/** The same people and conversations under a process that was started again with another policy. */
let restarted: House | undefined;
let changed: (account: Account) => Account | undefined;

beforeEach(async () => {
  changed = (account) => account;
  home = await house({
    directory: (embedded) => ({
      ...embedded,
      async read(id) {
        const account = await embedded.read(id);
        return account && changed(account);
      },
    }),
  });
});
afterEach(async () => {
  restarted = undefined;
  await home.close();
});

interface Change {
  readonly what: string;
  readonly happens: () => Promise<void> | void;
  readonly ending: RegExp;
  /** What signs in afterwards. */
  readonly works?: string;
}

const REFUSED = /cannot do this for your account[\s\S]*person can help/;

const inDirectory = (change: (account: Account) => Account | undefined) => () => {
  changed = change;
};
const disabled = async (): Promise<void> => {
  const row = await home.adapters.durable.accounts.read(ID);
  if (row) await home.adapters.durable.accounts.update(ID, { state: { ...row.state, disabled: true } });
};
const removed = async (): Promise<void> => {
  const { enrollments } = home.adapters.durable;
  const app = (await enrollments.list(ID)).find(({ method }) => method === APP);
  expect(await enrollments.remove(app?.id ?? '')).toBe(true);
};
/** The app on the lost phone goes; another app of the same person stays. */
const replaced = async (): Promise<void> => {
  await removed();
  const data = { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', since: 0 };
  const other = { method: APP, name: '', proof: 'app', data };
  await home.adapters.durable.enrollments.add(ID, other, home.time.now);
};
const setElsewhere = async (): Promise<void> => {
  home.time.now += 1000;
  const account = await home.world.directory.find(LOGIN);
  if (account) await home.world.directory.setPassword(account, 'set by the helpdesk');
};
const blocked = async (): Promise<void> => {
  const person = personKey(home.world.keyring, ID, LOGIN);
  await home.world.throttle.block(blockKey(person), home.time.now + BLOCK_MS);
};
const otherPolicy = async (): Promise<void> => {
  const { live, durable } = home.adapters;
  restarted = await house({ live, durable, env: { POLICY_FILE: stricter } });
  restarted.time.now = home.time.now;
};

const changes: readonly Change[] = [
  { what: 'the account was disabled', happens: disabled, ending: REFUSED },
  { what: 'the account is gone', happens: inDirectory(() => undefined), ending: REFUSED },
  {
    what: 'the person joined a group under a stricter policy',
    happens: inDirectory((account) => ({ ...account, groups: [...account.groups, 'Domain Admins'] })),
    ending: REFUSED,
  },
  {
    what: 'the account became a protected one',
    happens: inDirectory((account) => ({ ...account, isProtected: true })),
    ending: REFUSED,
  },
  {
    what: 'the password may no longer be changed',
    happens: inDirectory((account) => ({ ...account, state: { ...account.state, cannotChange: true } })),
    ending: REFUSED,
  },
  { what: 'the policy no longer counts what was proven', happens: otherPolicy, ending: REFUSED },
  { what: 'the method was removed', happens: removed, ending: REFUSED },
  { what: 'the very app that answered was removed, and another stays', happens: replaced, ending: REFUSED },
  {
    what: 'the password was set elsewhere',
    happens: setElsewhere,
    ending: REFUSED,
    works: 'set by the helpdesk',
  },
  { what: 'resets of the person were stopped', happens: blocked, ending: /paused resets[\s\S]*come back in/ },
];

/** Where the person is served now. */
const now = (): House => restarted ?? home;
const chatNow = (): Chat => now().chat();
const newest = async (): Promise<string> => (await home.phone(PHONE)).at(-1)?.code ?? '';

/** Up to the last code, which is sent and not given yet. */
async function oneShort(wish = 'I forgot my password', login = LOGIN): Promise<Chat> {
  const chat = home.chat();
  await chat.say(wish);
  await chat.say(login);
  await chat.say('authenticator');
  await chat.say(await home.app(login === LOGIN ? ID : 'sample-cleo'));
  await chat.say('text me');
  return chat;
}

async function proven(): Promise<{ readonly chat: Chat; readonly token: string }> {
  const chat = await oneShort();
  return { chat, token: tokenIn(await chat.say(await newest())) };
}

const tokenIn = (said: readonly string[]): string => /\/password\/(\S+)/.exec(said.join('\n'))?.[1] ?? '';

async function opened(): Promise<string> {
  const { token } = await proven();
  const page = await home.door.open(token);
  if (page === 'gone') throw new Error('The link did not open.');
  return page.cookie;
}

/** What the conversation has shown in the end, whoever made it go on. */
const lastLine = async (key: string): Promise<string> => {
  const found = await home.adapters.live.conversations.since(key, '');
  return shownText(found?.lines.at(-1) ?? {});
};

/** Nothing of the change was ever begun, and the password that signs in is the one from before. */
async function nothingWritten(works = OLD): Promise<void> {
  changed = (account) => account;
  const records = await home.adapters.durable.audit.list({ limit: 100 });
  expect(records.filter(({ event }) => event === 'authn_password_change')).toEqual([]);
  expect(await home.world.journal.unsettled(home.time.now + BLOCK_MS)).toEqual([]);
  const row = await home.adapters.durable.accounts.read(ID);
  if (!row) throw new Error('ada is gone');
  await home.adapters.durable.accounts.update(ID, { state: { ...row.state, disabled: false } });
  const account = { ...row, isProtected: false };
  expect(await home.world.directory.verifyPassword(account, works)).toBe(true);
  expect(await home.world.directory.verifyPassword(account, NEW)).toBe(false);
}

describe('between the last question and the link', () => {
  it.each(changes)('$what: there is no link, and the person is told', async ({ happens, ending, works }) => {
    await oneShort();
    const code = await newest();
    await happens();
    const said = (await chatNow().say(code)).join('\n');
    expect(said).toMatch(ending);
    expect(said).not.toContain('/password/');
    expect((await chatNow().say('new link')).join()).not.toContain('/password/');
    await nothingWritten(works);
  });

  it.each(changes.slice(-3))('$what: there is no new link either', async ({ happens, ending, works }) => {
    const { token } = await proven();
    await happens();
    const said = (await chatNow().say('new link')).join('\n');
    expect(said).toMatch(ending);
    expect(said).not.toContain('/password/');
    expect(await now().door.peek(token)).toBe('gone');
    await nothingWritten(works);
  });

  it('resets of the person were stopped: an answer on the phone does not count either', async () => {
    const chat = home.chat();
    await chat.say('I forgot my password');
    await chat.say(LOGIN);
    await chat.say('authenticator');
    await chat.say(await home.app(ID));
    await chat.say('call me');
    await blocked();
    const reference = (await home.adapters.carriers.outbox?.calls())?.at(-1)?.reference ?? '';
    await home.mind.calls.pressed(reference, '#');
    await expect.poll(() => lastLine(chat.key)).toMatch(/paused resets/);
    await nothingWritten();
  });

  it('the person joined a group under a stricter policy: nothing is unlocked', async () => {
    const chat = await oneShort('unlock my account', 'cleo@contoso.example');
    changed = (account) => ({ ...account, groups: [...account.groups, 'Domain Admins'] });
    const code = (await home.phone('+12025550102')).at(-1)?.code ?? '';
    expect((await chat.say(code)).join()).toMatch(REFUSED);
    expect((await home.adapters.durable.accounts.read('sample-cleo'))?.state.locked).toBe(true);
  });
});

describe('between the link and the write', () => {
  it.each(changes)('$what: nothing is written, and the chat says so of itself', async ({ happens, ending, works }) => {
    const cookie = await opened();
    await happens();
    expect(await now().door.set(cookie, NEW)).toEqual({ kind: 'gone' });
    await expect.poll(() => lastLine(home.chat().key)).toMatch(ending);
    expect(await now().door.view(cookie)).toBe('gone');
    await nothingWritten(works);
  });

  it('nothing has happened: it is written', async () => {
    const cookie = await opened();
    home.time.now += MINUTE;
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'done' });
  });
});

describe('a question whose method was taken out meanwhile', () => {
  it('counts no more once it is asked for again, and the audit log says so', async () => {
    const chat = home.chat();
    for (const text of ['I forgot my password', LOGIN, 'authenticator']) await chat.say(text);
    await removed();
    await chat.say('send again');
    const [last] = await home.adapters.durable.audit.list({ limit: 1 });
    expect(last).toMatchObject({ event: 'authn_token_revoked', outcome: 'left', method: APP });
  });
});
