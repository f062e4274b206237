import type { Asked } from '../approval-card.js';
import type { Phrases } from './phrases.js';

const PURPOSES: Readonly<Record<Asked['purpose'], (login: string) => string>> = {
  reset: (login) => `reset the password of ${login}`,
  unlock: (login) => `unlock the account ${login}`,
  change: (login) => `change the password of ${login}`,
  register: (login) => `set up sign-in methods for ${login}`,
  manage: (login) => `change the sign-in methods of ${login}`,
};

const time = new Intl.DateTimeFormat('en', { timeStyle: 'short', timeZone: 'UTC' });

/** A request that a person answers in Teams for what was begun elsewhere. */
export const enApproval: Phrases['approval'] = {
  asks: ({ login, purpose, from, at }) => [
    `Somebody asks to ${PURPOSES[purpose](login)}.`,
    `Begun in the web chat${from === undefined ? '' : ` from ${from}`}, at ${time.format(at)} UTC.`,
    'If it is you, type the number that stands there. If somebody else told you to do this, on the phone or anywhere, it is a fraud: choose "It is not me".',
  ],
  number: 'Number in the web chat',
  missing: 'Please type the number, or choose "It is not me".',
  approve: 'Approve',
  deny: 'It is not me',
  answered: {
    approved: 'Approved. Please go on in the web chat.',
    denied:
      'Thank you. I stopped it, nothing has changed, and no reset is possible for 24 hours. Signing in still works. Please tell your helpdesk.',
    'wrong-number': 'That was not the number. Nothing was approved. If it is you, ask again in the web chat.',
    late: 'That was too late: a request waits for one minute. If it is you, ask again in the web chat.',
    gone: 'This request is over.',
  },
};
