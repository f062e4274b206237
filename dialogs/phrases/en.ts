import { enApproval } from './en-approval.js';
import { enEnding } from './en-endings.js';
import { enEnroll } from './en-enroll.js';
import { enSignIn } from './en-sign-in.js';
import { forMinutes, REMARKS, span } from './en-words.js';
import type { Phrases } from './phrases.js';

const METHODS: Readonly<Record<string, string>> = {
  'authenticator-notification': 'Notification on my phone',
  'authenticator-code': 'Code from my authenticator app',
  'recovery-code': 'Recovery code',
  sms: 'Text message',
  voice: 'Phone call',
  email: 'E-mail',
  'security-questions': 'Security questions',
  'teams-approval': 'Approve in Teams',
};

const proofs = (count: number): string =>
  count === 1 ? 'one proof' : `${['no', 'one', 'two', 'three'][count] ?? count} proofs`;

const article = (digits: number): string => (digits === 8 ? 'an' : 'a');

export const en: Phrases = {
  language: 'en',
  welcome: (organisation) =>
    `Hello. I help you get back into your ${organisation} account.\n\nWhat do you need? Tap a button or just write it.`,
  help: (organisation) =>
    [
      `I can help with your ${organisation} password. Write, for example:`,
      '- **I forgot my password**: prove who you are, then choose a new one',
      '- **Unlock my account**: keep your password, lift the lock',
      '- **Change my password**: with the one you know',
      '- **Set up my sign-in methods**: so that you can help yourself next time',
      '- **What have I registered?**: look, rename, remove',
      '- **Start over** or **cancel**: at any moment',
      '- **Talk to a person**: how to reach the helpdesk',
      '',
      'I will never ask for your password here.',
    ].join('\n'),
  notUnderstood: 'I did not catch that. Tap one of the buttons, or write what you need, like "I forgot my password".',
  anythingElse: 'Is there anything else I can do for you?',
  neverTypePasswords:
    'That looks like a password. Please never type one in a chat. I have not used it or kept it. If it was a real one, change it soon.',
  lost: 'I lost our place, sorry. Nothing has changed on your account. Please start over.',
  nothingToCancel: 'There is nothing to cancel.',
  oldButton: 'That button belongs to something that is over. Nothing has happened. What do you need now?',
  youChose: (button) => `You chose: ${button}`,
  answered: 'Answered.',
  noLongerNeeded: 'No longer needed.',
  disputed: 'You said that this was not you. Thank you: I have seen to it.',
  approval: enApproval,
  form: {
    send: 'Continue',
    missing: 'Please type it here, or choose another button.',
    fields: {
      code: 'Code',
      'saved-code': 'Recovery code',
      phone: 'Phone number with country code',
      email: 'E-mail address',
      name: 'Name',
    },
  },
  person: (helpdesk) => `You can reach a person here: ${helpdesk}.`,
  helpdesk: 'your IT helpdesk',
  notHere: 'I only talk in private. Please open a chat with just me.',
  notAvailable:
    'I cannot do that here. You can reset your password, unlock your account or set up your sign-in methods, or talk to a person.',
  identify: 'What is your account name? It is what you sign in with, often your work e-mail address.',
  choose: (gates, passed) =>
    passed === 0
      ? `Thank you. I need ${proofs(gates)} that it is you. How would you like to ${gates === 1 ? 'do that' : 'start'}?`
      : `${gates - passed === 1 ? 'One more' : `${gates - passed} more`}. How would you like to go on?`,
  question: (question, method) => {
    switch (question.kind) {
      case 'code':
        if (method === 'authenticator-code')
          return `Open your authenticator app and type the ${question.digits}-digit code it shows for this account.`;
        if (method === 'voice')
          return `I am calling${calledAt(question.sentTo)}. Answer it and press any key: I read out ${article(question.digits)} ${question.digits}-digit code. Please type it here.`;
        return `${method === 'email' ? 'I am sending a mail' : 'I am sending a text'}${to(question.sentTo, method)} with ${article(question.digits)} ${question.digits}-digit code. Please type it here.`;
      case 'saved-code':
        return 'Type one of the recovery codes you saved. Each works once.';
      case 'approve':
        if (method === 'teams-approval')
          return `I have asked you in Microsoft Teams. Type this number there: **${question.match}**\n\nThe request waits for one minute.`;
        return `I have asked your phone${question.device === '' ? '' : ` (${question.device})`}. Type this number there: **${question.match}**\n\nNothing there? Open the approver app yourself. The request waits for one minute.`;
      case 'call':
        return `I am calling${calledAt(question.sentTo)}. Answer it and press the # key.`;
      case 'page':
        return 'Please answer on a page of its own; never type the answers here.';
      case 'enter':
        return question.what === 'phone'
          ? 'Which phone number? Write it with the country code, like +1 202 555 0100.'
          : 'Which e-mail address?';
      case 'scan':
        return 'Scan this with your authenticator app, then type the code it shows.';
      case 'pair':
        return 'Point the camera of your phone at this picture, and open what it finds.';
    }
  },
  progress: (gates, passed) => (gates > 1 ? `Step ${Math.min(passed + 1, gates)} of ${gates}.` : ''),
  signIn: enSignIn,
  link: (restMs) =>
    `That is all I need, thank you. Choose your new password on a page of its own. The button works once, ${forMinutes(restMs)}.`,
  linkButton: 'Choose a new password',
  linkUsed: 'This button has been used, or has run out.',
  linkWaiting: 'Your button for the password page is above. If it has run out, write "new link".',
  pageButton: (method) => (method === 'security-questions' ? 'Go to the questions' : 'Open the page'),
  pageUsed: 'This page has been used, or has run out.',
  pageOpen: 'The password page is open. Finish there; I will know when it is done. If you closed it, write "new link".',
  directoryAway: (restMs, kept) =>
    `The directory does not answer right now, and nothing has changed. ${kept ? `Your proofs are kept. Write "try again" in ${span(restMs)}.` : `Please try again in ${span(restMs)}.`}`,
  writing: 'Your new password is being set right now. One moment.',
  note: (note, restMs) => {
    switch (note.kind) {
      case 'passed':
        return note.left === undefined
          ? 'That is right, thank you.'
          : `That is right, thank you. ${codesLeft(note.left)}`;
      case 'not-understood':
        return 'I did not catch that.';
      case 'no-luck':
        return 'That did not work. Check it and try again, or choose another way. If it keeps failing, wait a day or talk to a person.';
      case 'wrong':
        return note.triesLeft > 0
          ? `That was not it. You have ${note.triesLeft === 1 ? 'one try' : `${note.triesLeft} tries`} left.`
          : 'That was not it, and there are no tries left for this one.';
      case 'too-soon':
        return `One moment: please try again in ${span(restMs)}.`;
      case 'expired':
        return 'That code has run out. Let us try once more.';
      case 'sent-again':
        return 'Here is a new one; the earlier one no longer works.';
      case 'wait-to-send':
        return `The last message may still be on its way. I can send the next one in ${span(restMs)}.`;
      case 'undeliverable':
        return 'I could not reach you that way. It cost you no try. Please choose another way, or try again in a minute.';
      case 'pending':
        return 'I am still waiting for your answer.';
      case 'other-ways':
      case 'without-phone':
      case 'only-by-phone':
      case 'nothing-sent':
      case 'only-on-page':
      case 'other-questions':
        return REMARKS[note.kind];
      case 'name-first':
        return 'We will find a way. First I need your account name.';
      case 'signed-in':
        return 'Thank you, you are signed in. For this account I need more than the current password.';
      case 'link-renewed':
        return 'Here is a new one; the earlier page no longer works.';
    }
  },
  ending: enEnding,
  method: (method) => METHODS[method] ?? method,
  asLastTime: 'as last time',
  commands: {
    reset: 'I forgot my password',
    unlock: 'Unlock my account',
    change: 'Change my password',
    register: 'Set up my sign-in methods',
    registered: 'What have I registered?',
    help: 'Help',
    'start-over': 'Start over',
    cancel: 'Cancel',
    person: 'Talk to a person',
  },
  replies: {
    anotherWay: 'Another way',
    sendAgain: 'Send it again',
    newLink: 'New link',
    newPicture: 'New picture',
    tryAgain: 'Try again',
  },
  enroll: enEnroll,
};

const codesLeft = (left: number): string =>
  `You have ${left === 1 ? 'one recovery code' : `${left} recovery codes`} left.${left <= 2 ? ' Please make new ones soon, under "Set up my sign-in methods".' : ''}`;

const calledAt = (sentTo: string | undefined): string =>
  sentTo ? ` the phone ending in ${sentTo.replace(/[^0-9]/gu, '')}` : ' the phone we have on file';

function to(sentTo: string | undefined, method: string): string {
  if (!sentTo) return method === 'email' ? ' to the address we have on file' : ' to the phone we have on file';
  return method === 'email' ? ` to ${sentTo}` : ` to the phone ending in ${sentTo.replace(/[^0-9]/gu, '')}`;
}
