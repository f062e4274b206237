// What there is when nothing waits: the accounts with their codes, and how this phone can be reached.
import { codeAt } from './approve-keys.js';
import { secretIn } from './approve-pairing.js';
import { button, h, show } from './approve-parts.js';
import { isInstalled, type Waking } from './approve-push.js';
import { type Standing, serverNow } from './approve-server.js';
import type { Account } from './approve-store.js';
import { WORDS } from './approve-words.js';

const { home: words, empty, waking: reach } = WORDS;
/** As long as the chat takes to finish what the phone began. */
const FINISHING_MS = 10 * 60_000;

export interface Home {
  readonly accounts: readonly Account[];
  readonly standings: ReadonlyMap<string, Standing>;
  readonly isConnected: boolean;
  readonly waking: Waking;
  /** Installs the app, where the browser offers to. */
  readonly install: (() => void) | undefined;
  readonly turnOn: () => Promise<boolean>;
  readonly remove: (account: Account) => void;
  readonly pair: (secret: string) => void;
}

export function showHome(home: Home): void {
  if (home.accounts.length === 0) {
    show(emptyCard(home));
    return;
  }
  const status = h('p', { class: 'soft', role: 'status' }, home.isConnected ? words.nothing : words.lost);
  const add = h('details', {}, h('summary', {}, words.add), pasteForm(home));
  show(
    h(
      'div',
      { class: 'card' },
      h('h1', { tabindex: '-1' }, words.title),
      status,
      h('ul', { class: 'accounts' }, ...home.accounts.map((account) => entry(account, home))),
      wakingPart(home),
      installPart(home),
      add,
    ),
  );
  void drawCodes(home.accounts);
}

const emptyCard = (home: Home): HTMLElement =>
  h(
    'div',
    { class: 'card' },
    h('h1', { tabindex: '-1' }, empty.title),
    h('p', { class: 'lead' }, empty.lead),
    h('ol', { class: 'steps' }, ...empty.steps.map((step) => h('li', {}, step))),
    installPart(home),
    pasteForm(home),
  );

/** Where the browser offers it, a button; on other Android phones, how it is done. iPhones are told while pairing. */
function installPart({ install }: Home): HTMLElement | undefined {
  if (install) return h('p', {}, button(reach.installApp, 'quiet', install));
  const isAndroid = navigator.userAgent.includes('Android');
  return isAndroid && !isInstalled() ? h('p', { class: 'soft' }, reach.installHint) : undefined;
}

function pasteForm({ pair }: Home): HTMLElement {
  const link = h('input', { id: 'link', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
  const problem = h('p', { class: 'error', role: 'alert' });
  const form = h(
    'form',
    { class: 'field paste' },
    h('label', { for: 'link' }, empty.paste),
    h('div', { class: 'entry' }, link),
    problem,
    h('button', { class: 'quiet centre' }, empty.use),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const secret = secretIn(link.value);
    if (secret) pair(secret);
    else problem.textContent = empty.notALink;
  });
  return form;
}

function entry(account: Account, { standings, remove }: Home): HTMLElement {
  const state = standings.get(account.account)?.state;
  const isFinishing = state === 'unknown' && Date.now() - account.pairedAt < FINISHING_MS;
  const told = isFinishing ? words.waits : state === 'unknown' ? words.gone : state === 'ready' ? words.ready : '';
  const away = button(words.remove, 'quiet small', () => {
    if (away.dataset['sure'] === 'true') return remove(account);
    away.dataset['sure'] = 'true';
    away.textContent = words.sure;
  });
  return h(
    'li',
    {},
    h('p', { class: 'organisation' }, account.organisation),
    h('p', { class: 'login' }, account.login),
    told !== '' && h('p', { class: `state ${isFinishing ? 'waits' : (state ?? '')}` }, told),
    account.seed &&
      h(
        'p',
        { class: 'code', 'data-account': account.account },
        h('span', { class: 'soft' }, words.code),
        h('output', {}),
        h('span', { class: 'soft left', 'aria-hidden': 'true' }),
      ),
    h('details', {}, h('summary', {}, words.remove), h('p', {}, words.removeHint), h('p', {}, away)),
  );
}

function wakingPart({ waking, turnOn }: Home): HTMLElement | undefined {
  if (waking === 'on') return undefined;
  const told = h('p', {}, reach[waking]);
  if (waking !== 'ask') return h('div', { class: 'waking' }, told);
  const on = button(reach.turnOn, 'button', async () => {
    if (!(await turnOn())) told.textContent = reach.failed;
  });
  return h('div', { class: 'waking' }, told, on);
}

/** Fills in the codes of this moment, where they are on the screen. */
export async function drawCodes(accounts: readonly Account[]): Promise<void> {
  for (const { account, seed } of accounts) {
    if (!seed) continue;
    const { code, secondsLeft } = await codeAt(seed, serverNow());
    const row = [...document.querySelectorAll<HTMLElement>('.code')].find((one) => one.dataset['account'] === account);
    const [output, left] = [row?.querySelector('output'), row?.querySelector('.left')];
    const shown = `${code.slice(0, 3)} ${code.slice(3)}`;
    // A live region is read out again whenever it is written.
    if (output && output.textContent !== shown) output.textContent = shown;
    if (left) left.textContent = `${secondsLeft} s`;
  }
}
