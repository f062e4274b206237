import type { Logger } from 'pino';
import type { Request, Response } from 'restify';
import type { DisputeDoor, DisputeView } from '../enroll/doors.js';
import { methodId } from '../methods/traits.js';
import { methodName } from '../notices/notices.js';
import { type Html, html } from './html.js';
import { answerPage, isTrouble } from './page-answer.js';
import { type Frame, framed, pageFrame } from './page-frame.js';
import { notice } from './page-states.js';
import type { Route } from './route.js';
import { isSameOrigin } from './same-origin.js';
import { sharing } from './share.js';

/** A double click, or a reload, gets the answer that the first press got. */
const RELOAD_MS = 60_000;

/**
 * The page a message leads to: says what was changed, and undoes it when the person says so (`GET/POST /dispute/{token}`).
 * GET changes nothing. There is no cookie: the message may be read anywhere, and whoever has the link may use it.
 */
export function disputeRoutes(options: {
  readonly door: DisputeDoor;
  readonly publicUrl: URL;
  /** As people call it: `Contoso`. */
  readonly organisation: string;
  /** How to reach a person. */
  readonly helpdesk: string | undefined;
  readonly log: Logger;
  /** Where the build put the browser code; ends in a slash. */
  readonly webDir?: URL;
}): readonly Route[] {
  const { door, publicUrl, helpdesk, log } = options;
  const frameFor = pageFrame(options);
  const presses = sharing<'undone' | 'noted' | 'gone'>(RELOAD_MS);
  const gone = (frame: Frame, response: Response): void =>
    answerPage(response, 410, notice(frame, 'stop', frame.texts.dispute.gone(helpdesk)));

  const guarded =
    (work: (frame: Frame, request: Request, response: Response) => Promise<void>): Route['handle'] =>
    async (request, response) => {
      const frame = frameFor(request);
      const texts = frame.texts.dispute;
      try {
        await work(frame, request, response);
      } catch (error) {
        if (!isTrouble(error)) throw error;
        log.error({ err: error, page: 'dispute' }, 'A change could not be disputed.');
        response.setHeader('Retry-After', '60');
        const again = html`<a class="button" href="">${texts.again}</a>`;
        answerPage(response, 503, notice(frame, 'wait', texts.trouble(helpdesk), again));
      }
    };

  return [
    {
      method: 'get',
      path: '/dispute/:token',
      body: 'none',
      handle: guarded(async (frame, request, response) => {
        const view = await door.read(request.params.token);
        if (view === 'gone') return gone(frame, response);
        answerPage(response, 200, askPage(frame, view));
      }),
    },
    {
      method: 'post',
      path: '/dispute/:token',
      body: 'form',
      handle: guarded(async (frame, request, response) => {
        const token: string = request.params.token;
        if (!isSameOrigin(request, publicUrl)) {
          log.warn({ page: 'dispute', why: 'origin' }, 'A form from elsewhere was refused.');
          return answerPage(response, 403, notice(frame, 'stop', frame.texts.dispute.foreign));
        }
        const outcome = await presses([token], () => door.dispute(token));
        if (outcome === 'gone') return gone(frame, response);
        answerPage(response, 200, notice(frame, 'done', frame.texts.dispute[outcome](helpdesk)));
      }),
    },
  ];
}

function askPage(frame: Frame, { what, method, at }: DisputeView): Html {
  const { language, dispute: texts } = frame.texts;
  const utc = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at);
  const when = html`<time datetime="${new Date(at).toISOString()}">${utc} UTC</time>`;
  return framed(
    frame,
    texts.title,
    html`<form class="card" method="post" data-sending="${texts.sending}" data-once>
<h1>${texts.title}</h1>
<p class="lead">${texts.changed[what](method === undefined ? '' : methodName(methodId(method), language), when)}</p>
<p>${texts.yes}</p>
<p>${texts.no}</p>
<ul class="next"><li>${texts.undoes[what]}</li><li>${texts.blocks}</li><li>${texts.signIn(what)}</li></ul>
<button type="submit" class="button wide">${texts.button(method !== undefined)}</button>
</form>`,
  );
}
