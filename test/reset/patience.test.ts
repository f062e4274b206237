import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type House, house } from '../support/house.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let home: House;

beforeEach(async () => {
  home = await house();
});
afterEach(() => home.close());

/** Four wrong codes, one hour, a conversation of its own: never the fifth that would block. */
async function patiently(hour: number, wrong = 4): Promise<void> {
  const chat = home.chat(`hour ${hour}`);
  await chat.say('I forgot my password');
  await chat.say('ada@contoso.example');
  for (let n = 0; n < wrong; n += 1) {
    await chat.say('authenticator');
    expect((await chat.say(`00000${n}`)).join()).toMatch(/did not work/);
    home.time.now += MINUTE;
  }
  home.time.now += 61 * MINUTE;
}

async function tryRightly(name: string): Promise<string> {
  const chat = home.chat(name);
  await chat.say('I forgot my password');
  await chat.say('ada@contoso.example');
  await chat.say('authenticator');
  return (await chat.say(await home.app('sample-ada'))).join();
}

const told = async (): Promise<number> =>
  (await home.phone('ada@home.example')).filter(({ text }) => /Several wrong answers/.test(text)).length;

describe('a patient guesser', () => {
  it('has thirty wrong tries in thirty days, then resets stop until they are over, and the person is told once', async () => {
    const begun = home.time.now;
    for (let hour = 0; hour < 7; hour += 1) await patiently(hour);
    expect(await told()).toBe(0);
    await patiently(7, 2);
    expect(await told()).toBe(1);
    expect(await tryRightly('soon after')).toMatch(/did not work/);
    home.time.now = begun + 30 * DAY - MINUTE;
    expect(await tryRightly('at the end')).toMatch(/did not work/);
    home.time.now = begun + 30 * DAY + MINUTE;
    expect(await tryRightly('after')).toMatch(/One more/);
  });

  it('is not who answers rightly: a right proof gives its try back', async () => {
    for (let hour = 0; hour < 7; hour += 1) await patiently(hour);
    for (let n = 0; n < 3; n += 1) {
      expect(await tryRightly(`right ${n}`)).toMatch(/One more/);
      home.time.now += MINUTE;
    }
    expect(await told()).toBe(0);
  });
});
