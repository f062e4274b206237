import type { Request, Response } from 'restify';
import { z } from 'zod';
import { equal, fingerprint } from '../crypto.js';
import type { PasswordRules } from '../directories/directory.js';
import type { PasswordRule } from '../errors.js';
import { escapeHtml } from '../html.js';
import type { PasswordDoor, PasswordView, SetOutcome } from '../reset/password-door.js';
import { webAssets } from './assets.js';
import { buttonForm, oneTimePages, type ShowPage, sameSite } from './one-time-page.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';

const form = z.object({
  csrf: z.string().max(100),
  password: z.string().max(4096),
  confirmation: z.string().max(4096),
});

const BROKEN: Readonly<Record<PasswordRule, string>> = {
  'too-short': 'It is too short.',
  'too-long': 'It is too long.',
  'too-simple': 'It needs more kinds of characters: upper case, lower case, digits, symbols.',
  characters: 'It has a character that cannot be used here.',
  'in-history': 'It was used before. Please choose a new one.',
  'too-young': 'The password was changed too recently. Please try again later.',
  'contains-name': 'It contains your name or account name.',
  'banned-word': 'It is made of words that are easy to guess here.',
  common: 'It is one of the most common passwords.',
  guessable: 'It is easy to guess. A few unrelated words make a good one.',
  mismatch: 'The two are not the same. Please type it twice.',
  'directory-policy': 'Your organisation does not accept it. Please choose another one.',
};

interface Needs {
  readonly door: PasswordDoor;
  readonly publicUrl: URL;
  readonly organisation: string;
}

/** The one-time page: GET changes nothing, POST opens it once, then the form with `password` and `confirmation`. */
export function passwordRoutes({ door, publicUrl, organisation }: Needs): readonly Route[] {
  const show = oneTimePages({ assets: webAssets(new URL('../../web/', import.meta.url)), organisation });
  const secure = publicUrl.protocol === 'https:';
  const cookieName = secure ? '__Host-ra-password' : 'ra-password';
  const setCookie = (response: Response, value: string, age: number): void => {
    const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure ? '; Secure' : ''}`;
    response.setHeader('Set-Cookie', `${cookieName}=${value}; ${flags}`);
  };
  const cookieOf = (request: Request): string => {
    const jar = (request.headers.cookie ?? '').split(/;\s*/u);
    return jar.find((one) => one.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? '';
  };
  const handle = async (request: Request, response: Response): Promise<void> => {
    // A form post under a stricter policy would carry `Origin: null`.
    response.setHeader('Referrer-Policy', 'same-origin');
    const token = String(request.params.token);
    const path = `/password/${encodeURIComponent(token)}`;
    const cookie = cookieOf(request);
    if (request.method !== 'POST') return get(response, token, path, cookie);
    sameSite(request);
    const origin = request.headers.origin;
    if (origin !== undefined && new URL(origin).host !== request.headers.host) throw new Refusal(403, 'ERR_CROSS_SITE');
    const filled = form.safeParse(request.body);
    if (filled.success) return submit(response, path, cookie, filled.data);
    const opened = await door.open(token);
    if (opened === 'gone') return gone(show, response);
    setCookie(response, opened.cookie, 600);
    return ask(show, response, path, opened.cookie, opened.view);
  };

  async function get(response: Response, token: string, path: string, cookie: string): Promise<void> {
    if ((await door.peek(token)) === 'waiting') {
      return show(response, 'Choose a new password', `<p>This page opens once.</p>${buttonForm(path, 'Continue')}`);
    }
    const view = cookie === '' ? 'gone' : await door.view(cookie);
    return view === 'gone' ? gone(show, response) : ask(show, response, path, cookie, view);
  }

  async function submit(response: Response, path: string, cookie: string, filled: z.infer<typeof form>): Promise<void> {
    if (!equal(Buffer.from(filled.csrf), Buffer.from(csrfOf(cookie)))) throw new Refusal(403, 'ERR_CROSS_SITE');
    const password = filled.password.normalize('NFC');
    const outcome: SetOutcome =
      password === filled.confirmation.normalize('NFC')
        ? await door.set(cookie, password)
        : { kind: 'rejected', broken: ['mismatch'] };
    const again = async (why: readonly string[]): Promise<void> => {
      const view = await door.view(cookie);
      if (view === 'gone') gone(show, response);
      else ask(show, response, path, cookie, view, why);
    };
    switch (outcome.kind) {
      case 'done':
        setCookie(response, '', 0);
        return show(
          response,
          'Your new password is set',
          '<p>You can sign in with your new password now. The chat already knows; you may close this page.</p><p>Remember your phone: mail and Wi-Fi there may still hold the old one.</p>',
        );
      case 'rejected':
        return again(outcome.broken.map((rule) => BROKEN[rule]));
      case 'unavailable': {
        const minutes = Math.max(1, Math.ceil((outcome.retryAfterMs ?? 60_000) / 60_000));
        return again([
          `The directory cannot be reached right now. Nothing has changed. Please try again in ${minutes} minute(s).`,
        ]);
      }
      case 'unknown':
        return show(
          response,
          'We could not find out whether it worked',
          '<p>The directory gave no answer. Try to sign in with the new password. If that fails, go back to the chat and start over.</p>',
        );
      case 'gone':
        return gone(show, response);
    }
  }

  const path = '/password/:token';
  return [
    { method: 'get', path, body: 'none', handle },
    { method: 'post', path, body: 'form', handle },
  ];
}

/** Bound to the cookie, which no other site can read: a form without it was not ours. */
const csrfOf = (cookie: string): string => fingerprint(`csrf:${cookie}`);

function gone(show: ShowPage, response: Response): void {
  const text =
    '<p>Go back to the chat and write “new link”, or start over there. If you have just set a new password, it works already.</p>';
  show(response, 'This page has been used, or has run out', text, 410);
}

function rulesOf(rules: PasswordRules): readonly string[] {
  return [
    `At least ${rules.minLength} characters.`,
    ...(rules.classes > 0 ? [`At least ${rules.classes} kinds: upper case, lower case, digits, symbols.`] : []),
    ...(rules.unicode ? [] : ['Only letters without accents, digits and common symbols.']),
    ...(rules.history ? ['Not one you have used before.'] : []),
    ...(rules.forbidsOwnName ? ['Not your name or account name in it.'] : []),
    'Not a common password. A few unrelated words make a good one.',
  ];
}

function ask(
  show: ShowPage,
  response: Response,
  path: string,
  cookie: string,
  view: PasswordView,
  why: readonly string[] = [],
): void {
  const alert =
    why.length > 0 ? `<div role="alert" id="why">${why.map((one) => `<p>${escapeHtml(one)}</p>`).join('')}</div>` : '';
  const items = rulesOf(view.rules)
    .map((one) => `<li>${escapeHtml(one)}</li>`)
    .join('');
  const field = (name: string, label: string): string =>
    `<p><label for="${name}">${label}</label><br><input id="${name}" name="${name}" type="password" autocomplete="new-password" required aria-describedby="rules${why.length > 0 ? ' why' : ''}"></p>`;
  show(
    response,
    'Choose a new password',
    `${alert}<p>For <strong>${escapeHtml(view.login)}</strong></p><ul id="rules">${items}</ul>
<form method="post" action="${escapeHtml(path)}"><input type="hidden" name="csrf" value="${csrfOf(cookie)}">
<input type="text" name="username" value="${escapeHtml(view.login)}" autocomplete="username" hidden>
${field('password', 'New password')}${field('confirmation', 'The same once more')}
<button type="submit">Set the new password</button></form>`,
  );
}
