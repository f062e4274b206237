// The simulated phone (evaluation mode only): asks for messages and codes every two seconds and draws what is new.
import { drawCalls } from './phone-calls.js';
import { drawCodes, messageLists } from './phone-lists.js';
import { byId, onOwnerChange } from './phone-parts.js';
import { drawRequests } from './phone-requests.js';

const POLL_MS = 2000;

const tabs = [...document.querySelectorAll<HTMLButtonElement>('[role=tab]')];
const panelOf = (tab: HTMLButtonElement): string => tab.getAttribute('aria-controls') ?? '';
const isChosen = (tab: HTMLButtonElement): boolean => tab.getAttribute('aria-selected') === 'true';

function open(tab: HTMLButtonElement): void {
  for (const each of tabs) {
    const chosen = each === tab;
    each.setAttribute('aria-selected', String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    byId(panelOf(each), HTMLElement).hidden = !chosen;
  }
  void look();
}

function badge(panel: string, count: number): void {
  const mark = tabs.find((tab) => panelOf(tab) === panel)?.querySelector('.badge');
  if (!(mark instanceof HTMLElement)) return;
  mark.hidden = count === 0;
  mark.textContent = count === 0 ? '' : String(count);
}

const drawMessages = messageLists((panel) => tabs.some((tab) => panelOf(tab) === panel && isChosen(tab)), badge);

async function look(): Promise<void> {
  const time = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  byId('clock', HTMLElement).textContent = time;
  const results = await Promise.allSettled([drawMessages(), drawCodes(), drawCalls(), drawRequests()]);
  document.body.dataset['offline'] = String(results.some((result) => result.status === 'rejected'));
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener('click', () => open(tab));
  tab.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (step === 0 || !next) return;
    open(next);
    next.focus();
  });
}

onOwnerChange(() => void look());

async function scan(form: HTMLFormElement): Promise<void> {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value !== '') fields.set(name, value);
  }
  const response = await fetch(form.action, { method: 'POST', body: fields, headers: { accept: 'application/json' } });
  byId('scan-result', HTMLElement).textContent = (response.ok ? form.dataset['scan'] : form.dataset['none']) ?? '';
  if (response.ok) form.reset();
  await look();
}

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void scan(form);
  });
}

const wanted = tabs.find((tab) => `#${panelOf(tab)}` === location.hash);
if (wanted) open(wanted);
else void look();
setInterval(() => void look(), POLL_MS);
