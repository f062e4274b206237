import { ActivityTypes } from 'botbuilder';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Phone, waitingFor } from '../support/approver.js';
import {
  ADA,
  answers as answersIn,
  approverOf,
  asked as askedIn,
  hears,
  ADA_ID as ID,
  paired as pairedIn,
  silentWaker,
} from '../support/approving.js';
import { type Chat, type House, house, shownText } from '../support/house.js';
import { signedIn } from '../support/registering.js';

const MINUTE = 60_000;

let home: House;
let phone: Phone;

beforeEach(async () => {
  home = await house({ waker: silentWaker });
  phone = new Phone();
});
afterEach(async () => {
  await home.close();
});

const approver = () => approverOf(home);
const paired = (codes = false) => pairedIn(home, phone, codes);
const asked = (name = 'one') => askedIn(home, name);
const answers = (number: string) => answersIn(home, phone, number);

const pushes = async (): Promise<number> => (await home.phone(ADA)).filter(({ kind }) => kind === 'push').length;
const other = (number: string): string => String(((Number(number) - 9) % 90) + 10);
const nudged = (chat: Chat) => chat.send({ type: ActivityTypes.Event, name: 'nudge' });

describe('a phone', () => {
  it('is registered by opening what the picture says, and told of at the other addresses', async () => {
    const chat = await paired();
    await chat.say('done');
    expect(await home.adapters.durable.enrollments.list(ID)).toContainEqual(
      expect.objectContaining({ method: 'authenticator-notification', name: 'Pixel', proof: 'app' }),
    );
    expect((await home.phone('ada@home.example')).at(-1)?.text).toMatch(/app notification/);
  });

  it.each([
    [0, 'once, for 10 minutes.'],
    [9, 'once, for 6 minutes.'],
  ])('is shown a picture, %d minutes after the beginning, that works %s', async (minutes, works) => {
    const chat = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
    await chat.say('authenticator');
    await chat.say(await home.app(ID));
    home.time.now += minutes * 60_000;
    expect((await chat.say('notification')).join('\n')).toContain(works);
  });

  it('leaves no secret in the stored conversation', async () => {
    const chat = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
    await chat.say('authenticator');
    await chat.say(await home.app(ID));
    const said = (await chat.say('notification')).join('\n');
    const secret = /\/approve#([\w-]{43})/.exec(said)?.[1] ?? '';
    const kept = await home.adapters.live.conversations.turn(chat.key, undefined, async (record) => ({
      record,
      lines: [],
      result: JSON.stringify(record),
    }));
    expect(secret).not.toBe('');
    expect(kept).not.toContain(secret);
  });

  it('is waited for, whatever is said meanwhile', async () => {
    const chat = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
    await chat.say('authenticator');
    await chat.say(await home.app(ID));
    await chat.say('notification');
    expect((await chat.say('done')).join()).toMatch(/waiting/);
    expect((await chat.say('back')).join()).toMatch(/You could add/);
  });

  it('brings codes along that are one proof with it', async () => {
    await (await paired(true)).say('done');
    const methods = (await home.adapters.durable.enrollments.list(ID)).filter(({ name }) => name === 'Pixel');
    expect(methods.map(({ method }) => method).sort()).toEqual(['authenticator-code', 'authenticator-notification']);
    const { chat, number } = await asked();
    await answers(number);
    expect(await hears(chat, /One more/)).not.toMatch(/authenticator|Notification/);
  });
});

describe('a request on the phone', () => {
  beforeEach(async () => {
    await (await paired()).say('done');
  });

  it('is approved, and the chat goes on by itself', async () => {
    const { chat, said, number } = await asked();
    expect(said).toMatch(/I have asked your phone\. /);
    expect(await pushes()).toBe(1);
    expect(await answers(number)).toBe('approved');
    await hears(chat, /That is right.*One more/s);
  });

  it('counts when the person says so before the chat has looked', async () => {
    const { chat, number } = await asked();
    const waiting = await waitingFor(approver(), phone, ID);
    expect((await chat.say('done')).join()).toMatch(/still waiting/);
    await approver().approvals.answer(phone.answers(ID, waiting, number, home.time.now));
    await hears(chat, /One more/);
  });

  it('with the wrong number fails, costs a try, and offers another way', async () => {
    const { chat, number } = await asked();
    expect(await answers(other(number))).toBe('wrong-number');
    expect(await hears(chat, /did not work/)).toMatch(/1\. Notification/);
  });

  it('nobody answers is said after a minute, and costs no try', async () => {
    const { chat } = await asked();
    expect((await nudged(chat)).map(shownText)).toEqual([]);
    home.time.now += MINUTE;
    expect((await nudged(chat)).map(shownText).join()).toMatch(/could not reach you that way.*1\. Notification/s);
  });

  it('"No, it\'s not me" ends it, stops resets for a day, and is told everywhere', async () => {
    const { chat } = await asked();
    const second = home.chat('two');
    await second.say('I forgot my password');
    await second.say(ADA);
    expect(await answers('')).toBe('denied');
    await hears(chat, /turned down on the phone/);
    for (const to of ['ada@home.example', ADA, '+12025550100']) {
      await vi.waitFor(async () =>
        expect((await home.phone(to)).at(-1)?.text).toMatch(/answered with "No, it's not me"/),
      );
    }
    const audit = await home.adapters.durable.audit.list({ limit: 50 });
    expect(audit).toContainEqual(expect.objectContaining({ event: 'incident_reported', outcome: 'request-denied' }));

    home.time.now += MINUTE;
    const before = await pushes();
    expect((await second.say('notification')).join()).toMatch(/I have asked your phone/);
    expect(await pushes()).toBe(before);
    await second.say('another way');
    await second.say('authenticator');
    expect((await second.say(await home.app(ID))).join()).toMatch(/did not work/);
    home.time.now += 24 * 60 * MINUTE;
    const { chat: later, number } = await asked('three');
    await answers(number);
    await hears(later, /One more/);
  });

  it('one at a time, over all conversations; a newer one waits', async () => {
    const first = await asked('one');
    const { said } = await asked('two');
    expect(said).toMatch(/next one in 60 seconds/);
    expect(await pushes()).toBe(1);
    await answers(first.number);
    await hears(first.chat, /One more/);
    expect((await home.chat('two').say('notification')).join()).toMatch(/I have asked your phone/);
  });

  it('three in a quarter of an hour and five a day that nobody approves, however many conversations ask', async () => {
    const sent: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      const chat = home.chat(`chat ${minute}`);
      await chat.say('I forgot my password');
      await chat.say(ADA);
      await chat.say('notification');
      sent.push(await pushes());
      home.time.now += MINUTE;
    }
    expect(sent[14]).toBe(3);
    expect(sent.at(-1)).toBe(5);
  });

  it('looks the same for somebody who does not exist', async () => {
    const nobody = await nobodyWithPhone();
    const script = ['notification', 'done', 'notification', 'another way', 'notification'];
    const heard: string[][] = [];
    for (const login of [ADA, nobody]) {
      const chat = home.chat(login);
      await chat.say('I forgot my password');
      const said = [await chat.say(login)];
      for (const words of script) said.push(await chat.say(words));
      home.time.now += MINUTE;
      said.push((await nudged(chat)).map(shownText));
      said.push(await chat.say('notification'));
      heard.push(said.map((lines) => lines.join('\n').replace(/\*\*\d\d\*\*/, 'NN')));
      home.time.now += MINUTE;
    }
    expect(heard[1]).toEqual(heard[0]);
  });
});

/** A made-up name whose drawn menu is Ada's. */
async function nobodyWithPhone(): Promise<string> {
  const wanted = /Notification.*authenticator.*Text.*call.*E-mail/s;
  for (let number = 0; number < 200; number += 1) {
    const login = `nobody${number}@contoso.example`;
    const chat = home.chat(`find ${number}`);
    await chat.say('I forgot my password');
    if (wanted.test((await chat.say(login)).join('\n'))) return login;
  }
  throw new Error('nobody has this menu');
}

describe('managing sign-in methods', () => {
  it('takes an approval as the second proof, and stops where it is denied', async () => {
    await (await paired()).say('done');
    for (const [words, said] of [
      ['approve', /You have registered/],
      ['deny', /turned down on the phone/],
    ] as const) {
      const chat = await signedIn(home, 'what have I registered?', ADA, 'Correct-Horse-1');
      const asking = (await chat.say('notification')).join('\n');
      const number = /number there: \*\*(\d\d)\*\*/.exec(asking)?.[1] ?? '';
      await answers(words === 'approve' ? number : '');
      await hears(chat, said);
      await chat.say('done');
      home.time.now += 20 * MINUTE;
    }
  });
});
