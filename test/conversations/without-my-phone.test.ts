import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADA, ADA_ID } from '../support/approving.js';
import { type Chat, type House, house } from '../support/house.js';
import { signsIn } from '../support/registering.js';

const PASSWORD = 'Correct-Horse-1';
const MINUTE = 60_000;

const DAY = 24 * 60 * MINUTE;

let home: House;
let chat: Chat;
let chats = 0;

beforeAll(async () => {
  home = await house();
});
/** Nothing is written here, so that one house does for all: each chat is another's, a day later. */
beforeEach(() => {
  home.time.now += DAY;
  chats += 1;
  chat = home.chat(`chat ${chats}`);
});
afterAll(async () => {
  await home.close();
});

const says = async (text: string): Promise<string> => (await chat.say(text)).join('\n');
const app = async (): Promise<string> => says(await home.app(ADA_ID));
const mailed = async (): Promise<string> => (await home.phone('ada@home.example')).at(-1)?.code ?? '';

async function begins(words = 'I forgot my password'): Promise<void> {
  await says(words);
}
async function named(): Promise<void> {
  await begins();
  await says(ADA);
}
async function halfway(): Promise<void> {
  await named();
  await says('authenticator');
  await app();
}
async function signs(words: string): Promise<void> {
  await signsIn(home, chat, await says(words), ADA, PASSWORD);
}
async function inside(words: string): Promise<void> {
  await signs(words);
  await app();
}
async function picks(): Promise<void> {
  await inside('what have I registered?');
  await says('email');
}

/** Every point at which something is awaited, and how to get there. */
const POINTS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['the name is awaited', begins],
  ['a way is to be chosen', named],
  ['a code of the app is awaited', async () => [await named(), await says('authenticator')]],
  ['a text is awaited', async () => [await named(), await says('text me')]],
  ['a call rings', async () => [await named(), await says('call me')]],
  ['a mail is awaited', async () => [await named(), await says('email')]],
  ['one proof is given', halfway],
  ['the link is there', async () => [await halfway(), await says('email'), await says(await mailed())]],
  ['the current password is awaited', () => begins('change my password')],
  ['a sign-in is awaited before registering', () => begins('set up my sign-in methods')],
  ['the second proof is awaited', () => signs('set up my sign-in methods')],
  [
    'the second proof is to be chosen',
    async () => [await signs('set up my sign-in methods'), await says('another way')],
  ],
  ['a method to add is to be chosen', () => inside('set up my sign-in methods')],
  ['a number is awaited', async () => [await inside('set up my sign-in methods'), await says('text message')]],
  [
    'a new mailbox is to be proven',
    async () => [await inside('set up my sign-in methods'), await says('email'), await says('ada@elsewhere.example')],
  ],
  ['a new app is to be scanned', async () => [await inside('set up my sign-in methods'), await says('authenticator')]],
  ['what is registered is shown', () => inside('what have I registered?')],
  ['one entry is looked at', picks],
  ['one entry is renamed', async () => [await picks(), await says('rename')]],
  ['one entry is about to be removed', async () => [await picks(), await says('remove')]],
];

const PHRASES = ["I don't have my phone", 'another way', 'send it again'];

describe.each(POINTS)('while %s', (_point, go) => {
  it.each(PHRASES)('%j is understood, and something is asked next', async (phrase) => {
    await go();
    home.time.now += MINUTE;
    const before = await home.adapters.durable.enrollments.list(ADA_ID);
    const said = await says(phrase);
    expect(said).not.toMatch(/did not catch|nothing to cancel/);
    expect(said).toMatch(/[?.:]/);
    expect(said).not.toContain(`"${phrase}"`);
    expect((await home.adapters.durable.enrollments.list(ADA_ID)).map(({ name }) => name)).toEqual(
      before.map(({ name }) => name),
    );
  });
});

describe('without the phone', () => {
  const order = (said: string): readonly string[] =>
    [...said.matchAll(/^\d\. (\S+)/gm)].map(([, label]) => label ?? '');

  it('what needs no phone comes first, by its number too, and stays there', async () => {
    await named();
    expect(order(await says('another way')).at(0)).toBe('Code');
    const said = await says("I don't have my phone");
    expect(order(said)[0]).toBe('E-mail');
    expect(said).toMatch(/without your phone/i);
    expect(await says('1')).toMatch(/mail/);
    expect(order(await says('another way'))[0]).toBe('E-mail');
  });

  it('says so where everything that is left needs it, and what to do', async () => {
    await named();
    await says('email');
    await says(await mailed());
    expect(await says('I lost my phone')).toMatch(/everything .* needs your phone.*talk to a person/s);
  });

  it.each(['I forgot my phone', 'my phone is broken', 'no mobile', 'I have no phone here'])(
    '%j means it',
    async (words) => {
      await named();
      expect(order(await says(words))[0]).toBe('E-mail');
    },
  );

  it('"resend" is no account name', async () => {
    await begins();
    expect(await says('resend')).toMatch(/First I need your account name/);
  });

  it('a name is still a name', async () => {
    await begins();
    expect(await says('backes')).toMatch(/How would you like/);
  });
});
