import type { Logger } from 'pino';
import type { Request, Response } from 'restify';
import { z } from 'zod';
import { newToken } from '../crypto.js';
import { answerHtml, answerJson } from './answer.js';
import { type Html, html } from './html.js';
import { pageCookie } from './page-cookie.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';
import { isSameOrigin } from './same-origin.js';
import { contentPolicy } from './security-headers.js';
import { sharing } from './share.js';

/** What the page may know, and the link behind it. `PasswordDoor` is one. */
export interface OneTimeDoor<View> {
  /** Changes nothing. */
  peek(token: string): Promise<'waiting' | 'gone'>;
  /** Exchanges the link, once, for what the cookie will hold. */
  open(token: string): Promise<{ readonly cookie: string } | 'gone'>;
  view(cookie: string): Promise<View | 'gone'>;
}

/** A filled-in form as it came; a field never stands in it twice. */
export type Fields = Readonly<Record<string, string>>;

/** What is shown after a form was sent. `over`: the page has done its work, the cookie goes. */
export interface Shown {
  readonly status: number;
  readonly page: Html;
  readonly over: boolean;
  readonly retryAfterSeconds?: number | undefined;
}

export interface OneTimeExchange<View> {
  /** Names the cookie: `__Host-ra-<name>`. */
  readonly name: string;
  /** Without the token: `/password`. */
  readonly path: string;
  readonly door: OneTimeDoor<View>;
  readonly publicUrl: URL;
  readonly log: Logger;
  /** The link is still unopened; `hidden` belongs into the form that opens it (method post, no action). */
  readonly waiting: (hidden: Html) => Html;
  /** The link is used, expired or was never ours. */
  readonly gone: () => Html;
  /** A request that came from elsewhere, or with an old form. */
  readonly foreign: () => Html;
  /** A store or the directory does not answer; nothing happened. */
  readonly trouble: () => Html;
  /** The form to fill in; `hidden` belongs into it. */
  readonly form: (view: View, hidden: Html) => Html;
  /** What was filled in. At most one effect a grant is the door's promise. */
  readonly submit: (sent: {
    readonly cookie: string;
    readonly fields: Fields;
    readonly hidden: Html;
  }) => Promise<Shown | 'gone'>;
  /** Questions of the page's own script by name, `POST <path>/<token>/<name>` with JSON; 'gone' when the grant is. */
  readonly asks?: Readonly<Record<string, (cookie: string, body: unknown) => Promise<unknown>>>;
}

/** Scripts, styles and connections of our own alone; nothing inline; DOM sinks shut (ASVS 3.4.3). */
const POLICY = contentPolicy({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
  'require-trusted-types-for': "'script'",
});
/** After this long the second of two equal requests is no double click, or no reload, any more. */
const DOUBLE_CLICK_MS = 10_000;
const RELOAD_MS = 60_000;
const fieldsOf = z.record(z.string(), z.string()).default({});

/**
 * The routes of a page behind a one-time link: GET and HEAD change nothing (link previews and scanners come here), the
 * first POST exchanges the link for a cookie, later POSTs carry the form. Cross-site requests are refused three times over:
 * SameSite=Strict, Origin or Sec-Fetch-Site, and a token bound to the cookie.
 */
export function oneTimeExchange<View>(page: OneTimeExchange<View>): readonly Route[] {
  const { door, publicUrl, log } = page;
  const cookies = pageCookie(page.name, publicUrl);
  const openings = sharing<{ readonly cookie: string } | 'gone'>(DOUBLE_CLICK_MS);
  const submissions = sharing<Shown | 'gone'>(RELOAD_MS);

  const answer = (response: Response, status: number, shown: Html): void => {
    // Under `no-referrer` browsers send `Origin: null` with forms; this one keeps the path to itself all the same.
    response.setHeader('Referrer-Policy', 'strict-origin');
    answerHtml(response, status, String(shown), POLICY);
  };
  const hidden = (secret: string): Html =>
    html`<input type="hidden" name="csrf" value="${cookies.csrf(secret)}">${once()}`;

  async function open(request: Request, response: Response, token: string, fields: Fields): Promise<void> {
    const secret = cookies.read(request, token);
    const isOpen = secret !== undefined && (await door.view(secret)) !== 'gone';
    if (!isOpen) {
      const opened = await openings([token, fields['once'] ?? newToken()], () => door.open(token));
      if (opened === 'gone') return answer(response, 410, page.gone());
      response.setHeader('Set-Cookie', cookies.made(opened.cookie, token));
    }
    response.setHeader('Referrer-Policy', 'strict-origin');
    response.writeHead(303, { Location: `${page.path}/${encodeURIComponent(token)}`, 'Content-Length': '0' });
    response.end();
  }

  async function submit(request: Request, response: Response, token: string, fields: Fields): Promise<void> {
    const secret = cookies.read(request, token);
    if (secret === undefined) return answer(response, 410, page.gone());
    if (!cookies.isCsrf(secret, fields['csrf'])) return foreign(response, 'csrf');
    const parts = Object.entries(fields).flat();
    const shown = await submissions([secret, ...parts], () =>
      page.submit({ cookie: secret, fields, hidden: hidden(secret) }),
    );
    // The cookie stays: another tab may be writing at this moment, and its page be needed again.
    if (shown === 'gone') return answer(response, 410, page.gone());
    if (shown.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(shown.retryAfterSeconds));
    if (shown.over) {
      response.setHeader('Set-Cookie', cookies.cleared);
      // Not the storage: the chat keeps its conversation there.
      response.setHeader('Clear-Site-Data', '"cache"');
    }
    answer(response, shown.status, shown.page);
  }

  const foreign = (response: Response, why: string): void => {
    log.warn({ page: page.name, why }, 'A form from elsewhere was refused.');
    answer(response, 403, page.foreign());
  };

  const guarded =
    (work: (request: Request, response: Response, token: string) => Promise<void>): Route['handle'] =>
    async (request, response) => {
      const token: string = request.params.token;
      try {
        await work(request, response, token);
      } catch (error) {
        if (!isTrouble(error)) throw error;
        log.error({ err: error, page: page.name }, 'A one-time page could not be served.');
        response.setHeader('Retry-After', '60');
        answer(response, 503, page.trouble());
      }
    };

  const get: Route = {
    method: 'get',
    path: `${page.path}/:token`,
    body: 'none',
    handle: guarded(async (request, response, token) => {
      const secret = cookies.read(request, token);
      const view = secret === undefined ? 'gone' : await door.view(secret);
      if (secret !== undefined && view !== 'gone') return answer(response, 200, page.form(view, hidden(secret)));
      if ((await door.peek(token)) === 'waiting') return answer(response, 200, page.waiting(once()));
      answer(response, 410, page.gone());
    }),
  };
  const post: Route = {
    method: 'post',
    path: `${page.path}/:token`,
    body: 'form',
    handle: guarded(async (request, response, token) => {
      if (!isSameOrigin(request, publicUrl)) return foreign(response, 'origin');
      const fields = fieldsOf.parse(request.body);
      const opens = Object.keys(fields).every((name) => name === 'once');
      return opens ? open(request, response, token, fields) : submit(request, response, token, fields);
    }),
  };
  const asks = Object.entries(page.asks ?? {}).map(
    ([name, ask]): Route => ({
      method: 'post',
      path: `${page.path}/:token/${name}`,
      body: 'json',
      async handle(request, response) {
        const secret = cookies.read(request, request.params.token);
        if (!isSameOrigin(request, publicUrl)) throw new Refusal(403, 'ERR_FOREIGN');
        if (secret === undefined) throw new Refusal(410, 'ERR_GONE');
        if (!cookies.isCsrf(secret, request.header('x-csrf-token'))) throw new Refusal(403, 'ERR_FOREIGN');
        const said = await ask(secret, request.body);
        if (said === 'gone') throw new Refusal(410, 'ERR_GONE');
        answerJson(response, 200, said);
      },
    }),
  );
  return [get, post, ...asks];
}

/** Names one showing of a form, so that a double click is known as one. */
const once = (): Html => html`<input type="hidden" name="once" value="${newToken()}">`;

const isTrouble = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^ERR_(STORE|DIRECTORY)_UNAVAILABLE$|^ERR_HOLD_LOST$/.test(String(error.code));
