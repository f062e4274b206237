import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Chat, type House, house } from '../support/house.js';
import { pictureIn, signedIn, signsIn } from '../support/registering.js';

let home: House;

beforeEach(async () => {
  home = await house();
});
afterEach(async () => {
  await home.close();
});

const BEN = 'ben@contoso.example';
const BEN_PHONE = '+12025550101';

const newest = async (to: string): Promise<string> => (await home.phone(to)).at(-1)?.code ?? '';

/** Ben, proven by his password and the phone on file. */
async function benInside(words = 'set up my sign-in methods'): Promise<Chat> {
  const chat = await signedIn(home, words, BEN, 'Correct-Horse-2');
  await chat.say(await newest(BEN_PHONE));
  return chat;
}

const codeOf = (secret: string): string => generateSync({ secret, epoch: Math.floor(home.time.now / 1000) });

/** Adds the authenticator; resolves to what the bot said at the end. */
async function addsApp(chat: Chat): Promise<string> {
  await chat.send({ type: 'message', text: 'authenticator' });
  const secret = pictureIn(await home.adapters.live.conversations.since(chat.key, '')).key;
  home.time.now += 31_000;
  return (await chat.say(codeOf(secret))).join('\n');
}

describe('setting up sign-in methods', () => {
  it('asks for the current password on a page, then for a text to the phone on file', async () => {
    const chat = home.chat();
    const said = (await chat.say('Set up my sign-in methods')).join('\n');
    expect(said).toMatch(/current password/);
    expect(said).toMatch(/\/sign-in\/w\./);
    const after = await signsIn(home, chat, said, BEN, 'Correct-Horse-2');
    expect(after).toMatch(/signed in/);
    expect(after).toMatch(/text to the phone ending in 01/);
    const overview = (await chat.say(await newest(BEN_PHONE))).join('\n');
    expect(overview).toMatch(/0 of 3 ready/);
    expect(overview).toMatch(/Still needed: 3 more\. I suggest the/);
  });

  it('adds the authenticator by a picture that is gone afterwards', async () => {
    const chat = await benInside();
    const said = await addsApp(chat);
    expect(said).toMatch(/Set up: \*\*Authenticator app/);
    expect(said).toMatch(/\*\*1 of 3 ready\*\*: authenticator app\./);
    const kept = JSON.stringify(await home.adapters.live.conversations.since(chat.key, ''));
    expect(kept).not.toContain('data:image/png');
    expect(kept).not.toContain('otpauth:');
    expect(kept).toContain('This is set up');
    expect((await home.phone('ben@contoso.example')).at(-1)?.text).toMatch(/authenticator app/);
    expect((await home.phone('ben@contoso.example')).at(-1)?.text).toMatch(/\/dispute\//);
  });

  it('adds a phone and a mailbox, each proven by a code, and says when it is enough', async () => {
    const chat = await benInside();
    await addsApp(chat);
    expect((await chat.say('text message')).join()).toMatch(/Which phone number/);
    home.time.now += 60_000;
    expect((await chat.say('my number is +1 202 555 0199')).join()).toMatch(/ending in 99/);
    expect((await chat.say(await newest('+12025550199'))).join('\n')).toMatch(/2 of 3 ready/);
    await chat.say('email');
    home.time.now += 120_000;
    await chat.say('ben@home.example');
    expect((await chat.say(await newest('ben@home.example'))).join('\n')).toMatch(/all your organisation asks for/);
    expect((await chat.say('done')).join()).toMatch(/From now on you can reset your password by yourself/);
  });

  it.each([
    ['email', 'ben@contoso.example', /mailbox of your organisation/],
    ['email', 'not an address', /did not catch/],
    ['text message', '12', /did not catch/],
    ['text message', '+49 30 901820', /phones in that country/],
    ['text message', '+1 900 555 0100', /special or premium|could not read/],
  ])('refuses %s %s kindly, and asks again', async (method, typed, why) => {
    const chat = await benInside();
    await chat.say(method);
    const said = (await chat.say(typed)).join('\n');
    expect(said).toMatch(why);
    expect(said).toMatch(/Which/);
  });

  it('a wrong code says which entry to look at, and three end it with nothing set up', async () => {
    const chat = await benInside();
    await chat.say('authenticator');
    expect((await chat.say('000000')).join()).toMatch(/not the code I expected.*2 tries/);
    await chat.say('000001');
    expect((await chat.say('000002')).join('\n')).toMatch(/nothing was set up/);
    expect(await home.adapters.durable.enrollments.list('sample-ben')).toEqual([]);
    const kept = JSON.stringify(await home.adapters.live.conversations.since(chat.key, ''));
    expect(kept).not.toContain('data:image/png');
  });

  it.each(['help CODE', 'CODE, I want to stop'])('%j is the code that is awaited', async (said) => {
    const chat = await benInside();
    await chat.say('authenticator');
    expect((await chat.say(said.replace('CODE', '000000'))).join()).toMatch(/not the code I expected/);
  });

  it('a picture scanned late no longer works', async () => {
    const chat = await benInside();
    await chat.say('authenticator');
    const { key } = pictureIn(await home.adapters.live.conversations.since(chat.key, ''));
    home.time.now += 11 * 60_000;
    expect((await chat.say(codeOf(key))).join('\n')).toMatch(/shown too long ago/);
  });

  it('takes up to five authenticators, each with a name of its own', async () => {
    const chat = await benInside();
    for (const name of [
      'Authenticator app',
      'Authenticator 2',
      'Authenticator 3',
      'Authenticator 4',
      'Authenticator 5',
    ]) {
      expect(await addsApp(chat)).toContain(`Set up: **${name}**`);
    }
    expect((await chat.say('authenticator')).join('\n')).toMatch(/as many of these as there may be/);
  });

  it('needs no picture: the key stands beside it in words, in groups of four', async () => {
    const chat = await benInside();
    const said = (await chat.say('authenticator')).join('\n');
    const { key } = pictureIn(await home.adapters.live.conversations.since(chat.key, ''));
    expect(said).toContain('No camera, or no picture? Type this key');
    expect(said).toContain(key.replace(/(.{4})(?=.)/g, '$1 '));
    expect((await chat.say(codeOf(key))).join('\n')).toMatch(/1 of 3 ready/);
  });

  it('the code of another entry is not taken, and costs nothing but a try', async () => {
    const chat = await benInside();
    await chat.say('authenticator');
    const said = (await chat.say(codeOf('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'))).join();
    expect(said).toMatch(/Look at the entry you have just added/);
    const { key } = pictureIn(await home.adapters.live.conversations.since(chat.key, ''));
    expect((await chat.say(codeOf(key))).join('\n')).toMatch(/1 of 3 ready/);
  });

  it('the same number again is known already', async () => {
    const chat = await benInside();
    for (const known of [false, true]) {
      await chat.say('text message');
      home.time.now += 60_000;
      await chat.say('+1 202 555 0199');
      expect(/set up already/.test((await chat.say(await newest('+12025550199'))).join())).toBe(known);
    }
  });

  it('ends after fifteen minutes, with what is proven kept', async () => {
    const chat = await benInside();
    await addsApp(chat);
    home.time.now += 16 * 60_000;
    expect((await chat.say('email')).join()).toMatch(/ran out of time.*What you had finished is kept/);
    expect(await home.adapters.durable.enrollments.list('sample-ben')).toHaveLength(1);
  });

  it('somebody whose resets are blocked can register nothing', async () => {
    const chat = await benInside();
    const { person } = (await home.adapters.durable.audit.list({ limit: 1 }))[0] ?? { person: '' };
    await home.adapters.live.throttle.block(`block:${person}`, home.time.now + 3_600_000);
    expect(await addsApp(chat)).toMatch(/paused resets and changes/);
    expect(await home.adapters.durable.enrollments.list('sample-ben')).toEqual([]);
  });

  it('goes on after a restart, and what is proven is kept when it is left', async () => {
    const chat = await benInside();
    await addsApp(chat);
    home.restart();
    await chat.say('email');
    home.restart();
    expect((await chat.say('cancel')).join()).toMatch(/What you had finished is kept/);
    expect((await home.adapters.durable.enrollments.list('sample-ben')).map(({ method }) => method)).toEqual([
      'authenticator-code',
    ]);
  });

  it('is exclusive: a second chat of the same person is asked to wait', async () => {
    await benInside();
    const other = home.chat('two');
    const said = (await other.say('set up my sign-in methods')).join('\n');
    expect(await signsIn(home, other, said, BEN, 'Correct-Horse-2')).toMatch(/in another chat at this moment/);
  });

  it('a wrong password, an unknown name and a disabled person hear the same', async () => {
    const answers = [];
    for (const [name, login, password] of [
      ['a', BEN, 'wrong password'],
      ['b', 'nobody@contoso.example', 'Correct-Horse-2'],
      ['c', 'eve@contoso.example', 'wrong password'],
    ] as const) {
      const chat = home.chat(name);
      const token = /sign-in\/(\S+)/.exec((await chat.say('set up my sign-in methods')).join())?.[1] ?? '';
      const opened = await home.signIn.open(token);
      if (opened === 'gone') throw new Error('the page did not open');
      answers.push(await home.signIn.signIn(opened.cookie, login, password));
    }
    expect(answers).toEqual([{ kind: 'wrong' }, { kind: 'wrong' }, { kind: 'wrong' }]);
  });

  it('who has registered methods passes one of the strongest, and no weaker one is offered', async () => {
    const chat = await signedIn(home, 'set up my sign-in methods', 'ada@contoso.example', 'Correct-Horse-1');
    const heard = await home.adapters.live.conversations.since(chat.key, '');
    expect(JSON.stringify(heard?.lines.at(-1))).toMatch(/6-digit code/);
    expect((await chat.say('text me')).join()).toMatch(/did not catch/);
    expect((await chat.say(await home.app('sample-ada'))).join('\n')).toMatch(/3 of 3 ready/);
  });
});

describe('what is registered', () => {
  async function adaInside(): Promise<Chat> {
    const chat = await signedIn(home, 'What have I registered?', 'ada@contoso.example', 'Correct-Horse-1');
    await chat.say(await home.app('sample-ada'));
    return chat;
  }

  it('is listed masked, with since when and whether it is enough', async () => {
    const chat = await adaInside();
    const said = (await chat.say('what have I registered?')).join('\n');
    expect(said).toMatch(/1\. Authenticator app: since November 24, 2026, last used/);
    expect(said).toMatch(/Text message •••• 00/);
    expect(said).toMatch(/a•••@home\.example/);
    expect(said).toMatch(/enough to reset/);
    expect(said).not.toContain('2025550100');
  });

  it('is renamed', async () => {
    const chat = await adaInside();
    await chat.say('1');
    await chat.say('rename');
    expect((await chat.say('my work phone')).join('\n')).toMatch(/It is called "my work phone" now/);
  });

  it('is removed after a warning, and the person is told where else', async () => {
    const chat = await adaInside();
    await chat.say('email');
    expect((await chat.say('remove')).join()).toMatch(/Remove E-mail.*What is left is enough/);
    expect((await chat.say('yes, remove it')).join('\n')).toMatch(/Removed: \*\*E-mail/);
    const methods = (await home.adapters.durable.enrollments.list('sample-ada')).map(({ method }) => method);
    expect(methods).not.toContain('email');
    expect((await home.phone('ada@contoso.example')).at(-1)?.text).toMatch(/was removed/);
  });

  it('wants a fresh proof before something is taken away', async () => {
    const chat = await adaInside();
    home.time.now += 6 * 60_000;
    await chat.say('2');
    const said = (await chat.say('remove')).join('\n');
    expect(said).toMatch(/once more that it is you/);
    expect((await chat.say(await home.app('sample-ada'))).join('\n')).toMatch(/Remove Text message/);
  });

  it('a reset never shows or changes any of it', async () => {
    const chat = home.chat();
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    const said = (await chat.say('remove the authenticator')).join('\n');
    expect(said).not.toMatch(/since November|removed/);
    expect(await home.adapters.durable.enrollments.list('sample-ada')).toHaveLength(4);
  });
});

/** A policy file of its own for one house. */
async function under(policy: string): Promise<void> {
  await home.close();
  const file = join(mkdtempSync(join(tmpdir(), 'reset-assistant-policy-')), 'policy.yaml');
  writeFileSync(file, policy);
  home = await house({ env: { POLICY_FILE: file } });
}

describe('what the policy says', () => {
  it('the authenticator may be the only method: registered, and then enough', async () => {
    await under(`policies:
  - name: everyone
    gates: 1
    methods: [authenticator-code]
    allowAuthenticatorOnly: true
    register: { required: 1 }
`);
    const chat = await benInside();
    expect(await addsApp(chat)).toMatch(/1 of 1 ready/);
    expect((await chat.say('done')).join()).toMatch(/you can reset your password by yourself/);
    home.time.now += 60_000;
    await chat.say('I forgot my password');
    expect((await chat.say(BEN)).join()).toMatch(/one proof/);
    await chat.say('1');
    expect((await chat.say(await home.app('sample-ben'))).join('\n')).toMatch(/\/password\/w\./);
  });

  it('two codes in a row are asked for where the policy says so', async () => {
    await under(`policies:
  - name: everyone
    gates: 1
    methods: [authenticator-code]
    allowAuthenticatorOnly: true
    register: { required: 1, confirmTwoCodes: true }
`);
    const chat = await benInside();
    await chat.say('authenticator');
    const { key } = pictureIn(await home.adapters.live.conversations.since(chat.key, ''));
    const first = codeOf(key);
    expect((await chat.say(first)).join()).toMatch(/next code/);
    expect((await chat.say(first)).join()).toMatch(/not it/);
    home.time.now += 30_000;
    expect((await chat.say(codeOf(key))).join('\n')).toMatch(/1 of 1 ready/);
  });

  it('a new method cools where the policy says so, and the clock alone ends it', async () => {
    await under(`policies:
  - name: everyone
    gates: 1
    methods: [authenticator-code]
    allowAuthenticatorOnly: true
    register: { required: 1, coolingHours: 12 }
`);
    const chat = await benInside();
    expect(await addsApp(chat)).toMatch(/counts for a reset only in 12 hours/);
    await chat.say('done');
    await chat.say('I forgot my password');
    await chat.say(BEN);
    await chat.say('1');
    expect((await chat.say(await home.app('sample-ben'))).join('\n')).not.toMatch(/\/password\//);
    await chat.say('cancel');
    home.time.now += 13 * 3_600_000;
    await chat.say('I forgot my password');
    await chat.say(BEN);
    await chat.say('1');
    expect((await chat.say(await home.app('sample-ben'))).join('\n')).toMatch(/\/password\//);
  });

  it('the phone on file counts for a reset only where the policy says so', async () => {
    const policy = (contacts: string): string => `policies:
  - name: everyone
    gates: 1
    methods: [sms, email]
    register: { required: 1, directoryContacts: ${contacts} }
`;
    for (const [contacts, passes] of [
      ['registration', false],
      ['reset', true],
    ] as const) {
      await under(policy(contacts));
      const chat = home.chat();
      await chat.say('I forgot my password');
      await chat.say(BEN);
      await chat.say('text');
      const sent = await home.phone(BEN_PHONE);
      expect(sent.length > 0).toBe(passes);
      if (passes) expect((await chat.say(sent.at(-1)?.code ?? '')).join('\n')).toMatch(/\/password\/w\./);
    }
  });

  it('what a reset needs may not be removed where the policy refuses it', async () => {
    await under(`policies:
  - name: everyone
    gates: 2
    methods: [authenticator-code, email]
    register: { required: 2, removeBelowNeed: refuse }
`);
    const chat = await signedIn(home, 'What have I registered?', 'ada@contoso.example', 'Correct-Horse-1');
    await chat.say(await home.app('sample-ada'));
    await chat.say('email');
    expect((await chat.say('remove')).join('\n')).toMatch(/keep enough to reset/);
  });

  it('asks whether all is still right when it has been a while', async () => {
    await home.close();
    home = await house();
    home.time.now += 200 * 24 * 3_600_000;
    const chat = await signedIn(home, 'set up my sign-in methods', 'ada@contoso.example', 'Correct-Horse-1');
    expect((await chat.say(await home.app('sample-ada'))).join('\n')).toMatch(/Is this still right\?/);
    expect((await chat.say('yes, still right')).join('\n')).toMatch(/ask again when it has been a while/);
  });
});
