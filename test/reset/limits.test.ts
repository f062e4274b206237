import type { Activity } from 'botbuilder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { methodId } from '../../src/methods/traits.js';
import { type Chat, type House, house } from '../support/house.js';
import { signsIn } from '../support/registering.js';
import { twilio } from '../support/unsafe-settings.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ADA = 'ada@contoso.example';
const CLEO = 'cleo@contoso.example';
const NOBODY = 'nobody.at.all@contoso.example';
const PHONE = '+12025550100';
const MAIL = 'ada@home.example';

let home: House;
/** Limits as in production; in evaluation mode somebody may begin as often as they like. */
beforeEach(async () => {
  home = await house({ env: { ...twilio, SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'reset@contoso.example' } });
});
afterEach(() => home.close());

async function begins(name: string, login = ADA): Promise<Chat> {
  const chat = home.chat(name);
  await chat.say('I forgot my password');
  await chat.say(login);
  return chat;
}

/** What a client gets, but for names, ids and times. */
const veiled = (activities: readonly Partial<Activity>[], login: string): readonly string[] =>
  activities.map((one) => JSON.stringify({ ...one, id: '', timestamp: '' }).replaceAll(login, '<login>'));

describe('resets begun in a day', () => {
  async function attempt(login: string, number: number): Promise<readonly string[]> {
    const chat = home.chat(`${number} ${login}`);
    const all: Partial<Activity>[] = [];
    for (const text of ['I forgot my password', login, 'authenticator', '000000', 'another way', 'cancel']) {
      all.push(...(await chat.send({ type: 'message', text })));
    }
    return veiled(all, login);
  }

  it('are five; the sixth gets nobody any further, and no byte of it is another, be there such a name or not', async () => {
    const first = await attempt(ADA, 0);
    expect(await attempt(NOBODY, 0)).toEqual(first);
    for (let number = 1; number < 7; number += 1) {
      home.time.now += 61 * MINUTE;
      expect([number, await attempt(ADA, number)]).toEqual([number, first]);
      expect([number, await attempt(NOBODY, number)]).toEqual([number, first]);
    }
    const records = await home.adapters.durable.audit.list({ limit: 200 });
    const begun = records.filter(({ event }) => event === 'session_created').map(({ outcome }) => outcome);
    const counts = ['open', 'decoy', 'decoy-limited'].map((kind) => begun.filter((one) => one === kind).length);
    expect(counts).toEqual([5, 5, 4]);
  });

  it('that were five keep the right code from helping, until a day after the first', async () => {
    for (let number = 0; number < 5; number += 1) await (await begins(`chat ${number}`)).say('cancel');
    const sixth = await begins('the sixth');
    await sixth.say('authenticator');
    expect((await sixth.say(await home.app('sample-ada'))).join()).toMatch(/did not work/);
    home.time.now += 24 * HOUR + MINUTE;
    const later = await begins('the day after');
    await later.say('authenticator');
    expect((await later.say(await home.app('sample-ada'))).join()).toMatch(/One more/);
  });

  it('are said to be too many, and until when, to whoever has given the current password', async () => {
    for (let number = 0; number < 5; number += 1) await (await begins(`chat ${number}`)).say('cancel');
    const chat = home.chat('change');
    const link = (await chat.say('change my password')).join('\n');
    expect(await signsIn(home, chat, link, ADA, 'Correct-Horse-1')).toMatch(/come back in 24 hours/);
  });
});

describe('when to come back', () => {
  const wrong = async (chat: Chat, number: number): Promise<string> => {
    home.time.now += MINUTE;
    return (await chat.say(`0000000${number}`)).join('\n');
  };

  it('is not said before a first proof', async () => {
    const chat = await begins('one');
    const said: string[] = [];
    for (let number = 0; number < 7; number += 1) {
      if (number % 3 === 0) await chat.say('authenticator');
      home.time.now += MINUTE;
      said.push(...(await chat.say(`00000${number}`)));
    }
    expect(said.join('\n')).toMatch(/did not work/);
    expect(said.join('\n')).not.toMatch(/come back|hours|tries/);
  });

  it('is said after one, with the tries that are left until then', async () => {
    const chat = await begins('one');
    await chat.say('authenticator');
    await chat.say(await home.app('sample-ada'));
    await chat.say('text me');
    expect([await wrong(chat, 0), await wrong(chat, 1), await wrong(chat, 2)]).toEqual([
      expect.stringMatching(/2 tries left/),
      expect.stringMatching(/one try left/),
      expect.stringMatching(/no tries left/),
    ]);
    home.time.now += 2 * MINUTE;
    await chat.say('email');
    expect([await wrong(chat, 3), await wrong(chat, 4)]).toEqual([
      expect.stringMatching(/one try left/),
      expect.stringMatching(/no tries left/),
    ]);
    expect(await wrong(chat, 5)).toMatch(/paused resets[\s\S]*come back in 24 hours/);
  });
});

describe('messages', () => {
  /** Three, as quickly as they may be asked for. */
  async function three(chat: Chat, way: string): Promise<void> {
    await chat.say(way);
    for (const pause of [31_000, 61_000]) {
      home.time.now += pause;
      expect((await chat.say('send it again')).join()).toMatch(/Here is a new one/);
    }
  }
  const count = async (to: string): Promise<number> => (await home.phone(to)).length;
  const wait = /can send the next one in/;

  it('that nobody answers are three in a quarter of an hour to one person, whatever the way', async () => {
    const chat = await begins('one');
    await three(chat, 'text me');
    home.time.now += 2 * MINUTE;
    expect((await chat.say('send it again')).join()).toMatch(/the next one in 12 minutes/);
    expect((await chat.say('email')).join()).toMatch(wait);
    expect([await count(PHONE), await count(MAIL)]).toEqual([3, 0]);
  });

  it('are six in a day to one person, whatever the way', async () => {
    await three(await begins('one'), 'text me');
    home.time.now += 16 * MINUTE;
    await three(await begins('two'), 'email');
    home.time.now += 16 * MINUTE;
    expect((await (await begins('three')).say('text me')).join()).toMatch(/the next one in 24 hours/);
    expect([await count(PHONE), await count(MAIL)]).toEqual([3, 3]);
  });

  it.each([
    ['number', 'sms', 'text me', PHONE, `phone:${PHONE}`],
    ['mail address', 'email', 'email', MAIL, 'mailbox'],
  ])('are six in a day to one %s, whoever asks', async (_what, method, way, to, proof) => {
    const { enrollments } = home.adapters.durable;
    for (const { id } of await enrollments.list('sample-cleo')) await enrollments.remove(id);
    const shared = { method: methodId(method), name: '', proof, data: { to } };
    const app = { method: methodId('authenticator-code'), name: '', proof: 'app', data: { secret: 'A'.repeat(32) } };
    for (const one of [shared, app]) await enrollments.add('sample-cleo', one, home.time.now);
    await three(await begins('ada'), way);
    await three(await begins('cleo', CLEO), way);
    home.time.now += 16 * MINUTE;
    expect((await (await begins('ada again')).say(way)).join()).toMatch(/the next one in 24 hours/);
    expect(await count(to)).toBe(6);
    const other = await begins('another way');
    expect((await other.say(way === 'email' ? 'text me' : 'email')).join()).toMatch(/I am sending/);
  });

  it.each([
    [100, 'an hour', 1, /the next one in 60 minutes/],
    [500, 'a day', 5, /the next one in (19|20) hours/],
  ])('are %i %s from the whole organisation', async (_limit, _span, hours, refusal) => {
    const { throttle, budgets } = home.world;
    for (let number = 0; number < hours * 100; number += 1) {
      if (number > 0 && number % 100 === 0) home.time.now += HOUR + MINUTE;
      const spent = await throttle.spend(budgets.send(`person ${number}`, `place ${number}`));
      expect(spent.kind).toBe('spent');
    }
    if (hours > 1) home.time.now += HOUR;
    expect((await (await begins('one')).say('text me')).join()).toMatch(refusal);
    expect((await (await begins('nobody', NOBODY)).say('text me')).join()).toMatch(refusal);
    home.time.now += hours > 1 ? 20 * HOUR : HOUR;
    expect((await (await begins('two')).say('text me')).join()).toMatch(/I am sending a text/);
    expect(await count(PHONE)).toBe(1);
  });

  it('that are asked for under made-up names use up nothing of what the others need', async () => {
    for (let number = 0; number < 110; number += 1) {
      const chat = await begins(`${number} made up`, `made.up.${number}@contoso.example`);
      expect((await chat.say('text me')).join()).toMatch(/I am sending a text/);
    }
    expect((await (await begins('one')).say('text me')).join()).toMatch(/I am sending a text/);
    expect(await count(PHONE)).toBe(1);
  });
});
