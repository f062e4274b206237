import { expect, vi } from 'vitest';
import type { Approver } from '../../src/methods/approver.js';
import { type Phone, waitingFor } from './approver.js';
import { type Chat, type House, shownText } from './house.js';
import { signedIn } from './registering.js';

export const ADA = 'ada@contoso.example';
export const ADA_ID = 'sample-ada';
const MINUTE = 60_000;

/** Push services are not reached here; what would wake a phone shows on the simulated one. */
export const silentWaker = {
  publicKey: 'key',
  accepts: () => true,
  wake: async () => 'sent' as const,
  close: async () => {},
};

export function approverOf({ mind }: House): Approver {
  if (!mind.approver) throw new Error('there is no approver');
  return mind.approver;
}

/** What the bot says by itself, once it says something like it. */
export async function hears(chat: Chat, what: RegExp): Promise<string> {
  let all = '';
  await vi.waitFor(async () => {
    all += (await chat.heard()).map(shownText).join('\n');
    expect(all).toMatch(what);
  }, 10_000);
  return all;
}

/** Ada's phone, registered in the conversation. */
export async function paired(home: House, phone: Phone, codes = false): Promise<Chat> {
  const chat = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
  await chat.say('authenticator');
  await chat.say(await home.app(ADA_ID));
  const said = (await chat.say('notification')).join('\n');
  const secret = /\/approve#([\w-]{43})/.exec(said)?.[1] ?? '';
  await approverOf(home).pairings.accept(secret, phone.candidate(secret, { codes }));
  await hears(chat, /Pixel/);
  home.time.now += MINUTE;
  return chat;
}

/** A reset, as far as the request on the phone. */
export async function asked(
  home: House,
  name = 'one',
  words = 'I forgot my password',
): Promise<{ chat: Chat; said: string; number: string }> {
  const chat = home.chat(name);
  await chat.say(words);
  await chat.say(ADA);
  const said = (await chat.say('notification')).join('\n');
  return { chat, said, number: /number there: \*\*(\d\d)\*\*/.exec(said)?.[1] ?? '' };
}

/** The phone answers what waits for it; '' says "it's not me". */
export async function answers(home: House, phone: Phone, number: string) {
  const waiting = await waitingFor(approverOf(home), phone, ADA_ID);
  return approverOf(home).approvals.answer(phone.answers(ADA_ID, waiting, number, home.time.now));
}
