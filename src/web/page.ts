// Pages of their own work without this; with it, fields can be looked at, time is counted, and rules are marked while typing.

import { copyOnClick, printOnClick, sayChoice, tellLocally } from './page-extras.js';
import { countDown, letSee, tellCapsLock } from './page-fields.js';
import { livePage } from './password-live.js';

const SHOWN_AGAIN_MS = 300;

const all = (selector: string): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)];

/** A second press sends nothing: its answer would hide the first one's. */
function sendOnce(form: HTMLFormElement, mayBeSent: () => boolean): void {
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent || !mayBeSent()) {
      event.preventDefault();
      return;
    }
    sent = true;
    const button = form.querySelector<HTMLButtonElement>('button[type=submit]');
    const { sending } = form.dataset;
    if (!button || sending === undefined) return;
    button.setAttribute('aria-disabled', 'true');
    button.textContent = sending;
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-once]')) {
  const { settings } = form.dataset;
  sendOnce(form, settings === undefined ? () => true : livePage(form, settings).mayBeSent);
}
all('[data-show]').forEach(letSee);
all('[data-caps]').forEach(tellCapsLock);
all('[data-ms-left]').forEach(countDown);
all('[data-copy]').forEach(copyOnClick);
all('[data-print]').forEach(printOnClick);
all('[data-chosen]').forEach(sayChoice);
document.querySelectorAll('time').forEach(tellLocally);

// Back from where a form led: it may be used again.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload();
});

// Closing leads back to the tab of the chat; where the browser does not allow it, the link is followed.
for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-close]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    window.close();
    window.setTimeout(() => window.location.assign(link.href), SHOWN_AGAIN_MS);
  });
}

document.querySelector<HTMLElement>('.notice h1')?.focus();
