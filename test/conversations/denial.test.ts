import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Phone } from '../support/approver.js';
import { ADA, ADA_ID, answers, asked, hears, paired, silentWaker } from '../support/approving.js';
import { type Chat, type House, house } from '../support/house.js';
import { signedIn } from '../support/registering.js';

const MINUTE = 60_000;
const OLD = 'Correct-Horse-1';
const NEW = 'a new one that nobody knows';
const DENIED = /turned down on the phone/;
const BLOCKED = /paused resets and changes/;

let home: House;
let phone: Phone;

beforeEach(async () => {
  home = await house({ waker: silentWaker });
  phone = new Phone();
  await (await paired(home, phone)).say('done');
});
afterEach(async () => {
  await home.close();
});

const says = async (chat: Chat, text: string): Promise<string> => (await chat.say(text)).join('\n');
const calls = async (): Promise<number> => ((await home.adapters.carriers.outbox?.calls()) ?? []).length;
const newestCall = async (): Promise<string> => (await home.adapters.carriers.outbox?.calls())?.at(-1)?.reference ?? '';

/** Both other proofs in a chat that stands before the choice; resolves to the token of the link. */
async function proves(chat: Chat): Promise<string> {
  await chat.say('authenticator');
  await chat.say(await home.app(ADA_ID));
  await chat.say('text me');
  const said = await says(chat, (await home.phone('+12025550100')).at(-1)?.code ?? '');
  return /\/password\/(\S+)/.exec(said)?.[1] ?? '';
}

async function begins(name: string, words = 'I forgot my password'): Promise<Chat> {
  const chat = home.chat(name);
  await chat.say(words);
  await chat.say(ADA);
  return chat;
}

async function opened(token: string): Promise<string> {
  const page = await home.door.open(token);
  if (page === 'gone') throw new Error('the page did not open');
  return page.cookie;
}

const accepts = async (password: string): Promise<boolean> => {
  const account = await home.adapters.directory.read(ADA_ID);
  return account !== undefined && home.adapters.directory.verifyPassword(account, password);
};

describe('"No, it\'s not me"', () => {
  it('ends a session that has its link already: the link opens nothing', async () => {
    const { chat } = await asked(home);
    await chat.say('another way');
    const token = await proves(chat);
    expect(await home.door.peek(token)).toBe('waiting');
    expect(await answers(home, phone, '')).toBe('denied');
    await hears(chat, DENIED);
    expect(await home.door.open(token)).toBe('gone');
  });

  it('ends a session whose page is open: nothing is written', async () => {
    const { chat } = await asked(home);
    await chat.say('another way');
    const cookie = await opened(await proves(chat));
    await answers(home, phone, '');
    await hears(chat, DENIED);
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'gone' });
    expect([await accepts(OLD), await accepts(NEW)]).toEqual([true, false]);
  });

  it('said of one chat, ends another as soon as its link, its page or its words are used', async () => {
    await asked(home);
    const [linked, open, talking] = await Promise.all(['two', 'three', 'four'].map((name) => begins(name)));
    if (!linked || !open || !talking) throw new Error('no chats');
    const token = await proves(linked);
    home.time.now += MINUTE / 2;
    const cookie = await opened(await proves(open));
    home.time.now += MINUTE / 2;
    await proves(talking);
    await answers(home, phone, '');

    expect(await home.door.open(token)).toBe('gone');
    await hears(linked, BLOCKED);
    expect(await home.door.set(cookie, NEW)).toEqual({ kind: 'gone' });
    await hears(open, BLOCKED);
    expect(await says(talking, 'new link')).toMatch(BLOCKED);
    expect(await accepts(OLD)).toBe(true);
  });

  it('ends a session that stands at its menu with nothing proven, and no other such session', async () => {
    const { chat } = await asked(home);
    await chat.say('another way');
    const other = await begins('two');
    await answers(home, phone, '');
    await hears(chat, DENIED);
    expect(await says(other, 'help')).toMatch(/How would you like/);
    await other.say('authenticator');
    expect(await says(other, await home.app(ADA_ID))).toMatch(/did not work/);
  });

  it('stops a call that is already ringing: # is no proof, and nothing is unlocked', async () => {
    const other = await begins('two', 'unlock my account');
    await other.say('authenticator');
    await other.say(await home.app(ADA_ID));
    await other.say('call me');
    const ringing = await newestCall();
    await asked(home);
    await answers(home, phone, '');
    await home.mind.calls.pressed(ringing, '#');
    await hears(other, BLOCKED);
    const audit = await home.adapters.durable.audit.list({ limit: 50 });
    expect(audit.filter(({ outcome, method }) => outcome === 'proof' && method === 'voice')).toEqual([]);
  });

  it('leaves the person in peace: nobody is called any more, and whoever asks sees the same as ever', async () => {
    const before = await begins('two');
    const usual = await says(before, 'call me');
    await before.say('cancel');
    home.time.now += MINUTE;
    await asked(home);
    await answers(home, phone, '');
    const [rung, chat] = [await calls(), await begins('three')];
    expect(await says(chat, 'call me')).toBe(usual);
    expect(await calls()).toBe(rung);
  });

  it('said while sign-in methods are set up, ends that at once, and nothing is kept', async () => {
    const chat = await signedIn(home, 'set up my sign-in methods', ADA, OLD);
    await chat.say('notification');
    await chat.say('another way');
    await chat.say('authenticator');
    home.time.now += MINUTE;
    expect(await says(chat, await home.app(ADA_ID))).toMatch(/You could add/);
    await answers(home, phone, '');
    await hears(chat, DENIED);
    expect(await says(chat, 'recovery codes')).not.toMatch(/\/codes\//);
  });
});
