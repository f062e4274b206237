import type { DisputeView } from '../../enroll/doors.js';
import { type Html, html } from '../html.js';

type Words = (method: string, when: Html) => Html;

/** Every sentence of the page on which a change is disputed. Short, plain, kind; each says what to do next. */
export const enDispute = {
  title: 'Was this you?',

  changed: {
    'password-changed': (_method, when) => html`On ${when} your password was <strong>changed</strong>.`,
    'account-unlocked': (_method, when) => html`On ${when} your account was <strong>unlocked</strong>.`,
    attempts: (_method, when) => html`On ${when} somebody <strong>tried</strong> to reset your password.`,
    'recovery-code-used': (_method, when) => html`On ${when} one of your <strong>recovery codes</strong> was used.`,
    added: (method, when) => html`On ${when} a way to prove who you are was <strong>added</strong>: ${method}.`,
    removed: (method, when) => html`On ${when} a way to prove who you are was <strong>removed</strong>: ${method}.`,
    renamed: (method, when) =>
      html`On ${when} a way to prove who you are was given <strong>another name</strong>: ${method}.`,
  } satisfies Record<DisputeView['what'], Words>,

  yes: 'If it was you, close this page. There is nothing to do.',
  no: 'If it was not you, press this button. Then:',
  undoes: {
    added: 'It is removed again. If it took the place of another, that one is back.',
    removed: 'It is back.',
    renamed: 'It has its old name again.',
    'password-changed': 'Your helpdesk can see it in its log. Only a person can set the password anew: call at once.',
    'account-unlocked': 'Your helpdesk can see it in its log.',
    attempts: 'Your helpdesk can see it in its log. Nothing was changed.',
    'recovery-code-used': 'Your helpdesk can see it in its log. Make new codes: the old ones are void then.',
  } satisfies Record<DisputeView['what'], string>,
  blocks: 'Nobody can reset your password through the chat for 24 hours.',
  signIn: (what: DisputeView['what']): string =>
    what === 'password-changed'
      ? 'Until a person has done that, the password that is set now works.'
      : 'Your password stays as it is, and you can go on signing in with it.',
  button: (undone: boolean): string => (undone ? 'It wasn’t me: undo it' : 'It wasn’t me'),
  sending: 'One moment …',

  undone: (helpdesk: string | undefined) => ({
    title: 'Thank you. It is undone.',
    lead: 'For 24 hours nobody can reset your password through the chat.',
    next: [
      `Tell a person now: ${ended(helpdesk)} Somebody else may know your password.`,
      'Signing in with your password still works. Change it soon, on a computer you trust.',
      'You can close this page.',
    ],
  }),

  noted: (helpdesk: string | undefined) => ({
    title: 'Thank you for telling us.',
    lead: 'For 24 hours nobody can reset your password through the chat.',
    next: [`Tell a person now, who can set your password anew: ${ended(helpdesk)}`, 'You can close this page.'],
  }),

  gone: (helpdesk: string | undefined) => ({
    title: 'This link cannot be used any more',
    lead: 'It works once, and for three days.',
    next: [
      'Have you pressed the button already? Then it is done.',
      `Otherwise, if something changed that was not you, tell a person: ${ended(helpdesk)}`,
    ],
  }),

  foreign: {
    title: 'Please do that once more',
    lead: 'For your safety this page takes forms only from itself. Nothing has changed.',
    next: ['Open the link in the message again and press the button there.'],
  },

  trouble: (helpdesk: string | undefined) => ({
    title: 'One moment, please',
    lead: 'Something we need does not answer right now.',
    next: [
      'Wait a minute, then press the button again.',
      `If it still does not work, tell a person: ${ended(helpdesk)}`,
    ],
  }),
  again: 'Try again',
};

/** Ends in one full stop, however the organisation writes it. */
const ended = (helpdesk = 'your IT helpdesk'): string => `${helpdesk.replace(/\.$/, '')}.`;
