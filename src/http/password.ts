import type { Logger } from 'pino';
import { z } from 'zod';
import type { PasswordDoor, SetOutcome } from '../reset/password-door.js';
import type { OpenedPage } from '../sign-in/door.js';
import type { Clock } from '../stores/ports.js';
import { normalised } from '../web/password-rules.js';
import { type Fields, type Onwards, oneTimeExchange, type Place, type Shown } from './one-time-exchange.js';
import { pageCookie } from './page-cookie.js';
import { pageFrame } from './page-frame.js';
import { donePage, unsurePage } from './page-states.js';
import { formPage, type Problem } from './password-page.js';
import { perMinute } from './per-minute.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';

/** Asked while typing, after a pause: nobody types faster. */
const JUDGED_PER_MINUTE = 60;

const asked = z.object({ password: z.string() });

const NAME = 'password';

/** Leads a browser to the page whose link was exchanged for it elsewhere. */
export const leadingToPassword = (publicUrl: URL): ((page: OpenedPage) => Onwards) => {
  const cookies = pageCookie(NAME, publicUrl);
  return ({ token, cookie }) => ({
    location: `/${NAME}/${encodeURIComponent(token)}`,
    cookie: cookies.made(cookie, token),
  });
};

/** The one-time page where a new password is set (contract `GET/POST /password/{token}`). */
export function passwordRoutes(options: {
  readonly door: PasswordDoor;
  readonly publicUrl: URL;
  /** As people call it: `Contoso`. */
  readonly organisation: string;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Where the build put the browser code; ends in a slash. */
  readonly webDir?: URL;
}): readonly Route[] {
  const { door, publicUrl, log, clock = Date.now } = options;
  const allowed = perMinute(JUDGED_PER_MINUTE, clock);

  async function again(cookie: string, place: Place, status: number, problem: Problem): Promise<Shown | 'gone'> {
    const view = await door.view(cookie);
    if (view === 'gone') return 'gone';
    return { status, page: formPage(place, view, clock(), problem), over: false };
  }

  async function submit(sent: Place & { readonly cookie: string; readonly fields: Fields }) {
    const { cookie, fields } = sent;
    // The one place where what was typed takes its one spelling (NIST SP 800-63B-4 §3.1.1.2).
    const password = normalised(fields['password'] ?? '');
    if (password !== normalised(fields['confirmation'] ?? '')) {
      return again(cookie, sent, 422, { kind: 'rejected', broken: ['mismatch'] });
    }
    return shown(await door.set(cookie, password), cookie, sent);
  }

  async function shown(outcome: SetOutcome, cookie: string, place: Place): Promise<Shown | 'gone'> {
    switch (outcome.kind) {
      case 'done':
        return { status: 200, page: donePage(place.frame, place.frame.texts.password.done), over: true };
      case 'rejected':
        return again(cookie, place, 422, outcome);
      case 'unavailable': {
        const { retryAfterMs } = outcome;
        const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
        const page = await again(cookie, place, 503, { kind: 'unavailable', retryAfterSeconds });
        return page === 'gone' ? page : { ...page, retryAfterSeconds: retryAfterSeconds ?? 60 };
      }
      case 'unknown':
        return { status: 202, page: unsurePage(place.frame, place.frame.texts.password.unknown), over: true };
      case 'gone':
        return 'gone';
    }
  }

  return oneTimeExchange({
    name: NAME,
    door,
    publicUrl,
    log,
    frame: pageFrame(options),
    said: ({ password }) => password,
    form: (view, place) => formPage(place, view, clock()),
    submit,
    asks: {
      judge(cookie, body) {
        if (!allowed(cookie)) throw new Refusal(429, 'ERR_TOO_MANY_REQUESTS');
        return door.judge(cookie, normalised(asked.parse(body).password));
      },
    },
  });
}
