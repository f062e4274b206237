import type { Entry, Overview } from '../../src/enroll/ask.js';
import { enrollNote } from './en-enroll-notes.js';
import { dayOf, forMinutes, joined, METHODS, methodName, span } from './en-words.js';
import type { EnrollPhrases } from './enroll-phrases.js';

const helpful: Readonly<Record<string, string>> = {
  'authenticator-code': 'works without a network, and nobody can take it over',
  'authenticator-notification': 'I ask your phone, and you type a number there',
  'teams-approval': 'I ask you in Teams, and you type a number there',
  sms: 'a code as a text',
  voice: 'we call you',
  email: 'a code to a private mailbox',
  'recovery-code': 'to print and put away, for the day the phone is lost',
  'security-questions': 'answers only you know',
};

const label = ({ method, name, hint }: Entry): string =>
  [name === '' ? methodName(method) : name, hint].filter((part) => part !== '').join(' ');

/** "Text message •••• 01: since November 24, 2026, last used November 25, 2026". */
function line(entry: Entry, now: number): string {
  const used = entry.lastUsedAt === undefined ? 'never used' : `last used ${dayOf(entry.lastUsedAt)}`;
  const cooling = entry.usableFrom === undefined ? '' : `; counts for a reset in ${span(entry.usableFrom - now)}`;
  return `${label(entry)}: since ${dayOf(entry.since)}, ${used}${cooling}`;
}

const numbered = (lines: readonly string[]): string => lines.map((text, index) => `${index + 1}. ${text}`).join('\n');

function ready({ ready: count, required, entries }: Overview): string {
  const names = joined([...new Set(entries.map(({ method }) => methodName(method).toLowerCase()))]);
  return `**${Math.min(count, required)} of ${required} ready**${names === '' ? '' : `: ${names}`}.`;
}

function needed({ ready: count, required, suggestion }: Overview): string {
  const missing = required - count;
  if (missing <= 0) return 'That is all your organisation asks for. Write "done", or add another one.';
  const advice = suggestion ? ` I suggest the ${methodName(suggestion).toLowerCase()}.` : '';
  return `Still needed: ${missing === 1 ? 'one more' : `${missing} more`}.${advice}`;
}

function enough({ enough: is }: Overview, now: number): string {
  switch (is.kind) {
    case 'now':
      return 'That is enough to reset your password by yourself.';
    case 'from':
      return `That will be enough to reset your password by yourself in ${span(is.at - now)}.`;
    case 'no':
      return 'That is not enough yet to reset your password by yourself.';
  }
}

const offers = (overview: Overview): string =>
  numbered(overview.offers.map((method) => `${methodName(method)}${helpful[method] ? ` (${helpful[method]})` : ''}`));

export const enEnroll: EnrollPhrases = {
  prove: 'I need one more proof that it is you. How would you like to do that?',
  overview: (overview, now) => {
    if (overview.goal === 'register') {
      const asks = overview.ready < overview.required ? 'What would you like to set up?' : 'You could add:';
      const choice = overview.offers.length === 0 ? '' : `${asks}\n\n${offers(overview)}`;
      return [ready(overview), needed(overview), choice].filter((part) => part !== '').join('\n\n');
    }
    if (overview.entries.length === 0) return 'You have not registered anything yet.';
    const list = numbered(overview.entries.map((entry) => line(entry, now)));
    return `You have registered:\n\n${list}\n\n${enough(overview, now)} To rename or remove one, choose it.`;
  },
  review: (overview, now) =>
    `It has been a while since you looked at this:\n\n${numbered(overview.entries.map((entry) => line(entry, now)))}\n\nIs this still right?`,
  enter: (method) =>
    method === 'email'
      ? 'Which e-mail address? It must be a private one: your work mailbox is closed to you without your password.'
      : 'Which phone number? Write it with the country code, like +1 202 555 0100.',
  scan: 'Open the authenticator app on your phone, choose **add an account** and **scan a QR code**, and point it at this picture. Microsoft Authenticator, Google Authenticator and others all work.',
  scanKey: (key) => `No camera, or no picture? Type this key into the app instead: **${key}**`,
  scanAgain: 'Now type the 6-digit code that your app shows for this account.',
  scanAlt: 'QR code for your authenticator app. The key in the text does the same.',
  scanOpen: 'Open in my app',
  scanPage:
    'The picture to scan is on a page of its own, so that it does not stay in this chat. The button works once. When your app shows a 6-digit code, type it here.',
  scanPageButton: 'Show the picture',
  scanPageWaiting: 'Type the 6-digit code that your app shows. If you need the picture again, write "new link".',
  pair: {
    above:
      'Point the **camera of your phone** at this picture and open what it finds: the approver, our own little app. It asks you for a name and is set up in a minute.',
    below: (restMs) => `The picture works once, ${forMinutes(restMs)}. Nobody but you should scan it.`,
    again: 'I am waiting for your phone. I will go on by myself as soon as it is set up.',
    alt: 'QR code that opens the approver on your phone. The button below opens it on this device.',
    open: 'Open it on this device',
    page: 'The picture for your phone is on a page of its own, so that it does not stay in this chat. The button works once. I will go on by myself as soon as your phone is set up.',
    pageWaiting:
      'I am waiting for your phone, and go on by myself as soon as it is set up. If you need the picture again, write "new link".',
  },
  shownDone: 'This is set up, so I took away what was shown here.',
  scanGone: 'Here was a picture to scan. It no longer works, so I took it away.',
  page: (method) => `${methodName(method)}: please finish this on a page of its own. It opens once.`,
  entry: (entry, now) => `**${line(entry, now)}**\n\nWhat would you like to do with it?`,
  name: (entry) => `What shall I call it (now ${label(entry)})? A few words, like "my work phone".`,
  remove: (entry, leaves, along) => {
    const after = {
      enough: 'What is left is enough to reset your password by yourself.',
      'too-few': 'What is left would **not** be enough to reset your password by yourself.',
      nothing: 'You would have **nothing** left, and could not reset your password by yourself.',
    };
    const names = joined(along.map(({ method }) => methodName(method).toLowerCase()));
    const both = names === '' ? '' : `The ${names} of the same phone goes with it. `;
    return `Remove ${label(entry)}? ${both}${after[leaves]}`;
  },
  note: enrollNote,
  ending: (ending, goal, { overview, now, restMs, helpdesk }) => {
    switch (ending) {
      case 'finished': {
        if (goal === 'manage' || !overview) return 'All right, that is all.';
        if (overview.enough.kind === 'now') return 'All set. From now on you can reset your password by yourself.';
        if (overview.enough.kind === 'from') return `All set. ${enough(overview, now)}`;
        return 'I have kept what you set up. It is not enough for a reset yet: come back any time to add the rest.';
      }
      case 'cancelled':
        return 'Stopped. What you had finished is kept; what you had not is gone.';
      case 'expired':
        return 'We ran out of time (15 minutes), so I stopped to keep your account safe. What you had finished is kept. You can start again whenever you like.';
      case 'elsewhere':
        return 'You are setting up your sign-in methods in another chat at this moment. Please finish there, or come back in 15 minutes.';
      case 'refused':
        return `I cannot set up sign-in methods for this account. A person can help you: ${helpdesk}.`;
      case 'denied':
        return `The request was turned down on the phone, so I stopped, and paused resets and changes for this account. Nothing has changed. Please come back in ${span(restMs)}, or talk to a person: ${helpdesk}.`;
      case 'blocked':
        return `To keep this account safe I have paused resets and changes for it. Signing in is not affected. Please come back in ${span(restMs)}, or talk to a person: ${helpdesk}.`;
    }
  },
  method: (method) => METHODS[method] ?? method,
  entryLabel: label,
  replies: {
    done: 'Done',
    add: 'Add a method',
    back: 'Back',
    rename: 'Rename',
    remove: 'Remove',
    yesRemove: 'Yes, remove it',
    noKeep: 'No, keep it',
    stillRight: 'Yes, still right',
    changeSomething: 'No, change something',
  },
};
