import { account, arrives, copyable, element, read } from './phone-parts.js';

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

const PANELS = { sms: 'messages', email: 'mail', call: 'alerts', push: 'alerts' } as const;

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

/** Messages, mails and alerts, newest first; `notice` hears how many of a panel have arrived since it was last looked at. */
export function messageLists(
  isOpen: (panel: string) => boolean,
  notice: (panel: string, fresh: number) => void,
): () => Promise<void> {
  const seen = new Map<string, number>();
  let drawn = '';
  return async () => {
    const all = await read<readonly Delivered[]>('/phone/messages.json');
    const shown = all.filter(({ to }) => arrives(to));
    const panels = [...new Set(Object.values(PANELS))];
    const now = JSON.stringify([account(), shown, panels.filter(isOpen)]);
    if (now === drawn) return;
    drawn = now;
    for (const panel of panels) {
      const here = shown.filter(({ kind }) => PANELS[kind] === panel);
      fill(panel, here.map(drawMessage).reverse());
      const fresh = here.filter(({ at }) => at > (seen.get(panel) ?? 0)).length;
      if (isOpen(panel)) seen.set(panel, Math.max(0, ...here.map(({ at }) => at)));
      notice(panel, isOpen(panel) ? 0 : fresh);
    }
  };
}

function drawCode({ account: of, name, code, secondsLeft }: LiveCode): HTMLElement {
  const item = document.createElement('li');
  const ring = element('span', 'ring', String(secondsLeft));
  ring.style.setProperty('--left', String(secondsLeft / 30));
  ring.setAttribute('role', 'img');
  ring.setAttribute('aria-label', `${secondsLeft} seconds left`);
  item.append(element('p', 'about', `${name} · ${of}`), copyable(code, `${code.slice(0, 3)} ${code.slice(3)}`), ring);
  return item;
}

let codes = '';
/** Live codes with the time they have left. */
export async function drawCodes(): Promise<void> {
  const all = await read<readonly LiveCode[]>('/phone/authenticator.json');
  const shown = all.filter((entry) => account() === '' || entry.account === account());
  const now = JSON.stringify(shown.map((entry) => [entry.account, entry.name, entry.code]));
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
