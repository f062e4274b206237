import type { Logger } from 'pino';
import type { Request, Response } from 'restify';
import { z } from 'zod';
import { newToken } from '../crypto.js';
import { answerJson } from './answer.js';
import { type Html, html } from './html.js';
import { answerPage as answer, isTrouble, seeOther, waitIn } from './page-answer.js';
import { pageCookie } from './page-cookie.js';
import type { Frame, FrameFor } from './page-frame.js';
import { foreignPage, gonePage, troublePage, waitingPage } from './page-states.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';
import { isSameOrigin } from './same-origin.js';
import { sharing } from './share.js';
import type { PageTexts, Said, WaitingSaid } from './texts/page-texts.js';

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

/** It goes on on another page, already opened for this browser: this one has done its work. */
export interface Onwards {
  readonly location: string;
  /** A `Set-Cookie` value: what the browser holds of the other page. */
  readonly cookie: string;
}

/** Where a page is shown; `hidden` belongs into its form (method post, no action). */
export interface Place {
  readonly frame: Frame;
  readonly hidden: Html;
}

export interface OneTimeExchange<View> {
  /** Names the cookie (`__Host-ra-<name>`) and the path (`/<name>/<token>`). */
  readonly name: string;
  readonly door: OneTimeDoor<View>;
  readonly publicUrl: URL;
  readonly log: Logger;
  readonly frame: FrameFor;
  readonly said: (texts: PageTexts) => {
    /** The link is still unopened. */
    readonly waiting: WaitingSaid;
    /** The link is used, expired or was never ours. */
    readonly gone: Said;
  };
  /** What the opened page shows. */
  readonly form: (view: View, place: Place) => Html | Promise<Html>;
  /** What was filled in, where there is something to fill in. At most one effect a grant is the door's promise. */
  readonly submit?: (
    sent: Place & { readonly cookie: string; readonly fields: Fields },
  ) => Promise<Shown | Onwards | 'gone'>;
  /** Questions of the page's own script by name, `POST /<name>/<token>/<question>` with JSON; 'gone' when the grant is. */
  readonly asks?: Readonly<Record<string, (cookie: string, body: unknown) => Promise<unknown>>>;
}

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
  const { name, door, publicUrl, log, said } = page;
  const cookies = pageCookie(name, publicUrl);
  const openings = sharing<{ readonly cookie: string } | 'gone'>(DOUBLE_CLICK_MS);
  const submissions = sharing<Shown | Onwards | 'gone'>(RELOAD_MS);

  const frameOf = (request: Request, token: string): Frame =>
    page.frame(request, token.startsWith('t.') ? 'teams' : 'web');
  const placeOf = (request: Request, token: string, secret: string): Place => ({
    frame: frameOf(request, token),
    hidden: html`<input type="hidden" name="csrf" value="${cookies.csrf(secret)}">${once()}`,
  });
  const gone = (request: Request, response: Response, token: string): void => {
    const frame = frameOf(request, token);
    answer(response, 410, gonePage(frame, said(frame.texts).gone));
  };
  const foreign = (request: Request, response: Response, token: string, why: string): void => {
    log.warn({ page: name, why }, 'A form from elsewhere was refused.');
    answer(response, 403, foreignPage(frameOf(request, token)));
  };

  async function open(request: Request, response: Response, token: string, fields: Fields): Promise<void> {
    const secret = cookies.read(request, token);
    const isOpen = secret !== undefined && (await door.view(secret)) !== 'gone';
    if (!isOpen) {
      const opened = await openings([token, fields['once'] ?? newToken()], () => door.open(token));
      if (opened === 'gone') return gone(request, response, token);
      response.setHeader('Set-Cookie', cookies.made(opened.cookie, token));
    }
    seeOther(response, `/${name}/${encodeURIComponent(token)}`);
  }

  async function submit(request: Request, response: Response, token: string, fields: Fields): Promise<void> {
    const secret = cookies.read(request, token);
    if (secret === undefined) return gone(request, response, token);
    if (!cookies.isCsrf(secret, fields['csrf'])) return foreign(request, response, token, 'csrf');
    const parts = Object.entries(fields).flat();
    const shown = await submissions(
      [secret, ...parts],
      async () => page.submit?.({ cookie: secret, fields, ...placeOf(request, token, secret) }) ?? 'gone',
    );
    // The cookie stays: another tab may be writing at this moment, and its page be needed again.
    if (shown === 'gone') return gone(request, response, token);
    if ('location' in shown) {
      response.setHeader('Set-Cookie', [cookies.cleared, shown.cookie]);
      return seeOther(response, shown.location);
    }
    if (shown.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(shown.retryAfterSeconds));
    if (shown.over) {
      response.setHeader('Set-Cookie', cookies.cleared);
      // Not the storage: the chat keeps its conversation there.
      response.setHeader('Clear-Site-Data', '"cache"');
    }
    answer(response, shown.status, shown.page);
  }

  const guarded =
    (work: (request: Request, response: Response, token: string) => Promise<void>): Route['handle'] =>
    async (request, response) => {
      const token: string = request.params.token;
      try {
        await work(request, response, token);
      } catch (error) {
        if (!isTrouble(error)) throw error;
        log.error({ err: error, page: name }, 'A one-time page could not be served.');
        const waitSeconds = waitIn(error);
        response.setHeader('Retry-After', String(waitSeconds ?? 60));
        answer(response, 503, troublePage(frameOf(request, token), waitSeconds));
      }
    };

  const get: Route = {
    method: 'get',
    path: `/${name}/:token`,
    body: 'none',
    handle: guarded(async (request, response, token) => {
      const secret = cookies.read(request, token);
      const view = secret === undefined ? 'gone' : await door.view(secret);
      if (secret !== undefined && view !== 'gone') {
        return answer(response, 200, await page.form(view, placeOf(request, token, secret)));
      }
      if ((await door.peek(token)) === 'gone') return gone(request, response, token);
      const frame = frameOf(request, token);
      answer(response, 200, waitingPage(frame, said(frame.texts).waiting, once()));
    }),
  };
  const post: Route = {
    method: 'post',
    path: `/${name}/:token`,
    body: 'form',
    handle: guarded(async (request, response, token) => {
      if (!isSameOrigin(request, publicUrl)) return foreign(request, response, token, 'origin');
      const fields = fieldsOf.parse(request.body);
      const opens = Object.keys(fields).every((field) => field === 'once');
      return opens ? open(request, response, token, fields) : submit(request, response, token, fields);
    }),
  };
  const asks = Object.entries(page.asks ?? {}).map(
    ([question, ask]): Route => ({
      method: 'post',
      path: `/${name}/:token/${question}`,
      body: 'json',
      async handle(request, response) {
        const secret = cookies.read(request, request.params.token);
        if (!isSameOrigin(request, publicUrl)) throw new Refusal(403, 'ERR_FOREIGN');
        if (secret === undefined) throw new Refusal(410, 'ERR_GONE');
        if (!cookies.isCsrf(secret, request.header('x-csrf-token'))) throw new Refusal(403, 'ERR_FOREIGN');
        const answered = await ask(secret, request.body);
        if (answered === 'gone') throw new Refusal(410, 'ERR_GONE');
        answerJson(response, 200, answered);
      },
    }),
  );
  return [get, post, ...asks];
}

/** Names one showing of a form, so that a double click is known as one. */
const once = (): Html => html`<input type="hidden" name="once" value="${newToken()}">`;
