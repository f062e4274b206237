// The simulated phone (evaluation mode only): asks for messages and codes every two seconds and draws what is new.

interface Delivered {
  readonly at: number;
  readonly kind: 'sms' | 'email' | 'call' | 'push';
  readonly to: string;
  readonly text: string;
  readonly code?: string;
}

interface LiveCode {
  readonly account: string;
  readonly name: string;
  readonly code: string;
  readonly secondsLeft: number;
}

interface Ringing {
  readonly at: number;
  readonly to: string;
  readonly text: string;
  readonly reference: string;
}

const POLL_MS = 2000;
const PANELS = { sms: 'messages', email: 'mail', call: 'alerts', push: 'alerts' } as const;

const byId = <T extends HTMLElement>(id: string, type: new () => T): T => {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no #${id}.`);
  return found;
};

const owner = byId('owner', HTMLSelectElement);
const tabs = [...document.querySelectorAll<HTMLButtonElement>('[role=tab]')];
const seen = new Map<string, number>();
let drawn = '';

const element = (name: string, className: string, text: string): HTMLElement => {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
};

async function read<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

function open(tab: HTMLButtonElement, focus = false): void {
  for (const each of tabs) {
    const chosen = each === tab;
    each.setAttribute('aria-selected', String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(each.getAttribute('aria-controls') ?? '');
    if (panel) panel.hidden = !chosen;
  }
  if (focus) tab.focus();
  badge(tab, 0);
}

function badge(tab: HTMLButtonElement, count: number): void {
  const mark = tab.querySelector('.badge');
  if (!(mark instanceof HTMLElement)) return;
  mark.hidden = count === 0;
  mark.textContent = count === 0 ? '' : String(count);
  if (count > 0) mark.setAttribute('aria-label', `${count} new`);
}

/** A code is a button: a tap copies it. */
function copyable(code: string, shown: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'code';
  button.textContent = shown;
  button.title = 'Tap to copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code);
    button.dataset['copied'] = 'true';
    setTimeout(() => delete button.dataset['copied'], 1500);
  });
  return button;
}

function drawMessage({ at, kind, to, text, code }: Delivered): HTMLElement {
  const item = document.createElement('li');
  const time = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const [first = '', ...rest] = text.split('\n\n');
  item.className = kind;
  item.append(
    element('p', 'about', `${kind === 'push' ? 'Notification' : ''}${kind === 'call' ? 'Call' : ''} ${to} · ${time}`),
  );
  if (kind === 'email') item.append(element('h2', 'subject', first));
  for (const paragraph of kind === 'email' ? rest : [first, ...rest])
    item.append(element('p', 'text', paragraph.trim()));
  if (code) item.append(copyable(code, code));
  return item;
}

const listOf = (panel: string): HTMLElement => {
  const list = document.querySelector(`#${panel} .list`);
  if (!(list instanceof HTMLElement)) throw new Error(`The page has no list in #${panel}.`);
  return list;
};

function fill(panel: string, items: readonly HTMLElement[]): void {
  listOf(panel).replaceChildren(...items);
  const empty = document.querySelector(`#${panel} .empty`);
  if (empty instanceof HTMLElement) empty.hidden = items.length > 0;
}

async function drawMessages(): Promise<void> {
  const mine = owner.selectedOptions[0]?.dataset['addresses']?.split(' ');
  const all = await read<readonly Delivered[]>('/phone/messages.json');
  const shown = all.filter((message) => !mine || mine.includes(message.to));
  const now = JSON.stringify([owner.value, shown]);
  if (now === drawn) return;
  drawn = now;
  for (const tab of tabs) {
    const panel = tab.getAttribute('aria-controls') ?? '';
    if (panel === 'authenticator') continue;
    const here = shown.filter((message) => PANELS[message.kind] === panel);
    fill(panel, here.map(drawMessage).reverse());
    const newest = Math.max(0, ...here.map((message) => message.at));
    const fresh = here.filter((message) => message.at > (seen.get(panel) ?? 0)).length;
    if (tab.getAttribute('aria-selected') === 'true') seen.set(panel, newest);
    else badge(tab, fresh);
  }
}

function drawCode({ account, name, code, secondsLeft }: LiveCode): HTMLElement {
  const item = document.createElement('li');
  const ring = element('span', 'ring', String(secondsLeft));
  ring.style.setProperty('--left', String(secondsLeft / 30));
  ring.setAttribute('role', 'img');
  ring.setAttribute('aria-label', `${secondsLeft} seconds left`);
  item.append(
    element('p', 'about', `${name} · ${account}`),
    copyable(code, `${code.slice(0, 3)} ${code.slice(3)}`),
    ring,
  );
  return item;
}

let codes = '';
async function drawCodes(): Promise<void> {
  const all = await read<readonly LiveCode[]>('/phone/authenticator.json');
  const shown = all.filter((entry) => owner.value === '' || entry.account === owner.value);
  const now = JSON.stringify(shown.map(({ account, name, code }) => [account, name, code]));
  if (now !== codes) {
    codes = now;
    fill('authenticator', shown.map(drawCode));
    return;
  }
  for (const [index, { secondsLeft }] of shown.entries()) {
    const ring = listOf('authenticator').children[index]?.querySelector('.ring');
    if (!(ring instanceof HTMLElement)) continue;
    ring.textContent = String(secondsLeft);
    ring.style.setProperty('--left', String(secondsLeft / 30));
    ring.setAttribute('aria-label', `${secondsLeft} seconds left`);
  }
}

let rings = '';
/** The newest call that waits for a key, over everything else. */
async function drawCalls(): Promise<void> {
  const mine = owner.selectedOptions[0]?.dataset['addresses']?.split(' ');
  const waiting = await read<readonly Ringing[]>('/phone/calls.json');
  const newest = waiting.filter(({ to }) => !mine || mine.includes(to.split(';')[0] ?? to)).at(-1);
  if (newest?.reference === rings) return;
  rings = newest?.reference ?? '';
  const panel = byId('ringing', HTMLElement);
  if (newest)
    panel.replaceChildren(
      element('h2', 'subject', `Call to ${newest.to}`),
      element('p', 'text', newest.text),
      keys(newest),
    );
  else setTimeout(() => (panel.hidden = rings === ''), 6000);
  if (newest) panel.hidden = false;
}

function keys({ reference }: Ringing): HTMLElement {
  const row = element('p', 'keys', '');
  const choices = [
    ['#', 'Press #'],
    ['1', 'Another key'],
    ['hang-up', 'Hang up'],
  ] as const;
  for (const [key, label] of choices) {
    const button = element('button', key === 'hang-up' ? 'hang-up' : '', label);
    button.addEventListener('click', async () => {
      const body = new URLSearchParams({ key });
      const response = await fetch(`/phone/calls/${reference}`, { method: 'POST', body });
      const { said }: { readonly said: string } = await response.json();
      byId('ringing', HTMLElement).replaceChildren(element('p', 'text', said || 'The call is over.'));
      await look();
    });
    row.append(button);
  }
  return row;
}

async function look(): Promise<void> {
  const time = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  byId('clock', HTMLElement).textContent = time;
  const results = await Promise.allSettled([drawMessages(), drawCodes(), drawCalls()]);
  document.body.dataset['offline'] = String(results.some((result) => result.status === 'rejected'));
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener('click', () => {
    open(tab);
    drawn = '';
    void look();
  });
  tab.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (step !== 0 && next) open(next, true);
  });
}

owner.addEventListener('change', () => void look());

document.querySelector('form')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  if (!(form instanceof HTMLFormElement)) return;
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value !== '') fields.set(name, value);
  const response = await fetch(form.action, { method: 'POST', body: fields, headers: { accept: 'application/json' } });
  byId('scan-result', HTMLElement).textContent = response.ok
    ? 'Added.'
    : 'This is neither a key nor an otpauth:// address.';
  if (response.ok) form.reset();
  await look();
});

const wanted = tabs.find((tab) => `#${tab.getAttribute('aria-controls')}` === location.hash);
if (wanted) open(wanted);
void look();
setInterval(() => void look(), POLL_MS);

export {};
