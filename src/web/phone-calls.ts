import { arrives, byId, element, read } from './phone-parts.js';

interface Ringing {
  readonly at: number;
  readonly to: string;
  readonly text: string;
  readonly reference: string;
}

const KEYS = [
  ['#', 'Press #'],
  ['1', 'Another key'],
  ['hang-up', 'Hang up'],
] as const;
/** Long enough to write down a code that was read out. */
const OVER_MS = 20_000;

let rings = '';

/** The newest call that waits for a key, over everything else. */
export async function drawCalls(): Promise<void> {
  const waiting = await read<readonly Ringing[]>('/phone/calls.json');
  const newest = waiting.filter(({ to }) => arrives(to)).at(-1);
  if (newest?.reference === rings || (newest === undefined && rings === '')) return;
  rings = newest?.reference ?? '';
  const panel = byId('ringing', HTMLElement);
  if (!newest) {
    setTimeout(() => {
      panel.hidden = rings === '';
    }, OVER_MS);
    return;
  }
  panel.replaceChildren(
    element('h2', 'subject', `Call to ${newest.to}`),
    element('p', 'text', newest.text),
    keys(newest),
  );
  panel.hidden = false;
}

function keys({ reference }: Ringing): HTMLElement {
  const row = element('p', 'keys', '');
  for (const [key, label] of KEYS) {
    const button = element('button', key === 'hang-up' ? 'hang-up' : '', label);
    button.addEventListener('click', async () => {
      const response = await fetch(`/phone/calls/${reference}`, { method: 'POST', body: new URLSearchParams({ key }) });
      const { said }: { readonly said: string } = await response.json();
      byId('ringing', HTMLElement).replaceChildren(element('p', 'text', said || 'The call is over.'));
      await drawCalls();
    });
    row.append(button);
  }
  return row;
}
