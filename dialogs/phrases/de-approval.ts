import type { Asked } from '../approval-card.js';
import type { Phrases } from './phrases.js';

const PURPOSES: Readonly<Record<Asked['purpose'], (login: string) => string>> = {
  reset: (login) => `das Passwort von ${login} zurücksetzen`,
  unlock: (login) => `das Konto ${login} entsperren`,
  change: (login) => `das Passwort von ${login} ändern`,
  register: (login) => `Anmeldemethoden für ${login} einrichten`,
  manage: (login) => `die Anmeldemethoden von ${login} ändern`,
};

const time = new Intl.DateTimeFormat('de', { timeStyle: 'short', timeZone: 'UTC' });

/** A request that a person answers in Teams for what was begun elsewhere. */
export const deApproval: Phrases['approval'] = {
  asks: ({ login, purpose, from, at }) => [
    `Jemand möchte ${PURPOSES[purpose](login)}.`,
    `Begonnen um ${time.format(at)} UTC im Web-Chat${from === undefined ? '' : ` (${from})`}.`,
    'Wenn Sie das sind, geben Sie die Zahl ein, die dort steht. Wenn Ihnen jemand anderes gesagt hat, dass Sie das tun sollen, am Telefon oder sonstwo, ist es Betrug: Wählen Sie „Das bin ich nicht“.',
  ],
  number: 'Zahl im Web-Chat',
  missing: 'Bitte geben Sie die Zahl ein oder wählen Sie „Das bin ich nicht“.',
  approve: 'Bestätigen',
  deny: 'Das bin ich nicht',
  answered: {
    approved: 'Bestätigt. Bitte machen Sie im Web-Chat weiter.',
    denied:
      'Danke. Ich habe es gestoppt, es hat sich nichts geändert, und 24 Stunden lang ist kein Zurücksetzen möglich. Anmelden können Sie sich weiterhin. Bitte sagen Sie Ihrem Helpdesk Bescheid.',
    'wrong-number':
      'Das war nicht die Zahl. Es wurde nichts bestätigt. Wenn Sie das sind, beginnen Sie im Web-Chat eine neue Anfrage.',
    late: 'Das war zu spät: Eine Anfrage wartet eine Minute. Wenn Sie das sind, beginnen Sie im Web-Chat eine neue.',
    gone: 'Diese Anfrage ist vorbei.',
  },
};
