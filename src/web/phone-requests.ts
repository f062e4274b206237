import { arrives, byId, element, read } from './phone-parts.js';

type Purpose = 'reset' | 'unlock' | 'change' | 'register' | 'manage';

interface Waiting {
  readonly id: string;
  readonly login: string;
  readonly purpose: Purpose;
  readonly channel?: 'webchat' | 'msteams';
  readonly from?: string;
  /** Epoch ms. */
  readonly until: number;
}

const AIMS: Readonly<Record<Purpose, string>> = {
  reset: 'reset the password of',
  unlock: 'unlock the account',
  change: 'change the password of',
  register: 'set up sign-in methods for',
  manage: 'change the sign-in methods of',
};

const OUTCOMES: Readonly<Record<string, string>> = {
  approved: 'Approved. Go back to the chat: it goes on by itself.',
  denied: 'Stopped. Nobody can reset this password for 24 hours.',
  'wrong-number': 'That was not the number. Each request takes one try.',
  late: 'That was too late: a request waits for one minute.',
};

/** How long what became of it stays on the screen. */
const OVER_MS = 6_000;

let shown = '';

/** The newest request that waits, over everything else. */
export async function drawRequests(): Promise<void> {
  const all = await read<readonly Waiting[]>('/phone/approvals.json');
  const newest = all.filter(({ login, until }) => arrives(login) && until > Date.now()).at(-1);
  if ((newest?.id ?? '') === shown) return;
  const panel = byId('asking', HTMLElement);
  const wasAsking = panel.querySelector('form') !== null;
  shown = newest?.id ?? '';
  if (newest) {
    panel.replaceChildren(
      element('h2', 'subject', 'Approver: is this you?'),
      element('p', 'text', `Somebody asks to ${AIMS[newest.purpose]} ${newest.login}, ${placeOf(newest)}.`),
      form(newest),
    );
    panel.hidden = false;
  } else if (wasAsking) panel.hidden = true;
}

const placeOf = ({ channel, from }: Waiting): string =>
  [channel === 'msteams' ? 'in Microsoft Teams' : 'in the web chat', from]
    .filter((part) => part !== undefined)
    .join(', ');

function form(waiting: Waiting): HTMLElement {
  const made = document.createElement('form');
  const label = element('label', '', 'Type the number that the chat shows');
  label.setAttribute('for', 'number');
  const number = document.createElement('input');
  Object.assign(number, { id: 'number', inputMode: 'numeric', maxLength: 2, autocomplete: 'off', required: true });
  number.pattern = '[0-9]{2}';
  const deny = document.createElement('button');
  Object.assign(deny, { type: 'button', className: 'hang-up', textContent: "No, it's not me" });
  deny.addEventListener('click', () => void answer(waiting, undefined));
  made.append(label, number, element('button', '', 'Approve'), deny);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    void answer(waiting, number.value);
  });
  return made;
}

async function answer({ id }: Waiting, number: string | undefined): Promise<void> {
  const body = new URLSearchParams(number === undefined ? {} : { number });
  const response = await fetch(`/phone/approvals/${id}`, { method: 'POST', body });
  const { outcome = '' }: { readonly outcome?: string } = await response.json();
  const panel = byId('asking', HTMLElement);
  panel.replaceChildren(element('p', 'text', OUTCOMES[outcome] ?? 'This request is over.'));
  shown = '';
  setTimeout(() => {
    if (shown === '') panel.hidden = true;
  }, OVER_MS);
}
