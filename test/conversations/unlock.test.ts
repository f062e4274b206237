import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountState, Directory } from '../../src/directories/directory.js';
import { AccountRefused, DirectoryUnavailable } from '../../src/errors.js';
import { type Chat, type House, house } from '../support/house.js';

let home: House;
let trouble: Partial<Directory> = {};

beforeEach(async () => {
  trouble = {};
  home = await house({
    directory: (embedded) =>
      new Proxy(embedded, { get: (whole, name) => Reflect.get(name in trouble ? trouble : whole, name) }),
  });
});
afterEach(() => home.close());

const MINUTE = 60_000;

/** The same proofs as for a reset; resolves to what is said after the last. */
async function proves(name: string, words = 'unlock my account', chat: Chat = home.chat()): Promise<string> {
  await chat.say(words);
  await chat.say(`${name}@contoso.example`);
  await chat.say('app');
  await chat.say(await home.app(`sample-${name}`));
  await chat.say('email');
  const code = (await home.phone(`${name}@home.example`)).at(-1)?.code ?? '';
  return (await chat.say(code)).join('\n');
}

const becomes = async (name: string, change: Partial<AccountState>): Promise<void> => {
  const row = await home.adapters.durable.accounts.read(`sample-${name}`);
  if (!row) throw new Error(`${name} is gone`);
  await home.adapters.durable.accounts.update(row.id, { state: { ...row.state, ...change } });
};

const isLocked = async (name: string): Promise<boolean | undefined> =>
  (await home.world.directory.find(`${name}@contoso.example`))?.state.locked;

describe('unlocking says which lock it was and what to do', () => {
  it.each<[string, string, Partial<AccountState>, RegExp]>([
    ['the lock-out of the directory', 'cleo', {}, /Done: your account is unlocked\. Your password is the same/],
    ['a lock-out, and a password that has run out', 'cleo', { passwordExpired: true }, /unlocked\. But your password/],
    ['no lock at all', 'ada', {}, /no lock on your account.*Caps Lock/],
    ['a password that has run out', 'ada', { passwordExpired: true }, /not locked, but your password has run out/],
    ['an account past its end date', 'ada', { expired: true }, /past its end date.*A person/],
    ['an account that an administrator switched off', 'eve', {}, /switched off by an administrator.*A person/],
    ['one that is switched off and locked', 'cleo', { disabled: true }, /switched off by an administrator/],
  ])('%s', async (_, name, state, words) => {
    await becomes(name, state);
    expect(await proves(name)).toMatch(words);
    expect(await isLocked(name)).toBe(name === 'cleo' && state.disabled === true);
  });

  it('only after the proofs: until then a disabled person is asked what everybody is asked', async () => {
    const asked = async (name: string): Promise<readonly string[]> => {
      const chat = home.chat(name);
      const said = ['unlock my account', `${name}@contoso.example`, 'app', '000000', 'another way', 'text', '00000000'];
      const answers: string[] = [];
      for (const words of said) answers.push((await chat.say(words)).join('\n'));
      return answers;
    };
    expect(await asked('eve')).toEqual(await asked('ada'));
  });

  it('a disabled person still cannot reset', async () => {
    expect(await proves('eve', 'I forgot my password')).not.toMatch(/\/password\//);
  });

  it('our own pause, with for how long', async () => {
    const chat = home.chat();
    await chat.say('unlock my account');
    await chat.say('cleo@contoso.example');
    await chat.say('app');
    await chat.say(await home.app('sample-cleo'));
    await chat.say('email');
    for (let wrong = 0; wrong < 5; wrong += 1) {
      await chat.say('00000000');
      home.time.now += MINUTE / 2;
      if (wrong === 2) await chat.say('email');
    }
    await chat.say('email');
    expect((await chat.say('00000000')).join()).toMatch(/paused.*24 hours/);
    expect(await isLocked('cleo')).toBe(true);
  });

  it('tells the person elsewhere when a lock was lifted, and only then', async () => {
    await proves('cleo');
    expect((await home.phone('cleo@contoso.example')).at(-1)?.text).toMatch(
      /account cleo@contoso\.example was unlocked/,
    );
    await proves('ada', 'unlock my account', home.chat('two'));
    expect(await home.phone('ada@contoso.example')).toEqual([]);
  });
});

describe('a directory that does not answer when all proofs are given', () => {
  const away = async (): Promise<never> => {
    throw new DirectoryUnavailable('Come back later.', { retryAfterMs: 2 * MINUTE });
  };

  it('costs none of them: an unlock is tried again when asked to', async () => {
    trouble = { unlock: away };
    const said = await proves('cleo');
    expect(said).toMatch(/does not answer.*proofs are kept.*2 minutes/);
    expect((await home.chat().say('try again')).join()).toMatch(/does not answer/);
    trouble = {};
    expect((await home.chat().say('try again')).join()).toMatch(/is unlocked/);
    expect(await isLocked('cleo')).toBe(false);
  });

  it('costs none of them: the link is made when asked again, after a restart too', async () => {
    const chat = home.chat();
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    await chat.say('app');
    await chat.say(await home.app('sample-ada'));
    await chat.say('email');
    trouble = { read: away };
    expect((await chat.say((await home.phone('ada@home.example')).at(-1)?.code ?? '')).join()).toMatch(
      /proofs are kept/,
    );
    home.restart();
    trouble = {};
    expect((await chat.say('is it back?')).join()).toMatch(/\/password\/w\./);
  });

  it('that does not let us unlock this account sends to a person, and keeps no open write', async () => {
    trouble = {
      unlock: async () => {
        throw new AccountRefused('No right.');
      },
    };
    expect(await proves('cleo')).toMatch(/I cannot do this.*A person/);
    expect(await home.world.journal.unsettled(home.time.now + 1)).toEqual([]);
  });
});

describe('a directory that ends all sessions with a new password', () => {
  it.each([true, false])('has it said when it has confirmed it, and only then (%s)', async (sessionsEnded) => {
    trouble = { setPassword: async () => ({ sessionsEnded }) };
    const token = /\/password\/(\S+)/.exec(await proves('ada', 'I forgot my password'))?.[1] ?? '';
    const opened = await home.door.open(token);
    if (opened === 'gone') throw new Error('the link did not open');
    await home.door.set(opened.cookie, 'a brand new passphrase');
    await vi.waitFor(async () => {
      const said = (await home.chat().heard()).map(({ text }) => text).join();
      expect(said).toMatch(/mapped drives/);
      expect(said.includes('signed out everywhere')).toBe(sessionsEnded);
    });
  });
});
