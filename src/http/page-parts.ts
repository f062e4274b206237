import { type Html, html } from './html.js';
import type { Frame } from './page-frame.js';

/** Lets what stands in the fields be seen; the script brings it to life. `fields`: their ids, space separated. */
export const showButton = ({ texts: { common } }: Frame, fields: string): Html =>
  html`<button type="button" class="show" data-show="${fields}" data-hide="${common.hide}" hidden>${common.show}<span class="unseen">${common.whatIsShown}</span></button>`;

/** Says that Caps Lock is on, for all password fields of its form. */
export const capsHint = ({ texts: { common } }: Frame): Html =>
  html`<p class="hint" role="status" data-caps="${common.capsLock}"></p>`;

/** Counts down; at the end it says `over`, and the form can no longer be sent. */
export function timeLeft({ texts: { common } }: Frame, ms: number, over: string): Html {
  const left = Math.max(0, ms);
  const many = common.timeLeft(0).replace('0', '{count}');
  return html`<p class="soft time" data-ms-left="${left}" data-many="${many}" data-last="${common.lastMinute}" data-over="${over}">${common.timeLeft(Math.max(1, Math.ceil(left / 60_000)))}</p>`;
}

/** Why the form is shown again; the first field is described by it. */
export const problemBox = (title: string, sentences: readonly Html[]): Html =>
  html`<div class="problem" id="problem" role="alert"><h2>${title}</h2>${sentences}</div>`;

export const accountLine = (label: string, login: string): Html =>
  html`<p class="account"><span>${label}</span> <strong>${login}</strong></p>`;
