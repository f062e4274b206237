import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { disputeDoor } from '../../src/enroll/dispute-door.js';
import type { Chat, House } from '../support/house.js';
import { house } from '../support/house.js';
import { signedIn } from '../support/registering.js';

let home: House;

beforeEach(async () => {
  home = await house();
});
afterEach(async () => {
  await home.close();
});

const door = () => disputeDoor({ ...home.mind.enrollWorld, log: { warn: () => undefined } });
const methods = async (): Promise<readonly string[]> =>
  (await home.adapters.durable.enrollments.list('sample-ada')).map(({ method, name }) => `${method}${name}`).sort();
/** The link in the newest message to Ada's work mail. */
const link = async (): Promise<string> =>
  /\/dispute\/([\w-]+)/.exec((await home.phone('ada@contoso.example')).at(-1)?.text ?? '')?.[1] ?? '';

async function inside(words: string): Promise<Chat> {
  const chat = await signedIn(home, words, 'ada@contoso.example', 'Correct-Horse-1');
  await chat.say(await home.app('sample-ada'));
  return chat;
}

async function removesMail(): Promise<void> {
  const chat = await inside('what have I registered?');
  await chat.say('email');
  await chat.say('remove');
  await chat.say('yes');
}

async function addsMail(): Promise<void> {
  const chat = await inside('set up my sign-in methods');
  await chat.say('email');
  await chat.say('thief@elsewhere.example');
  await chat.say((await home.phone('thief@elsewhere.example')).at(-1)?.code ?? '');
}

describe('"this was not me"', () => {
  it('takes out what was added, blocks resets for a day and writes an incident', async () => {
    const before = await methods();
    await addsMail();
    expect(await methods()).toHaveLength(before.length + 1);
    const token = await link();
    expect(await door().read(token)).toMatchObject({ what: 'added', method: 'email' });
    expect(await methods()).toHaveLength(before.length + 1);
    expect(await door().dispute(token)).toBe('undone');
    expect(await methods()).toEqual(before);
    const [incident] = await home.adapters.durable.audit.list({ sessionId: 'dispute', limit: 5 });
    expect(incident).toMatchObject({ event: 'incident_reported', outcome: 'change-disputed' });

    home.time.now += 60_000;
    const chat = home.chat('two');
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    await chat.say('authenticator');
    expect((await chat.say(await home.app('sample-ada'))).join()).toMatch(/did not work/);
    home.time.now += 25 * 3_600_000;
    await chat.say('start over');
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    await chat.say('authenticator');
    expect((await chat.say(await home.app('sample-ada'))).join()).toMatch(/One more/);
  });

  it('does not reach the address that was just added with the means to undo it', async () => {
    await addsMail();
    expect((await home.phone('thief@elsewhere.example')).map(({ text }) => text).join()).not.toMatch(/dispute/);
  });

  it('brings back what was removed, and tells the removed address without a link', async () => {
    const before = await methods();
    await removesMail();
    expect(await methods()).not.toEqual(before);
    const parted = (await home.phone('ada@home.example')).at(-1)?.text ?? '';
    expect(parted).toMatch(/was removed/);
    expect(parted).not.toMatch(/dispute/);
    expect(await door().dispute(await link())).toBe('undone');
    expect(await methods()).toEqual(before);
  });

  it('works once, and not with a made-up link', async () => {
    await removesMail();
    const token = await link();
    const all = await Promise.all([1, 2, 3].map(() => door().dispute(token)));
    expect([...all].sort()).toEqual(['gone', 'gone', 'undone']);
    expect(await door().dispute('A'.repeat(43))).toBe('gone');
  });

  it('is good for 72 hours', async () => {
    await removesMail();
    const late = await link();
    home.time.now += 73 * 3_600_000;
    expect(await door().read(late)).toBe('gone');
    expect(await door().dispute(late)).toBe('gone');
  });
});

describe('"this was not me" to what nobody can undo', () => {
  async function resets(): Promise<void> {
    const chat = home.chat();
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    await chat.say('authenticator');
    await chat.say(await home.app('sample-ada'));
    await chat.say('text me');
    const said = await chat.say((await home.phone('+12025550100')).at(-1)?.code ?? '');
    const opened = await home.door.open(/\/password\/(\S+)/.exec(said.join())?.[1] ?? '');
    if (opened === 'gone') throw new Error('the link did not open');
    expect(await home.door.set(opened.cookie, 'a brand new passphrase')).toEqual({ kind: 'done' });
    await vi.waitFor(async () => expect(await link()).not.toBe(''));
  }

  it('blocks resets for a day after a reset that was somebody else, and says so to every address', async () => {
    await resets();
    const token = await link();
    expect(await door().read(token)).toMatchObject({ what: 'password-changed', method: undefined });
    expect(await door().dispute(token)).toBe('noted');
    expect(await door().dispute(token)).toBe('gone');
    const [incident] = await home.adapters.durable.audit.list({ sessionId: 'dispute', limit: 5 });
    expect(incident).toMatchObject({ event: 'incident_reported', detail: { change: 'password-changed' } });
    for (const to of ['ada@contoso.example', 'ada@home.example', '+12025550100'])
      await vi.waitFor(async () => expect((await home.phone(to)).at(-1)?.text).toMatch(/said that it was not them/));
    const chat = home.chat('two');
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    await chat.say('authenticator');
    home.time.now += 60_000;
    expect((await chat.say(await home.app('sample-ada'))).join()).toMatch(/did not work/);
  });

  it('is offered to whoever somebody tried to be', async () => {
    const chat = home.chat();
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    for (let wrong = 0; wrong < 5; wrong += 1) {
      if (wrong % 3 === 0) await chat.say('authenticator');
      home.time.now += 31_000;
      await chat.say('000000');
    }
    await vi.waitFor(async () => expect(await link()).not.toBe(''));
    expect(await door().dispute(await link())).toBe('noted');
  });
});
