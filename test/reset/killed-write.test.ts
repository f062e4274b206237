import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WRITE_MS } from '../../src/reset/session.js';
import { type Chat, type House, house } from '../support/house.js';
import { until } from '../support/programs.js';

let home: House;
let chat: Chat;
/** Lets the write that hangs come to its end. */
let finish = (): void => undefined;
let writes = 0;

beforeEach(async () => {
  writes = 0;
  const gate = new Promise<void>((resolve) => {
    finish = resolve;
  });
  home = await house({
    directory: (embedded) => ({
      ...embedded,
      async setPassword(account, password) {
        writes += 1;
        await gate;
        return embedded.setPassword(account, password);
      },
    }),
  });
  chat = home.chat();
});
afterEach(() => home.close());

/** Up to a write that is under way and does not end. */
async function writing(): Promise<{ readonly outcome: Promise<unknown> }> {
  await chat.say('I forgot my password');
  await chat.say('ada@contoso.example');
  await chat.say('authenticator');
  await chat.say(await home.app('sample-ada'));
  await chat.say('text me');
  const said = (await chat.say((await home.phone('+12025550100')).at(-1)?.code ?? '')).join('\n');
  const opened = await home.door.open(/\/password\/(\S+)/.exec(said)?.[1] ?? '');
  if (opened === 'gone') throw new Error('the link did not open');
  const outcome = home.door.set(opened.cookie, 'a brand new passphrase');
  await until('the write has begun', async () => writes === 1);
  return { outcome };
}

describe('a write whose process was killed', () => {
  it('is waited for as long as it may still come to its end', async () => {
    const { outcome } = await writing();
    home.time.now += WRITE_MS - 1;
    home.restart();
    expect((await chat.say('well?')).join()).toMatch(/being set right now/);
    expect((await chat.say('cancel')).join()).not.toMatch(/nothing was changed/i);
    finish();
    await outcome;
  });

  it('is then never called a success: the person is told that nobody knows, and may begin again', async () => {
    const { outcome } = await writing();
    home.time.now += WRITE_MS;
    home.restart();
    const said = (await chat.say('well?')).join();
    expect(said).not.toMatch(/Done/);
    expect(said).toMatch(/did not tell me whether/);
    expect((await chat.say('I forgot my password')).join()).toMatch(/account name/);
    finish();
    await outcome;
  });

  it('that ends late after all does not touch a reset begun in between', async () => {
    const { outcome } = await writing();
    await chat.say('start over');
    await chat.say('cleo@contoso.example');
    finish();
    expect(await outcome).toEqual({ kind: 'done' });
    expect((await chat.say('authenticator')).join()).toMatch(/6-digit code/);
  });
});
