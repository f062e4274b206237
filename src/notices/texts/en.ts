import type { Occasion } from '../../methods/method.js';
import type { NoticeFacts, NoticeKind, Paragraph, Texts } from '../notices.js';

const FEW_CODES = 2;

const purposes: Readonly<Record<Occasion['purpose'], (login: string) => string>> = {
  reset: (login) => `reset the password of ${login}`,
  unlock: (login) => `unlock the account ${login}`,
  change: (login) => `change the password of ${login}`,
  register: (login) => `register a sign-in method for ${login}`,
  manage: (login) => `change the sign-in methods of ${login}`,
};

const methods: Readonly<Record<string, string>> = {
  'authenticator-notification': 'app notification',
  'teams-approval': 'approval in Teams',
  'authenticator-code': 'authenticator app',
  'recovery-code': 'recovery code',
  sms: 'text message',
  voice: 'phone call',
  email: 'e-mail',
  'security-questions': 'security questions',
};

const method = (id: string | undefined): string => methods[id ?? ''] ?? 'sign-in method';
const methodName = (facts: NoticeFacts): string => [facts.method, ...(facts.along ?? [])].map(method).join(', ');

const CHANNELS = { msteams: ' in Microsoft Teams', webchat: ' in the web chat' } as const;
const where = ({ channel }: NoticeFacts): string => (channel ? CHANNELS[channel] : '');

const leftOver = (left: number): string =>
  `${left === 1 ? '1 code is' : `${left} codes are`} left.${left <= FEW_CODES ? ' Please make new ones soon.' : ''}`;

const happened: Readonly<Record<NoticeKind, (facts: NoticeFacts & { readonly when: string }) => [string, string]>> = {
  'password-changed': (f) => [
    'Your password was changed',
    `The password of ${f.login} was changed${where(f)} on ${f.when}.`,
  ],
  'account-unlocked': (f) => [
    'Your account was unlocked',
    `The account ${f.login} was unlocked${where(f)} on ${f.when}.`,
  ],
  'method-added': (f) => [
    'A sign-in method was added',
    `A new way to prove who you are (${methodName(f)}) was registered for ${f.login}${where(f)} on ${f.when}.`,
  ],
  'method-removed': (f) => [
    'A sign-in method was removed',
    `A way to prove who you are (${methodName(f)}) was removed from ${f.login}${where(f)} on ${f.when}.`,
  ],
  'method-changed': (f) => [
    'A sign-in method was changed',
    `A way to prove who you are (${methodName(f)}) was renamed for ${f.login}${where(f)} on ${f.when}.`,
  ],
  'method-disputed': (f) => [
    'A change to your sign-in methods was undone',
    `On ${f.when} somebody who got our message said that a change of the sign-in methods of ${f.login} (${methodName(f)}) was not theirs. The change is undone, and no reset is possible for 24 hours. Signing in with your password still works.`,
  ],
  reported: (f) => [
    'Thank you for telling us',
    `On ${f.when} somebody who got our message about ${f.login} said that it was not them. No reset is possible for 24 hours. Signing in with the password still works.`,
  ],
  attempts: (f) => [
    'Somebody tried to reset your password',
    `Several wrong answers were given to reset the password of ${f.login}, the last on ${f.when}. The password is unchanged.`,
  ],
  denied: (f) => [
    'A password reset was stopped',
    `On ${f.when} a request to reset the password of ${f.login} was answered with "No, it's not me". It was stopped, and no reset is possible for 24 hours. The password is unchanged.`,
  ],
  'recovery-code-used': (f) => [
    'A recovery code was used',
    `A saved recovery code of ${f.login} was used on ${f.when}.${f.left === undefined ? '' : ` ${leftOver(f.left)}`}`,
  ],
  'reset-blocked': (f) => [
    'Password reset is paused for your account',
    `Too many wrong answers were given for ${f.login}. Resetting the password is paused for 24 hours from ${f.when}. Signing in with your password still works.`,
  ],
};

function whatToDo(facts: NoticeFacts): readonly Paragraph[] {
  const helpdesk = facts.helpdesk ? ` (${facts.helpdesk})` : '';
  if (facts.disputeUrl) {
    return [
      `If this was you, there is nothing to do. If it was not you, press the button within 72 hours and tell your helpdesk${helpdesk}.`,
      { link: facts.disputeUrl, label: 'It was not me' },
    ];
  }
  const sentence = `If this was you, there is nothing to do. If it was not you, tell your helpdesk${helpdesk} at once.`;
  return [sentence];
}

/** Every sentence of the messages, in English. */
export const en: Texts = {
  language: 'en',
  method,
  code({ organisation, login, code, purpose, minutes }) {
    const aim = purposes[purpose](login);
    return {
      subject: `${organisation}: your code`,
      body: [
        `This is the code to ${aim} at ${organisation}:`,
        { code },
        `It is good for ${minutes} minutes. Type it in the chat where you asked for it, and nowhere else.`,
        'Nobody will ask you for this code: not the helpdesk, not a colleague, not by phone.',
        'If you did not ask for it, do nothing: without the code nothing happens.',
      ],
      sms: `${organisation}: ${code} is the code to ${aim}. Good for ${minutes} minutes. Nobody will ask you for this code.`,
    };
  },
  call({ organisation, login, purpose }) {
    const who = `Hello, this is ${organisation}. Somebody asked to ${purposes[purpose](login)}.`;
    const stop = 'If this was not you, hang up and tell your helpdesk.';
    return {
      language: 'en-US',
      ask: `${who} If this was you, press the hash key. ${stop}`,
      approved: 'Thank you. Please go back to the chat. Goodbye.',
      declined: 'This was not approved. Goodbye.',
      askForKey: `${who} If this was you, press any key to hear your code. ${stop}`,
      code: (code) => {
        const spoken = [...code].join('. ');
        return `Your code is: ${spoken}. Once more: ${spoken}. Nobody will ask you for this code. Goodbye.`;
      },
    };
  },
  notice(kind, facts) {
    const [subject, sentence] = happened[kind](facts);
    return {
      subject: `${facts.organisation}: ${subject.charAt(0).toLowerCase()}${subject.slice(1)}`,
      body: [sentence, ...whatToDo(facts)],
      sms: `${facts.organisation}: ${sentence} Not you? ${facts.disputeUrl ?? 'Tell your helpdesk.'}`,
    };
  },
};
