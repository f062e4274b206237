import { type Html, html } from './html.js';
import { type Frame, framed } from './page-frame.js';
import type { Said, WaitingSaid } from './texts/page-texts.js';

/** A picture of how things stand; says nothing that the heading does not say. */
const SIGNS = {
  done: html`<path d="m7 12.5 3.4 3.4L17 9"/>`,
  wait: html`<path d="M12 7v5.2l3.2 2"/>`,
  stop: html`<path d="M12 7.2v5.6M12 16.4v.1"/>`,
};

/** A person who came from Teams has no conversation in the web chat. */
export const backToChat = ({ chat, texts: { common } }: Frame): Html =>
  chat === 'web'
    ? html`<a class="button" href="/chat" data-close>${common.backToChat}</a>`
    : html`<p>${common.backToTeams}</p>`;

const whatNext = (next: readonly string[]): Html =>
  next.length === 1
    ? html`<p>${next.join()}</p>`
    : html`<ul class="next">${next.map((each) => html`<li>${each}</li>`)}</ul>`;

/** A page that says how things stand and what to do next. */
export const notice = (frame: Frame, sign: keyof typeof SIGNS, said: Said, actions?: Html): Html =>
  framed(
    frame,
    said.title,
    html`<div class="card notice ${sign}">
<svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10.5"/>${SIGNS[sign]}</svg>
<h1 tabindex="-1">${said.title}</h1>
<p class="lead">${said.lead}</p>
${whatNext(said.next)}
${actions && html`<div class="actions">${actions}</div>`}
</div>`,
  );

/** The link was opened by nobody yet: says nothing of the person, offers one button. `hidden` belongs into its form. */
export const waitingPage = (frame: Frame, said: WaitingSaid, hidden: Html): Html =>
  framed(
    frame,
    said.title,
    html`<form class="card" method="post" data-once>
<h1>${said.title}</h1>
<p class="lead">${said.lead}</p>
<p>${said.once}</p>
${hidden}<button type="submit" class="button wide">${said.button}</button>
<p class="soft">${said.notMe}</p>
</form>`,
  );

export const donePage = (frame: Frame, said: Said): Html => notice(frame, 'done', said, backToChat(frame));

/** Nobody can say yet how it ended. */
export const unsurePage = (frame: Frame, said: Said): Html => notice(frame, 'wait', said, backToChat(frame));

/** Also what a second browser sees. The link to itself is for a browser that kept its cookie back because the click came from another site. */
export const gonePage = (frame: Frame, said: Said): Html =>
  notice(frame, 'stop', said, html`${backToChat(frame)}<a class="plain" href="">${frame.texts.common.carryOn}</a>`);

/** A request that came from elsewhere, or with an old form. */
export const foreignPage = (frame: Frame): Html => notice(frame, 'stop', frame.texts.common.foreign, backToChat(frame));

/** A store or the directory does not answer, and says at best for how long; nothing happened. */
export function troublePage(frame: Frame, waitSeconds: number | undefined): Html {
  const { trouble } = frame.texts.common;
  const again = html`<a class="button" href="">${trouble.button}</a>`;
  return notice(frame, 'wait', { ...trouble, next: trouble.next(waitSeconds) }, again);
}
