import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Directory } from '../../src/directories/directory.js';
import { methodId } from '../../src/methods/traits.js';
import { personKey } from '../../src/reset/person.js';
import { signInPage, signsInToChange } from '../support/changing.js';
import { type House, type HouseOptions, house } from '../support/house.js';
import { colleague, teamsChat } from '../support/teams-chat.js';
import { openDoor } from '../support/teams-door.js';

let home: House;
beforeEach(async () => {
  home = await house();
});
afterEach(() => home.close());

const MINUTE = 60_000;
const ADA = 'ada@contoso.example';
const BEN = 'ben@contoso.example';
const NEW = 'a brand new passphrase';

const asAda = (name?: string) => signsInToChange(home, ADA, 'Correct-Horse-1', name);

const works = async (login: string, password: string): Promise<boolean> => {
  const account = await home.world.directory.find(login);
  return account !== undefined && home.world.directory.verifyPassword(account, password);
};

/** Another house: a policy file of its own, a directory that behaves otherwise. */
async function moves({ policy, ...options }: HouseOptions & { readonly policy?: string }): Promise<void> {
  await home.close();
  const file = join(mkdtempSync(join(tmpdir(), 'reset-assistant-policy-')), 'policy.yaml');
  if (policy !== undefined) writeFileSync(file, policy);
  home = await house({ ...options, ...(policy === undefined ? {} : { env: { POLICY_FILE: file } }) });
}

const withMoreProofs = `policies:
  - name: everyone
    gates: 2
    methods: [authenticator-code, sms, email]
    changeWithCurrentPassword: false
`;

describe('a password that is known', () => {
  it('is changed with nothing but itself: a page to sign in, and the same browser goes on to the new one', async () => {
    const { chat, page, said } = await signsInToChange(home, BEN, 'Correct-Horse-2');
    expect(said).toMatch(/password page is open/);
    expect(await home.door.view(page)).toMatchObject({ login: BEN });
    expect(await home.door.set(page, NEW)).toEqual({ kind: 'done' });
    await vi.waitFor(async () => {
      expect((await chat.heard()).map(({ text }) => text).join()).toMatch(/Done: your new password is set/);
    });
    expect([await works(BEN, NEW), await works(BEN, 'Correct-Horse-2')]).toEqual([true, false]);
    expect((await home.phone(BEN)).at(-1)?.text).toMatch(
      /password of ben@contoso\.example was changed in the web chat/,
    );
  });

  it('is changed also when it has run out', async () => {
    const row = await home.adapters.durable.accounts.read('sample-ben');
    if (!row) throw new Error('ben is gone');
    await home.adapters.durable.accounts.update(row.id, { state: { ...row.state, passwordExpired: true } });
    const { page } = await signsInToChange(home, BEN, 'Correct-Horse-2');
    expect(await home.door.set(page, NEW)).toEqual({ kind: 'done' });
    expect((await home.world.directory.find(BEN))?.state.passwordExpired).toBe(false);
  });

  it('is asked for on a page and never in the chat, for five minutes', async () => {
    const chat = home.chat();
    const said = (await chat.say('change my password')).join('\n');
    expect(said).toMatch(/current password.*on a page.*never type/);
    expect(said).toMatch(/\/sign-in\/w\./);
    expect((await chat.say('hello?')).join()).toMatch(/button for the sign-in page is above/);
    home.time.now += 5 * MINUTE;
    expect(await home.signIn.peek(/\/sign-in\/(\S+)/.exec(said)?.[1] ?? '')).toBe('gone');
    const renewed = (await chat.say('new link')).join();
    await signInPage(home, renewed);
    expect((await chat.say('hello?')).join()).toMatch(/sign-in page is open/);
  });

  it('goes on after a restart anywhere', async () => {
    const chat = home.chat();
    const said = (await chat.say('change my password')).join('\n');
    home.restart();
    const cookie = await signInPage(home, said);
    home.restart();
    const outcome = await home.signIn.signIn(cookie, ADA, 'Correct-Horse-1');
    home.restart();
    expect((await chat.say('and now?')).join()).toMatch(/password page is open/);
    const page = outcome.kind === 'done' ? outcome.page?.cookie : undefined;
    expect(await home.door.set(page ?? '', NEW)).toEqual({ kind: 'done' });
  });

  it('a closed page is opened again by a new link, and the closed one can do nothing any more', async () => {
    const { chat, page } = await asAda();
    const token = /\/password\/(\S+)/.exec((await chat.say('new link')).join())?.[1] ?? '';
    expect(await home.door.set(page, NEW)).toEqual({ kind: 'gone' });
    const opened = await home.door.open(token);
    expect(await home.door.set(opened === 'gone' ? '' : opened.cookie, NEW)).toEqual({ kind: 'done' });
  });

  it('is written once for two submits at once', async () => {
    const { page } = await asAda();
    const both = await Promise.all([home.door.set(page, NEW), home.door.set(page, 'another new passphrase')]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'gone']);
  });

  it('is left as it is by cancel, by the clock, and for a reset when it turns out to be forgotten', async () => {
    const { chat, page } = await asAda();
    expect((await chat.say('cancel')).join()).toMatch(/Nothing has changed/);
    expect(await home.door.set(page, NEW)).toEqual({ kind: 'gone' });
    const late = await asAda('two');
    home.time.now += 16 * MINUTE;
    expect(await home.door.set(late.page, NEW)).toEqual({ kind: 'gone' });
    expect((await late.chat.say('hello?')).join()).toMatch(/ran out of time/);
    await late.chat.say('change my password');
    expect((await late.chat.say('I forgot my password')).join()).toMatch(/account name/);
    expect(await works(ADA, 'Correct-Horse-1')).toBe(true);
  });

  it('is in no record that is kept, nor is the new one', async () => {
    const { chat, page } = await asAda();
    await home.door.set(page, 'short');
    const { conversations } = home.adapters.live;
    const kept = await conversations.turn(chat.key, undefined, async (record) => ({
      record,
      lines: [],
      result: JSON.stringify([record, await conversations.since(chat.key, '')]),
    }));
    expect(kept).toContain('current-password');
    expect(kept).not.toMatch(/Correct-Horse|short/);
  });
});

describe('the new password', () => {
  it('keeps the rules of the directory, and what is refused costs nothing', async () => {
    const { page } = await asAda();
    expect(await home.door.set(page, 'short')).toEqual({ kind: 'rejected', broken: ['too-short'] });
    expect(await home.door.set(page, NEW)).toEqual({ kind: 'done' });
  });

  it('is another one, also where the directory would not mind, and without a try at the directory', async () => {
    const tried: string[] = [];
    const written: string[] = [];
    const forgetful = (embedded: Directory): Directory => ({
      ...embedded,
      rules: async (account) => ({ ...(await embedded.rules(account)), history: undefined }),
      async verifyPassword(account, password) {
        tried.push(password);
        return embedded.verifyPassword(account, password);
      },
      async setPassword(_, password) {
        written.push(password);
        return { sessionsEnded: false };
      },
    });
    await moves({ directory: forgetful });
    const { page } = await asAda();
    expect(await home.door.view(page)).toMatchObject({ rules: { history: 1 } });
    expect(await home.door.set(page, 'Correct-Horse-1')).toEqual({ kind: 'rejected', broken: ['in-history'] });
    expect(await home.door.set(page, NEW)).toEqual({ kind: 'done' });
    expect([tried, written]).toEqual([['Correct-Horse-1'], [NEW]]);
  });

  it('is refused when the password was set elsewhere in the meantime', async () => {
    const { chat, page } = await asAda();
    const account = await home.world.directory.find(ADA);
    home.time.now += 1;
    if (account) await home.world.directory.setPassword(account, 'set by the helpdesk');
    expect(await home.door.set(page, NEW)).toEqual({ kind: 'gone' });
    expect(await works(ADA, 'set by the helpdesk')).toBe(true);
    expect((await chat.say('hello?')).join()).toMatch(/I cannot do this/);
  });
});

describe('where the policy asks for more than the current password', () => {
  it('the chat goes on to the proofs of a reset, which alone count, and then hands out the link', async () => {
    await moves({ policy: withMoreProofs });
    const { chat, outcome, said } = await asAda();
    expect(outcome).toEqual({ kind: 'done', page: undefined });
    expect(said).toMatch(/you are signed in.*more than the current password/);
    expect(said).toMatch(/two proofs/);
    await chat.say('app');
    expect((await chat.say(await home.app('sample-ada'))).join()).toMatch(/One more/);
    await chat.say('email');
    const code = (await home.phone('ada@home.example')).at(-1);
    expect(code?.text).toMatch(/change the password of ada@contoso\.example/);
    const link = (await chat.say(code?.code ?? '')).join('\n');
    const opened = await home.door.open(/\/password\/(\S+)/.exec(link)?.[1] ?? '');
    if (opened === 'gone') throw new Error('the link did not open');
    expect(await home.door.set(opened.cookie, 'Correct-Horse-1')).toEqual({ kind: 'rejected', broken: ['in-history'] });
    expect(await home.door.set(opened.cookie, NEW)).toEqual({ kind: 'done' });
  });

  it('an administrator is asked for proofs by the policy in force by default', async () => {
    const { outcome, said } = await signsInToChange(home, 'dana@contoso.example', 'Correct-Horse-4');
    expect(outcome).toEqual({ kind: 'done', page: undefined });
    expect(said).toMatch(/not registered enough ways/);
    const sheet = {
      method: methodId('recovery-code'),
      name: '',
      proof: 'saved',
      data: { keyId: '', salt: '', hashes: ['AA=='], used: [] },
    };
    await home.adapters.durable.enrollments.add('sample-dana', sheet, 0);
    const later = await signsInToChange(home, 'dana@contoso.example', 'Correct-Horse-4', 'two');
    expect(later.said).toMatch(/more than the current password/);
    expect(later.said).toMatch(/two proofs.*1\. Code from my authenticator app.*2\. Recovery code/s);
    expect(later.said).not.toMatch(/Text message/);
  });

  it('who has not registered enough is told so, and how to', async () => {
    await moves({ policy: withMoreProofs });
    const { said } = await signsInToChange(home, BEN, 'Correct-Horse-2');
    expect(said).toMatch(/not registered enough ways/);
    expect(said).toMatch(/you can set up more/);
  });

  it('whom no self-service is for is sent to a person, once signed in', async () => {
    await moves({ policy: 'policies:\n  - { name: nobody, refuse: true }\n' });
    const { said } = await asAda();
    expect(said).toMatch(/I cannot do this for your account\. A person/);
  });
});

describe('in Teams', () => {
  it('the page knows whose password it is, and takes no other name', async () => {
    const door = await openDoor({ home });
    try {
      const chat = teamsChat(door, colleague('ada', 1));
      await chat.installs();
      const said = (await chat.say('change my password')).join('\n');
      expect(said).not.toMatch(/account name/);
      const cookie = await signInPage(home, said);
      expect(await home.signIn.view(cookie)).toMatchObject({ goal: 'change', login: ADA });
      expect(await home.signIn.signIn(cookie, BEN, 'Correct-Horse-2')).toEqual({ kind: 'wrong' });
      home.time.now += MINUTE;
      const outcome = await home.signIn.signIn(cookie, BEN, 'Correct-Horse-1');
      const page = outcome.kind === 'done' ? outcome.page : undefined;
      expect(page?.token).toMatch(/^t\./);
      expect(await home.door.set(page?.cookie ?? '', NEW)).toEqual({ kind: 'done' });
      expect([await works(ADA, NEW), await works(BEN, 'Correct-Horse-2')]).toEqual([true, true]);
    } finally {
      await door.close();
    }
  });
});

describe('guessing the current password', () => {
  const WRONG: readonly (readonly [string, string])[] = [
    [ADA, 'not the password'],
    ['nobody@contoso.example', 'Correct-Horse-1'],
    // Switched off: the password is the right one.
    ['eve@contoso.example', 'Correct-Horse-5'],
    // Locked: likewise.
    ['cleo@contoso.example', 'Correct-Horse-3'],
    [ADA, ''],
  ];

  it('is answered the same for everybody, and the chat says nothing', async () => {
    for (const [index, [login, password]] of WRONG.entries()) {
      const { outcome, said } = await signsInToChange(home, login, password, `chat ${index}`);
      expect([login, outcome, said]).toEqual([login, { kind: 'wrong' }, '']);
      home.time.now += MINUTE;
    }
  });

  it('is paused after each try and over after five, whoever it is, and the right one helps no more', async () => {
    for (const [index, login] of [ADA, 'nobody@contoso.example', 'eve@contoso.example'].entries()) {
      const chat = home.chat(`chat ${index}`);
      const cookie = await signInPage(home, (await chat.say('change my password')).join('\n'));
      const tries: string[] = [];
      for (let wrong = 0; wrong < 5; wrong += 1) {
        tries.push((await home.signIn.signIn(cookie, login, 'not it')).kind);
        if (wrong === 0) tries.push((await home.signIn.signIn(cookie, login, 'not it')).kind);
        home.time.now += MINUTE;
      }
      tries.push((await home.signIn.signIn(cookie, login, 'Correct-Horse-1')).kind);
      expect(tries).toEqual(['wrong', 'too-soon', 'wrong', 'wrong', 'wrong', 'wrong', 'wrong']);
    }
    expect((await home.phone('ada@home.example')).at(-1)?.text).toMatch(/Several wrong answers/);
    const reset = home.chat('reset');
    await reset.say('I forgot my password');
    await reset.say(ADA);
    await reset.say('app');
    expect((await reset.say(await home.app('sample-ada'))).join()).toMatch(/did not work/);
  });

  it('is no way around the limit of unfinished sessions', async () => {
    const session = home.world.budgets.session(personKey(home.adapters.keyring, 'sample-ada', ADA));
    for (let spent = { kind: 'spent' }; spent.kind === 'spent'; ) spent = await home.world.throttle.spend(session);
    const { said } = await asAda('two');
    expect(said).toMatch(/too many tries.*24 hours/);
  });
});
