// The page where a new password is set works without this; with it, the rules are marked while typing.
import { type LivePage, livePage } from './password-live.js';

const SHOWN_AGAIN_MS = 300;

/** A second press sends nothing: its answer would hide the first one's. */
function sendOnce(form: HTMLFormElement, live: LivePage | undefined): void {
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent || (live && !live.mayBeSent())) {
      event.preventDefault();
      return;
    }
    sent = true;
    live?.sending();
  });
  // Back from where the form led: it may be used again.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.location.reload();
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-once]')) {
  sendOnce(form, form.dataset['settings'] ? livePage(form, form.dataset['settings']) : undefined);
}

// Closing leads back to the tab of the chat; where the browser does not allow it, the link is followed.
for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-close]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    window.close();
    window.setTimeout(() => window.location.assign(link.href), SHOWN_AGAIN_MS);
  });
}

document.querySelector<HTMLElement>('.notice h1')?.focus();
