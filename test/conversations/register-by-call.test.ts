import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hears } from '../support/approving.js';
import { type Chat, type House, house } from '../support/house.js';
import { signedIn } from '../support/registering.js';

const ADA = 'ada@contoso.example';
const OFFICE = '+1 202 555 0199 ext. 7';

let home: House;

beforeEach(async () => {
  home = await house();
});
afterEach(async () => {
  await home.close();
});

const says = async (chat: Chat, text: string): Promise<string> => (await chat.say(text)).join('\n');
const newestCall = async (): Promise<string> => (await home.adapters.carriers.outbox?.calls())?.at(-1)?.reference ?? '';

/** Ada, proven, about to register a number to be called. */
async function adding(): Promise<Chat> {
  const chat = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
  await chat.say(await home.app('sample-ada'));
  expect(await says(chat, 'phone call')).toMatch(/Which phone number/);
  return chat;
}

/** The code that is read out after a key. */
async function readOut(key = '5'): Promise<string> {
  const spoken = await home.mind.calls.pressed(await newestCall(), key);
  const code = spoken.kind === 'say' ? /is: ([\d. ]+)\. Once/.exec(spoken.text)?.[1] : undefined;
  return (code ?? '').replace(/\D/g, '');
}

describe('registering a number to be called', () => {
  it('says that it calls and what to do, and takes the code that is read out', async () => {
    const chat = await adding();
    const said = await says(chat, OFFICE);
    expect(said).toMatch(
      /I am calling the phone ending in 99\. Answer it and press any key: I read out an 8-digit code/,
    );
    expect(said).not.toMatch(/text/);
    expect(await says(chat, await readOut())).toMatch(/Set up: \*\*Phone call/);
    const kept = await home.adapters.durable.enrollments.list('sample-ada');
    expect(kept).toContainEqual(
      expect.objectContaining({ method: 'voice', data: { to: '+12025550199;ext=7' }, proof: 'phone:+12025550199' }),
    );
  });

  it.each([
    ['is hung up, busy, failed or not answered', async () => home.mind.calls.ended(await newestCall())],
    ['is answered by a machine', async () => home.mind.calls.answered(await newestCall(), 'machine')],
  ])('a call that %s is told at once, with another way', async (_how, ends) => {
    const chat = await adding();
    await chat.say(OFFICE);
    await ends();
    expect(await hears(chat, /could not reach you that way/)).toMatch(/You could add:.*Phone call/s);
    home.time.now += 60_000;
    await chat.say('phone call');
    await chat.say(OFFICE);
    expect(await says(chat, await readOut())).toMatch(/Set up/);
  });

  it('a call that ends after its key was pressed is no failure', async () => {
    const chat = await adding();
    await chat.say(OFFICE);
    const code = await readOut();
    await home.mind.calls.ended(await newestCall());
    expect(await says(chat, 'help')).toMatch(/press any key/);
    expect(await says(chat, code)).toMatch(/Set up/);
  });
});

describe('a reset by a call that reads a code out', () => {
  it('says so', async () => {
    await home.close();
    home = await house({ env: { VOICE_MODE: 'code' } });
    const chat = home.chat();
    await chat.say('I forgot my password');
    await chat.say(ADA);
    const said = await says(chat, 'call me');
    expect(said).toMatch(/I am calling the phone we have on file\. Answer it and press any key: I read out an 8-digit/);
    expect(await says(chat, await readOut())).toMatch(/One more/);
  });
});
