import { span } from './en-common.js';

/** Every sentence of the sign-in page. Short, plain, kind; each says what to do next and blames nobody. */
export const enSignIn = {
  waiting: {
    title: 'Sign in',
    lead: 'Before anything about your account is changed, we need to know that it is you.',
    once: 'You sign in here with your current password, so that it never stands in a chat. This page opens once.',
    button: 'Continue',
    notMe: 'You did not ask for this? Close this page: nothing has changed.',
  },

  form: {
    title: 'Sign in',
    lead: 'Use the password you sign in with at work.',
    login: 'Account name',
    loginHint: 'What you sign in with, often your work e-mail address.',
    password: 'Password',
    button: 'Sign in',
    sending: 'Signing in …',
    timeUp: 'Time is up, and nothing has changed. Go back to the chat and ask for a new link.',
    forgottenTitle: 'Forgotten your password?',
    forgotten: 'Close this page and write "I forgot my password" in the chat.',
  },

  /** For who wants a new password and knows the current one. */
  change: {
    title: 'Change your password',
    lead: 'First the password you have now. After that you choose the new one.',
    password: 'Current password',
    button: 'Continue',
    sending: 'Checking …',
  },

  wrongTitle: 'That did not match',
  wrong: 'Please check the account name and the password, and try again.',
  wrongPassword: 'Please check the password, and try again.',
  emptyTitle: 'Something is missing',
  empty: 'Please fill in both the account name and the password.',
  emptyPassword: 'Please fill in your password.',
  tooSoonTitle: 'One moment, please',
  tooSoon: (ms: number) => `Please wait ${span(ms)}, then send it again. It was not tried this time.`,

  done: {
    title: 'Thank you, you are signed in',
    lead: 'Go back to the chat: it knows already and carries on.',
    next: ['You can close this page.'],
  },

  gone: {
    title: 'This link cannot be used any more',
    lead: 'A link works once and only for a short time.',
    next: [
      'Have you just signed in, here or in another tab? Then go back to the chat: it knows already.',
      'Otherwise write "new link" in the chat. Nothing has changed.',
    ],
  },
};
