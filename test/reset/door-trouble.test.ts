import { afterEach, describe, expect, it } from 'vitest';
import type { Directory } from '../../src/directories/directory.js';
import { DirectoryUnavailable, OutcomeUnknown, StoreUnavailable } from '../../src/errors.js';
import type { PasswordDoor } from '../../src/reset/password-door.js';
import { resetSession } from '../../src/reset/session.js';
import { type Chat, type House, house } from '../support/house.js';

const MINUTE = 60_000;
const LOGIN = 'ada@contoso.example';
const NEW = 'a brand new passphrase';

let home: House;
afterEach(() => home.close());

/** A house whose directory does what `trouble` says, for as long as it goes on; and a person with the link. */
async function atTheLink(trouble: Partial<Directory>) {
  let isOn = false;
  home = await house({
    directory: (embedded) =>
      new Proxy(embedded, { get: (whole, name) => Reflect.get(isOn && name in trouble ? trouble : whole, name) }),
  });
  return {
    ...(await proven()),
    begin: () => {
      isOn = true;
    },
    end: () => {
      isOn = false;
    },
  };
}

async function proven(name = 'one'): Promise<{ readonly chat: Chat; readonly token: string }> {
  const chat = home.chat(name);
  await chat.say('I forgot my password');
  await chat.say(LOGIN);
  await chat.say('authenticator');
  await chat.say(await home.app('sample-ada'));
  await chat.say('text me');
  const said = await chat.say((await home.phone('+12025550100')).at(-1)?.code ?? '');
  return { chat, token: /\/password\/(\S+)/.exec(said.join('\n'))?.[1] ?? '' };
}

async function opened(token: string): Promise<string> {
  const page = await home.door.open(token);
  if (page === 'gone') throw new Error('The link did not open.');
  return page.cookie;
}

/** The same, with the page open. */
async function atThePage(trouble: Partial<Directory>) {
  const there = await atTheLink(trouble);
  return { ...there, cookie: await opened(there.token) };
}

const failing = (error: Error) => async (): Promise<never> => {
  throw error;
};
const busy = failing(new DirectoryUnavailable('Come back later.', { retryAfterMs: 4 * MINUTE }));
const now = (): number => home.time.now + 1;
const unsettled = () => home.world.journal.unsettled(now());
const works = async (password: string): Promise<boolean> => {
  const account = await home.world.directory.find(LOGIN);
  return account !== undefined && home.world.directory.verifyPassword(account, password);
};

describe('a grant that was claimed before', () => {
  it('writes nothing, and the audit log says why the session is over', async () => {
    const { chat, cookie } = await atThePage({});
    const session = await home.adapters.live.conversations.turn(chat.key, undefined, async (record) => ({
      record,
      lines: [],
      result: resetSession.parse(record?.mind),
    }));
    if (session === 'not-run' || session.phase !== 'password') throw new Error('There is no grant.');
    const one = { grantId: session.grant.id, accountId: session.who.accountId };
    await home.world.journal.claim({ ...one, action: 'set-password' });
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'gone' });
    expect(await works(NEW)).toBe(false);
    const records = await home.adapters.durable.audit.list({ sessionId: session.id, limit: 2 });
    expect(records.map(({ event, outcome }) => [event, outcome])).toEqual([
      ['session_ended', 'claimed-before'],
      ['authn_password_change', 'started'],
    ]);
  });
});

describe('a directory that does not answer', () => {
  it.each<[string, Partial<Directory>]>([
    ['at the write', { setPassword: busy }],
    ['when the account is read', { read: busy }],
    ['when its rules are asked for', { rules: busy }],
  ])('%s: the person is told for how long, and the proofs are kept', async (_, trouble) => {
    const { cookie, begin, end } = await atThePage(trouble);
    begin();
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'unavailable', retryAfterMs: 4 * MINUTE });
    expect(await unsettled()).toEqual([]);
    end();
    home.time.now += 4 * MINUTE;
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'done' });
    expect([await works(NEW), await works('Correct-Horse-1')]).toEqual([true, false]);
  });

  it.each<[string, Partial<Directory>]>([
    ['no account', { read: busy }],
    ['no rules', { rules: busy }],
  ])('when the link is opened, with %s: the link is not used up for nothing', async (_, trouble) => {
    const { token, begin, end } = await atTheLink(trouble);
    begin();
    const cookie = await opened(token);
    await expect(home.door.view(cookie)).rejects.toThrow(DirectoryUnavailable);
    end();
    expect(await home.door.view(cookie)).toMatchObject({ login: LOGIN });
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'done' });
  });

  it('after the grant was taken: nothing is written, and the page goes on', async () => {
    let reads = 0;
    const { cookie, begin } = await atThePage({
      async read(id) {
        reads += 1;
        if (reads === 3) return busy();
        return home.adapters.durable.accounts.read(id).then((row) => row && { ...row, isProtected: false });
      },
    });
    begin();
    expect(await home.door.set(cookie, NEW)).toMatchObject({ kind: 'unavailable' });
    expect(await unsettled()).toEqual([]);
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'done' });
  });

  it('the page still open in the chat offers a new link after it has lapsed, with the proofs given', async () => {
    const { chat, cookie, begin, end } = await atThePage({ setPassword: busy });
    begin();
    await home.door.set(cookie, NEW);
    end();
    home.time.now += 11 * MINUTE;
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'gone' });
    expect((await chat.say('the link has expired')).join()).toMatch(/\/password\//);
  });
});

describe('an outcome that nobody knows', () => {
  it('is never called success, even where the new password already works: the old one may work too', async () => {
    const { cookie, begin } = await atThePage({
      setPassword: failing(new OutcomeUnknown('No answer.')),
      verifyPassword: async () => true,
    });
    begin();
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'unknown' });
    expect(await unsettled()).toHaveLength(1);
  });

  it('ends the session: the same page writes no second time', async () => {
    const { cookie, begin, end } = await atThePage({ setPassword: failing(new OutcomeUnknown('No answer.')) });
    begin();
    await home.door.set(cookie, NEW);
    end();
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'gone' });
  });
});

describe('when the process is cut off in the middle of the write', () => {
  /** Begins a write that never comes back. */
  async function cutOff() {
    const { chat, cookie, begin, end } = await atThePage({ setPassword: () => new Promise(() => {}) });
    begin();
    void home.door.set(cookie, NEW);
    await expect.poll(unsettled).toHaveLength(1);
    end();
    return { chat, cookie };
  }

  it('the chat says after a while that it does not know, and begins anew', async () => {
    const { chat } = await cutOff();
    expect((await chat.say('hello?')).join()).toMatch(/being set right now/);
    home.time.now += 5 * MINUTE;
    expect((await chat.say('hello?')).join()).toMatch(/try to sign in/i);
    expect((await chat.say('I forgot my password')).join()).toMatch(/account name/);
  });

  it('the page writes no second time', async () => {
    const { cookie } = await cutOff();
    home.time.now += 6 * MINUTE;
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'gone' });
  });
});

describe('a late answer', () => {
  it('does not undo what the person has begun since', async () => {
    let answer: (() => void) | undefined;
    const { chat, cookie, begin, end } = await atThePage({
      setPassword: () =>
        new Promise((resolve) => {
          answer = () => resolve({ sessionsEnded: false });
        }),
    });
    begin();
    const outcome: ReturnType<PasswordDoor['set']> = home.door.set(cookie, NEW);
    await expect.poll(() => answer !== undefined).toBe(true);
    end();
    home.time.now += 6 * MINUTE;
    await chat.say('hello?');
    await chat.say('I forgot my password');
    answer?.();
    expect(await outcome).toEqual({ kind: 'done' });
    expect((await chat.say(LOGIN)).join()).toMatch(/proofs/);
  });

  it('that cannot be kept is told to the person all the same', async () => {
    const { cookie } = await atThePage({});
    const { journal } = home.adapters.durable;
    Object.assign(journal, { settle: failing(new StoreUnavailable('The database is away.')) });
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'done' });
    expect(await works(NEW)).toBe(true);
    expect(await unsettled()).toHaveLength(1);
  });
});
