import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type House, house } from '../support/house.js';

let home: House;

beforeEach(async () => {
  home = await house();
});
afterEach(async () => {
  await home.close();
});

const MINUTE = 60_000;
const link = (said: readonly string[]): string => /https?:\S+\/password\/(\S+)/.exec(said.join('\n'))?.[1] ?? '';

/** Up to the choice of methods. */
async function identified(login = 'ada@contoso.example', name = 'one') {
  const chat = home.chat(name);
  await chat.say('I forgot my password');
  await chat.say(login);
  return chat;
}

it.each([
  ...['2', 'option 2', 'Option 2.', 'number 2', 'the second one', 'two', 'the second option please'],
  ...['Option 2', 'Nummer 2', 'die zweite', 'zwei', 'die zweite Option bitte', 'Nr. 2'],
])('%j is the second of the ways that are offered', async (said) => {
  const chat = await identified();
  expect((await chat.say(said)).join()).toMatch(/text to the phone/);
});

it.each([
  ['stop for a second', /Cancelled/],
  ['help', /I can/],
])('%j is no choice', async (said, answer) => {
  const chat = await identified();
  const answered = (await chat.say(said)).join();
  expect(answered).toMatch(answer);
  expect(answered).not.toMatch(/text to the phone/);
});

it.each([
  'help CODE',
  'CODE stop',
  'code CODE from the helpdesk text',
  'Hilfe, CODE',
  'hello, CODE',
  'call a person CODE',
])('%j is the code that is awaited', async (said) => {
  const chat = await identified();
  await chat.say('text me');
  const code = (await home.phone('+12025550100')).at(-1)?.code ?? '';
  expect((await chat.say(said.replace('CODE', code))).join()).toMatch(/One more/);
});

it.each([
  ['help', /text to the phone/],
  ['help 1234', /text to the phone/],
  ['stop', /Cancelled/],
  ['abbrechen', /Cancelled/],
])('%j without such a code is the command', async (said, answer) => {
  const chat = await identified();
  await chat.say('text me');
  expect((await chat.say(said)).join()).toMatch(answer);
});

it.each([
  ['en', 9, 'once, for 5 minutes.'],
  ['en', 11.5, 'once, for 3 minutes.'],
  ['en', 13.4, 'once, for about a minute.'],
  ['en', 14.4, 'once, for less than a minute.'],
  ['de', 9, 'einmal, 5 Minuten lang.'],
  ['de', 13.4, 'einmal, etwa eine Minute lang.'],
  ['de', 14.4, 'einmal, weniger als eine Minute lang.'],
])('a link in %s, %d minutes after the beginning, works %s', async (language, minutes, works) => {
  const chat = home.chat(language, language);
  await chat.say('I forgot my password');
  await chat.say('ada@contoso.example');
  home.time.now += (minutes - 4) * MINUTE;
  await chat.say('authenticator');
  await chat.say(await home.app('sample-ada'));
  await chat.say('sms');
  home.time.now += 4 * MINUTE;
  const code = (await home.phone('+12025550100')).at(-1)?.code ?? '';
  expect((await chat.say(code)).join()).toContain(works);
});

/** Up to the link. */
async function proven(name = 'one') {
  const chat = await identified('ada@contoso.example', name);
  await chat.say('authenticator');
  await chat.say(await home.app('sample-ada'));
  await chat.say('text me');
  const code = (await home.phone('+12025550100')).at(-1)?.code ?? '';
  return { chat, said: await chat.say(`my code is ${code}`) };
}

describe('a forgotten password', () => {
  it('is reset with two proofs, from the first word to the mail afterwards', async () => {
    const chat = home.chat();
    expect((await chat.say('I forgot my password')).join()).toMatch(/account name/);
    const choice = (await chat.say('ada@contoso.example')).join();
    expect(choice).toMatch(/two proofs/);
    expect(choice).toMatch(/1\. Code from my authenticator app/);
    expect((await chat.say('1')).join()).toMatch(/6-digit code/);
    expect((await chat.say(await home.app('sample-ada'))).join()).toMatch(/One more/);
    expect((await chat.say('text me')).join()).toMatch(/text to the phone ending in 00/);
    const sent = (await home.phone('+12025550100')).at(-1);
    expect(sent?.code).toMatch(/^\d{8}$/);
    const said = await chat.say(`my code is ${sent?.code?.slice(0, 4)} ${sent?.code?.slice(4)}`);
    const token = link(said);
    expect(token).toMatch(/^w\./);

    expect(await home.door.peek(token)).toBe('waiting');
    const opened = await home.door.open(token);
    if (opened === 'gone') throw new Error('the link did not open');
    expect(await home.door.view(opened.cookie)).toMatchObject({ login: 'ada@contoso.example' });
    expect(await home.door.open(token)).toBe('gone');
    expect(await home.door.set(opened.cookie, 'a brand new passphrase')).toEqual({ kind: 'done' });
    await vi.waitFor(async () => {
      expect((await chat.heard()).map((one) => one.text).join()).toMatch(/Done: your new password is set/);
    });

    const account = await home.world.directory.find('ada@contoso.example');
    if (!account) throw new Error('ada is gone');
    expect(await home.world.directory.verifyPassword(account, 'a brand new passphrase')).toBe(true);
    expect(await home.world.directory.verifyPassword(account, 'Correct-Horse-1')).toBe(false);
    expect((await home.phone('ada@home.example')).at(-1)?.text).toMatch(/password was changed/i);
    expect(await home.door.set(opened.cookie, 'yet another passphrase')).toEqual({ kind: 'gone' });
  });

  it('goes on after a restart in the middle', async () => {
    const chat = await identified();
    await chat.say('authenticator');
    home.restart();
    expect((await chat.say(await home.app('sample-ada'))).join()).toMatch(/One more/);
    home.restart();
    expect((await chat.say('email')).join()).toMatch(/mail to a/);
    const code = (await home.phone('ada@home.example')).at(-1)?.code ?? '';
    expect(link(await chat.say(code))).not.toBe('');
  });

  it('is cancelled at any moment, and nothing has changed', async () => {
    const chat = await identified();
    await chat.say('authenticator');
    expect((await chat.say('cancel please')).join()).toMatch(/Cancelled/);
    expect((await chat.say('123456')).join()).toMatch(/did not catch/);
  });

  it.each([
    ['cancel the text message', /Cancelled/],
    ['please stop sending me texts', /Cancelled/],
    ['start over with email', /account name/],
    ['call the helpdesk', /reach a person here/],
  ])('"%s" is no wish for a message', async (words, answer) => {
    const chat = await identified();
    expect((await chat.say(words)).join('\n')).toMatch(answer);
    expect(await home.phone()).toEqual([]);
  });

  it('starts over from the beginning', async () => {
    const chat = await identified();
    expect((await chat.say('start over')).join()).toMatch(/account name/);
  });

  it('answers help in passing and asks its question again', async () => {
    const chat = await identified();
    await chat.say('authenticator');
    const said = await chat.say('help');
    expect(said.join('\n')).toMatch(/never ask for your password/);
    expect(said.join('\n')).toMatch(/6-digit code/);
  });

  it('ends after fifteen minutes', async () => {
    const chat = await identified();
    home.time.now += 16 * MINUTE;
    expect((await chat.say('authenticator')).join()).toMatch(/ran out of time/);
  });

  it('offers a new link, and the earlier one is void', async () => {
    const { chat, said } = await proven();
    const first = link(said);
    const second = link(await chat.say('the link has expired'));
    expect(second).not.toBe('');
    expect(await home.door.peek(first)).toBe('gone');
    expect(await home.door.peek(second)).toBe('waiting');
  });

  it('lets a link lie for five minutes only', async () => {
    const { said } = await proven();
    home.time.now += 5 * MINUTE;
    expect(await home.door.open(link(said))).toBe('gone');
  });

  it('keeps the page after a refused password, and writes once for two submits at once', async () => {
    const { said } = await proven();
    const opened = await home.door.open(link(said));
    if (opened === 'gone') throw new Error('the link did not open');
    expect(await home.door.set(opened.cookie, 'short')).toEqual({ kind: 'rejected', broken: ['too-short'] });
    expect(await home.door.set(opened.cookie, 'Correct-Horse-1')).toEqual({ kind: 'rejected', broken: ['in-history'] });
    const both = await Promise.all([
      home.door.set(opened.cookie, 'the first new passphrase'),
      home.door.set(opened.cookie, 'the second new passphrase'),
    ]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'gone']);
  });
});

describe('wrong answers', () => {
  it('cost a try each and say nothing of the account before a first proof', async () => {
    const chat = await identified();
    await chat.say('authenticator');
    expect((await chat.say('000000')).join()).toMatch(/did not work/);
  });

  it('are counted aloud after a first proof', async () => {
    const chat = await identified();
    await chat.say('authenticator');
    await chat.say(await home.app('sample-ada'));
    await chat.say('text');
    expect((await chat.say('00000000')).join()).toMatch(/2 tries left/);
  });

  it('bring the choice back when three have been given to one code', async () => {
    const chat = await identified();
    await chat.say('authenticator');
    for (const code of ['000000', '000001']) {
      await chat.say(code);
      home.time.now += MINUTE;
    }
    expect((await chat.say('000002')).join()).toMatch(/1\. Code from my/);
  });

  it('five in an hour stop resets for a day, over all conversations, and the right code no longer helps', async () => {
    for (const [name, codes] of [
      ['one', 3],
      ['two', 2],
    ] as const) {
      const chat = await identified('ada@contoso.example', name);
      await chat.say('authenticator');
      for (let i = 0; i < codes; i += 1) {
        await chat.say(`00000${i}`);
        home.time.now += MINUTE;
      }
    }
    const chat = await identified('ada@contoso.example', 'three');
    await chat.say('authenticator');
    expect((await chat.say(await home.app('sample-ada'))).join()).toMatch(/did not work/);
    home.time.now += 25 * 60 * MINUTE;
    const later = await identified('ada@contoso.example', 'four');
    await later.say('authenticator');
    expect((await later.say(await home.app('sample-ada'))).join()).toMatch(/One more/);
  });

  it('a code of the app works once, in whatever conversation', async () => {
    const chat = await identified();
    await chat.say('authenticator');
    const code = await home.app('sample-ada');
    await chat.say(code);
    const other = await identified('ada@contoso.example', 'two');
    await other.say('authenticator');
    expect((await other.say(code)).join()).toMatch(/did not work/);
  });
});

describe('messages', () => {
  it('are sent again after a pause, the earlier code is void, and tries are not given back', async () => {
    const chat = await identified();
    await chat.say('text');
    expect((await chat.say('send it again')).join()).toMatch(/next one in 30 seconds/);
    await chat.say('00000000');
    home.time.now += 31_000;
    const first = (await home.phone('+12025550100')).at(-1)?.code ?? '';
    expect((await chat.say('send it again')).join()).toMatch(/earlier one no longer works/);
    expect((await chat.say(first)).join()).toMatch(/did not work/);
    home.time.now += MINUTE;
    await chat.say('00000001');
    home.time.now += MINUTE;
    const second = (await home.phone('+12025550100')).at(-1)?.code ?? '';
    expect((await chat.say(second)).join()).toMatch(/did not catch|How would you like/);
  });

  it('do not say where they went before a first proof', async () => {
    const chat = await identified();
    expect((await chat.say('text')).join()).toMatch(/phone we have on file/);
  });

  it('a password typed in the chat is refused kindly and not kept', async () => {
    const chat = await identified();
    expect((await chat.say('Correct-Horse-1')).join('\n')).toMatch(/never type one in a chat/);
    const kept = await home.adapters.live.conversations.since(chat.key, '');
    expect(JSON.stringify(kept)).not.toContain('Correct-Horse');
  });

  it('a password that no pattern hides is taken out of what is kept', async () => {
    const chat = await identified();
    await home.adapters.live.conversations.append(chat.key, {
      type: 'message',
      id: 'typed',
      text: 'my password is hunterhunter',
    });
    await chat.send({ type: 'message', id: 'typed', text: 'my password is hunterhunter' });
    const kept = JSON.stringify(await home.adapters.live.conversations.since(chat.key, ''));
    expect(kept).toContain('••••••••');
    expect(kept).not.toContain('hunterhunter');
  });
});

describe('a method asked for twice', () => {
  it('is asked once: the first message and its code stay as they are', async () => {
    const chat = await identified();
    await chat.say('text me');
    expect((await chat.say('text me')).join()).toMatch(/30 seconds/);
    expect(await home.phone('+12025550100')).toHaveLength(1);
    const code = (await home.phone('+12025550100')).at(-1)?.code ?? '';
    expect((await chat.say(code)).join()).toMatch(/One more/);
  });

  it('is another message after a pause', async () => {
    const chat = await identified();
    await chat.say('text me');
    home.time.now += 31_000;
    expect((await chat.say('text me')).join()).toMatch(/earlier one no longer works/);
  });

  it('is the same question where nothing is sent', async () => {
    const chat = await identified();
    await chat.say('authenticator');
    expect((await chat.say('authenticator')).join()).toMatch(/6-digit code/);
  });

  it('keeps what was asked while another message has to wait', async () => {
    const chat = await identified();
    await chat.say('text me');
    expect((await chat.say('email')).join()).toMatch(/30 seconds/);
    const code = (await home.phone('+12025550100')).at(-1)?.code ?? '';
    expect((await chat.say(code)).join()).toMatch(/One more/);
  });
});

describe('a locked account', () => {
  it('is unlocked with the same proofs, the password untouched', async () => {
    const chat = home.chat();
    await chat.say('unlock my account');
    await chat.say('cleo@contoso.example');
    await chat.say('app');
    await chat.say(await home.app('sample-cleo'));
    await chat.say('email');
    const code = (await home.phone('cleo@home.example')).at(-1)?.code ?? '';
    expect((await chat.say(code)).join()).toMatch(/account is unlocked/);
    const account = await home.world.directory.find('cleo@contoso.example');
    expect(account?.state.locked).toBe(false);
  });
});
