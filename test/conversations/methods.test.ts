import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QUESTIONS_SENTENCE } from '../../src/policy/schema.js';
import { personKey } from '../../src/reset/person.js';
import { type Chat, type House, house, shownText } from '../support/house.js';
import { signedIn } from '../support/registering.js';
import { cookieFor } from '../support/saved.js';

let home: House;

beforeEach(async () => {
  home = await house();
});
afterEach(async () => {
  await home.close();
});

const ADA = 'ada@contoso.example';

async function identified(login = ADA): Promise<Chat> {
  const chat = home.chat();
  await chat.say('I forgot my password');
  await chat.say(login);
  return chat;
}

const newestCall = async (): Promise<string> => (await home.adapters.carriers.outbox?.calls())?.at(-1)?.reference ?? '';
/** What the bot says by itself, once it says something like it. */
async function hears(chat: Chat, what: RegExp): Promise<string> {
  let all = '';
  await vi.waitFor(async () => {
    all += (await chat.heard()).map(shownText).join('\n');
    expect(all).toMatch(what);
  }, 10_000);
  return all;
}

describe('a phone call', () => {
  it('is answered with #, and the chat goes on by itself', async () => {
    const chat = await identified();
    expect((await chat.say('call me')).join()).toMatch(/calling the phone we have on file.*press the # key/);
    await home.mind.calls.pressed(await newestCall(), '#');
    await hears(chat, /That is right.*One more/s);
  });

  it('whatever is typed meanwhile looks whether it was answered, and costs no try', async () => {
    const chat = await identified();
    await chat.say('call me');
    for (const words of ['12345678', 'done', 'I pressed it']) {
      expect((await chat.say(words)).join()).toMatch(/still waiting/);
    }
    await home.mind.calls.pressed(await newestCall(), '#');
    await hears(chat, /One more/);
  });

  it.each([
    ['hung up', async () => home.mind.calls.ended(await newestCall()), /could not reach you that way/],
    ['a machine answered', async () => home.mind.calls.answered(await newestCall(), 'machine'), /could not reach you/],
    ['another key', async () => home.mind.calls.pressed(await newestCall(), '1'), /did not work/],
  ])('%s: it is said at once, with another way', async (_what, act, said) => {
    const chat = await identified();
    await chat.say('call me');
    await act();
    const after = await hears(chat, said);
    expect(after).toMatch(/1\. Code from my authenticator app/);
  });

  it('and a text to the same number are one proof', async () => {
    const chat = await identified();
    await chat.say('call me');
    await home.mind.calls.pressed(await newestCall(), '#');
    const menu = await hears(chat, /E-mail/);
    expect(menu).not.toMatch(/Text message|Phone call/);
  });
});

/** Ada with a sheet of recovery codes. */
async function withCodes(again = false): Promise<readonly string[]> {
  const chat = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
  if (again) await chat.say('authenticator');
  await chat.say(await home.app('sample-ada'));
  const said = (await chat.say('recovery codes')).join('\n');
  const token = /\/codes\/(\S+)/.exec(said)?.[1] ?? '';
  const cookie = await cookieFor(home.mind.recoverySheets, token);
  const sheet = await home.mind.recoverySheets.view(cookie);
  if (sheet === 'gone') throw new Error('no sheet');
  await home.mind.recoverySheets.saved(cookie);
  await hears(chat, /Set up: \*\*Recovery codes/);
  await chat.say('done');
  home.time.now += 60_000;
  return sheet.codes;
}

describe('recovery codes', () => {
  it('work once each, and the person is told how many are left, here and elsewhere', async () => {
    const [first = '', second = ''] = await withCodes();
    const chat = await identified();
    await chat.say('recovery code');
    expect((await chat.say(`it is ${first.toLowerCase()}`)).join('\n')).toMatch(/9 recovery codes left/);
    expect((await home.phone('ada@contoso.example')).at(-1)?.text).toMatch(/9 codes are left/);
    await chat.say('start over');
    await chat.say(ADA);
    await chat.say('recovery code');
    expect((await chat.say(first)).join()).toMatch(/did not work/);
    home.time.now += 60_000;
    expect((await chat.say(second)).join()).toMatch(/8 recovery codes left/);
  });

  it('warn when two are left', async () => {
    const codes = await withCodes();
    for (const [index, code] of codes.slice(0, 8).entries()) {
      const chat = await identified();
      await chat.say('recovery code');
      const said = (await chat.say(code)).join('\n');
      expect(/make new ones soon/.test(said)).toBe(index === 7);
      await chat.say('cancel');
    }
  });

  it('new ones void the old', async () => {
    const [old = ''] = await withCodes();
    await withCodes(true);
    const chat = await identified();
    await chat.say('recovery code');
    expect((await chat.say(old)).join()).toMatch(/did not work/);
  });
});

describe('security questions', () => {
  const questionsCount = `policies:
  - name: everyone
    gates: 2
    methods: [authenticator-code, email, security-questions]
    securityQuestions: { iUnderstand: "${QUESTIONS_SENTENCE}", register: 3, ask: 3 }
`;
  beforeEach(async () => {
    await home.close();
    const file = join(mkdtempSync(join(tmpdir(), 'reset-assistant-policy-')), 'policy.yaml');
    writeFileSync(file, questionsCount);
    home = await house({ env: { POLICY_FILE: file } });
  });

  const answers = new Map<string, string>();

  async function registered(): Promise<void> {
    const sheets = home.mind.questionSheets;
    const registering = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
    await registering.say(await home.app('sample-ada'));
    const said = (await registering.say('security questions')).join('\n');
    const first = await cookieFor(sheets, /\/questions\/(\S+)/.exec(said)?.[1] ?? '');
    const page = await sheets.view(first);
    if (page === 'gone' || page.kind !== 'register') throw new Error('no questions');
    const given = page.choices.slice(0, 3).map((question, index) => ({ question, answer: `walnut ${index} tree` }));
    answers.clear();
    for (const { question, answer } of given) answers.set(question, answer);
    await sheets.give(first, given);
    await hears(registering, /Set up: \*\*Security questions/);
    await registering.say('done');
    home.time.now += 60_000;
  }

  /** The questions in a chat, on an open page. */
  async function asked(chat: Chat, words = 'security questions'): Promise<(right: boolean) => Promise<void>> {
    const sheets = home.mind.questionSheets;
    const said = (await chat.say(words)).join('\n');
    const cookie = await cookieFor(sheets, /\/questions\/(\S+)/.exec(said)?.[1] ?? '');
    return async (right) => {
      const shown = await sheets.view(cookie);
      if (shown === 'gone' || shown.kind !== 'answer') throw new Error(`no questions: ${JSON.stringify(shown)}`);
      const answer = (question: string): string => (right ? (answers.get(question) ?? '').toUpperCase() : 'no');
      await sheets.give(
        cookie,
        shown.questions.map((question) => ({ question, answer: answer(question) })),
      );
    };
  }

  it('are answered on a page; after a wrong set the same page takes a right one, and the chat goes on by itself', async () => {
    await registered();
    const chat = await identified();
    const reply = await asked(chat);
    await reply(false);
    await hears(chat, /did not match.*try again there/s);
    home.time.now += 60_000;
    await reply(true);
    await hears(chat, /One more/);
  });

  it('three wrong sets end it; a page sent again is another page, with no more tries', async () => {
    await registered();
    const chat = await identified();
    const first = await asked(chat);
    await first(false);
    await hears(chat, /did not match/);
    home.time.now += 60_000;
    const second = await asked(chat, 'send it again');
    await second(false);
    await hears(chat, /did not match/);
    home.time.now += 60_000;
    await second(false);
    await hears(chat, /did not work.*1\. Code from my authenticator app/s);
  });

  it('look the same to somebody who is blocked', async () => {
    await registered();
    const chat = await identified();
    const reply = await asked(chat);
    const { throttle, budgets } = home.world;
    const person = personKey(home.adapters.keyring, 'sample-ada', '');
    await throttle.block(budgets.standing(person)[0]?.key ?? '', home.time.now + 24 * 3_600_000);
    await reply(true);
    await hears(chat, /did not match/);
    home.time.now += 60_000;
    await reply(true);
    await hears(chat, /did not match/);
  });

  it('typed in the chat instead are hidden, and kindly turned away', async () => {
    await registered();
    const chat = await identified();
    await asked(chat);
    const said = (await chat.say('walnut 0 tree')).join('\n');
    expect(said).toMatch(/answer on the page only, never here/);
    expect(said).not.toContain('walnut');
    expect(said).toContain('••••••••');
    // The button that stands there is still the one.
    expect(said).not.toContain('/questions/');
    await chat.say('another way');
    expect((await chat.say('text me')).join('\n')).not.toContain('••••••••');
  });
});

describe('the choice', () => {
  it('offers the strongest first, and names what was chosen the last time after a first proof', async () => {
    const first = await identified();
    await first.say('authenticator');
    await first.say(await home.app('sample-ada'));
    await first.say('email');
    await first.say((await home.phone('ada@home.example')).at(-1)?.code ?? '');
    home.time.now += 60_000;
    await first.say('start over');
    expect((await first.say(ADA)).join()).not.toMatch(/last time/);
    await first.say('authenticator');
    expect((await first.say(await home.app('sample-ada'))).join()).toMatch(
      /E-mail \(a•••@home\.example, as last time\)/,
    );
  });

  it.each(["I don't have my phone", 'another way', 'something else please'])(
    '%j brings the menu back',
    async (words) => {
      const chat = await identified();
      for (const method of ['authenticator', 'text me', 'call me', 'email']) {
        await chat.say(method);
        expect((await chat.say(words)).join()).toMatch(/\d\. Code from my authenticator app/);
        home.time.now += (10 * 60_000) / 4;
      }
    },
  );
});
