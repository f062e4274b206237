import { z } from 'zod';
import { type Chat, type House, shownText } from './house.js';

/** Signs in on the page whose link is in `said`; resolves to what the chat then says. */
export async function signsIn(home: House, chat: Chat, said: string, login: string, password: string): Promise<string> {
  const token = /sign-in\/(\S+)/.exec(said)?.[1] ?? '';
  const opened = await home.signIn.open(token);
  if (opened === 'gone') throw new Error(`the sign-in page did not open: ${said}`);
  const outcome = await home.signIn.signIn(opened.cookie, login, password);
  if (outcome.kind !== 'done') throw new Error(`signing in: ${outcome.kind}`);
  return (await chat.heard()).map(shownText).join('\n');
}

/** A chat whose person has just signed in. */
export async function signedIn(home: House, words: string, login: string, password: string): Promise<Chat> {
  const chat = home.chat();
  await signsIn(home, chat, (await chat.say(words)).join('\n'), login, password);
  return chat;
}

const uri = /otpauth:\/\/[^"\\]+/;
const lines = z.object({ lines: z.array(z.unknown()) });

/** The newest code to scan that stands in a transcript. @throws when there is none */
export function pictureIn(transcript: unknown): { readonly uri: string; readonly key: string } {
  const found = lines
    .parse(transcript)
    .lines.map((line) => uri.exec(JSON.stringify(line))?.[0])
    .findLast((text) => text !== undefined);
  if (found === undefined) throw new Error('no code to scan is shown');
  return { uri: found, key: new URL(found).searchParams.get('secret') ?? '' };
}
