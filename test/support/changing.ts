import { type Chat, type House, shownText } from './house.js';

/** What stands behind the sign-in button in `said`, opened as its browser does; resolves to the browser's cookie. */
export async function signInPage(home: House, said: string): Promise<string> {
  const opened = await home.signIn.open(/\/sign-in\/(\S+)/.exec(said)?.[1] ?? '');
  if (opened === 'gone') throw new Error(`the sign-in page did not open: ${said}`);
  return opened.cookie;
}

/** Somebody who asks to change the password, and signs in; `page` is the browser's cookie of the password page, where there is one. */
export async function signsInToChange(home: House, login: string, password: string, name = 'one') {
  const chat = home.chat(name);
  const cookie = await signInPage(home, (await chat.say('change my password')).join('\n'));
  const outcome = await home.signIn.signIn(cookie, login, password);
  const page = outcome.kind === 'done' ? outcome.page : undefined;
  return { chat, outcome, page: page?.cookie ?? '', said: await heard(chat) };
}

export const heard = async (chat: Chat): Promise<string> => (await chat.heard()).map(shownText).join('\n');
