import { escapeHtml } from '../html.js';

/** A person whose phone is simulated. */
export interface PhoneOwner {
  readonly name: string;
  /** The sign-in name, as the authenticator shows it. */
  readonly account: string;
  /** E.164 numbers and mail addresses whose messages arrive here. */
  readonly addresses: readonly string[];
}

const TABS = [
  ['messages', 'Messages'],
  ['mail', 'Mail'],
  ['authenticator', 'Authenticator'],
  ['alerts', 'Alerts'],
] as const;

const option = ({ name, account, addresses }: PhoneOwner): string =>
  `<option value="${escapeHtml(account)}" data-addresses="${escapeHtml(addresses.join(' '))}">${escapeHtml(name)}</option>`;

const tab = ([id, label]: readonly [string, string], index: number): string =>
  `<button type="button" role="tab" id="tab-${id}" aria-controls="${id}" aria-selected="${index === 0}" tabindex="${index === 0 ? 0 : -1}">${label}<span class="badge" hidden></span></button>`;

const panel = (id: string, content: string, index: number): string =>
  `<section role="tabpanel" id="${id}" aria-labelledby="tab-${id}" tabindex="0"${index === 0 ? '' : ' hidden'}>${content}</section>`;

const list = (empty: string): string => `<p class="empty">${empty}</p><ol class="list" aria-live="polite"></ol>`;

const SCAN = `<p class="empty">No account yet. Add one below.</p><ul class="list"></ul>
<form method="post" action="/phone/authenticator" data-scan="The code on the screen was scanned." data-none="There is no code on the screen, or it was used already."><button class="camera">Scan the code on the screen</button></form>
<form method="post" action="/phone/authenticator" data-scan="Added." data-none="This is neither a key nor an address for this phone, or it was used already."><label for="key">Add an account: paste its key, or the address a picture leads to</label>
<input id="key" name="key" required maxlength="1000" autocomplete="off" autocapitalize="none" spellcheck="false">
<label for="account">Account name, when only a key was pasted</label>
<input id="account" name="account" maxlength="100" autocomplete="off" autocapitalize="none" spellcheck="false">
<button>Add</button><p id="scan-result" role="status"></p></form>`;

/** The simulated phone as a page; everything on it is filled in by `src/web/phone.ts`. */
export const phonePage = (owners: readonly PhoneOwner[]): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Simulated phone</title>
<link rel="icon" href="/phone/icon.svg"><link rel="stylesheet" href="/phone/phone.css"><script type="module" src="/phone/phone.js"></script></head>
<body><main class="phone"><header class="bar"><span id="clock" aria-hidden="true"></span><h1>Simulated phone</h1></header>
<p class="owner"><label for="owner">Whose phone</label> <select id="owner"><option value="">Everybody</option>${owners.map(option).join('')}</select></p>
<noscript><p class="empty">This phone needs JavaScript. Its messages are also at <a href="/phone/messages.json">messages.json</a>.</p></noscript>
<section class="ringing" role="alert" id="ringing" hidden></section>
<section class="ringing" role="alert" id="asking" hidden></section>
<div class="screen">
${panel('messages', list('No text message yet.'), 0)}
${panel('mail', list('No mail yet.'), 1)}
${panel('authenticator', SCAN, 2)}
${panel('alerts', list('No call or notification yet.'), 3)}
</div>
<nav class="tabs" role="tablist" aria-label="Apps">${TABS.map(tab).join('')}</nav></main>
<footer><p class="footnote">Evaluation mode: nothing is really sent. Texts, mails and calls end here.</p></footer></body></html>
`;
