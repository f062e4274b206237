import type { Page } from 'playwright-core';
import { DirectLineClient } from '../support/direct-line-client.js';
import { ChatPage, messageTo } from './journey.js';

export const BEN = 'ben@contoso.example';

/** One gate, so that what an approval is worth shows at once. */
export const NOTIFICATION_ALONE = `policies:
  - name: everyone
    gates: 1
    methods: [authenticator-notification, authenticator-code, sms]
    allowNotificationAlone: true
    register: { required: 1 }
`;

/** Ben, signed in and with a second proof given, before what he may set up. */
export async function registering(page: Page, address: string): Promise<ChatPage> {
  const chat = await ChatPage.open(page, address);
  await chat.taps('Set up my sign-in methods');
  const since = Date.now();
  await chat.signsIn(BEN, 'Correct-Horse-2');
  await chat.sees('phone ending in 01');
  await chat.says((await messageTo(address, '+12025550101', since)).code ?? '');
  return chat;
}

/** Ben has forgotten his password, and chooses his phone. */
export async function askingThePhone(page: Page, address: string): Promise<{ chat: ChatPage; number: string }> {
  const chat = await ChatPage.open(page, address);
  await chat.taps('I forgot my password');
  await chat.sees('account name');
  await chat.says(BEN);
  await chat.taps('Notification on my phone');
  return { chat, number: await numberIn(chat) };
}

/** The number that the chat shows now. */
export async function numberIn(chat: ChatPage): Promise<string> {
  await chat.sees('type this number');
  const text = (await chat.frame.getByText('type this number').last().textContent()) ?? '';
  return /number there: (\d\d)/.exec(text)?.[1] ?? '';
}

/** The same without a browser: Ben, up to the link that his phone is to open. */
export async function invitedOverHttp(address: string): Promise<{ client: DirectLineClient; link: string }> {
  const client = await DirectLineClient.begin(address);
  const said = await client.say(address, 'set up my sign-in methods');
  const since = Date.now();
  await signIn(/https?:[^"\s]*\/sign-in\/[^"\s]+/.exec(said)?.[0] ?? '', BEN, 'Correct-Horse-2');
  await client.until(address, /phone ending in 01/);
  await client.say(address, (await messageTo(address, '+12025550101', since)).code ?? '');
  const picture = await client.say(address, 'notification');
  return { client, link: /https?:[^"\s]*\/approve#[\w-]{43}/.exec(picture)?.[0] ?? '' };
}

/** Ben has forgotten his password, and chooses his phone; without a browser. */
export async function askingOverHttp(address: string): Promise<{ client: DirectLineClient; number: string }> {
  const client = await DirectLineClient.begin(address);
  await client.say(address, 'I forgot my password');
  await client.say(address, BEN);
  const said = await client.say(address, 'notification');
  return { client, number: /number there: \*\*(\d\d)\*\*/.exec(said)?.[1] ?? '' };
}

/** Opens the one-time page and sends its form, as a browser without scripts would. */
async function signIn(link: string, username: string, password: string): Promise<void> {
  const post = (fields: Record<string, string>, cookie = ''): Promise<Response> =>
    fetch(link, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie }, redirect: 'manual' });
  const cookie = (await post({ once: 'a' })).headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const form = await (await fetch(link, { headers: { cookie } })).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(form)?.[1] ?? '';
  const answer = await post({ csrf, once: 'b', username, password }, cookie);
  if (answer.status !== 200) throw new Error(`signing in was answered ${answer.status}`);
}
