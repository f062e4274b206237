import type { PasswordRules } from '../../directories/directory.js';
import type { PasswordRule } from '../../errors.js';
import { characters, span, waitOf } from './en-common.js';

/** Every sentence of the password page. Short, plain, kind; each says what to do next and blames nobody. */
export const enPassword = {
  waiting: {
    title: 'Set a new password',
    lead: 'You have shown in the chat that it is you. Here you choose your new password.',
    once: 'This page opens once. After that you have up to 10 minutes; the page counts them.',
    button: 'Continue',
    notMe: 'You did not ask for this? Close this page: nothing has changed.',
  },

  form: {
    title: 'Choose a new password',
    account: 'Account',
    rulesTitle: 'Your new password',
    password: 'New password',
    confirmation: 'New password again',
    button: 'Set new password',
    sending: 'Setting your password …',
    tipTitle: 'A password you can remember',
    tip: 'Put three or four words together that have nothing to do with each other or with you, for example a thing, an animal and a place. Long is what makes it strong. A password manager can make and keep one for you.',
    timeUp: 'Time is up, and your password is as it was. Go back to the chat and ask for a new link.',
    strength: ['Very easy to guess', 'Easy to guess', 'Fair', 'Good', 'Strong'],
    strengthLabel: 'Strength',
    met: 'done',
    unmet: 'not yet',
    progress: 'Rules met: ',
  },

  /** The checklist beside the field. */
  rules: {
    length: ({ minLength, maxLength }: PasswordRules) =>
      maxLength < 128 ? `${minLength} to ${characters(maxLength)} long` : `At least ${characters(minLength)} long`,
    classes: ({ classes, unicode }: PasswordRules) =>
      `${classes} of these: capital letter, small letter, digit, symbol${unicode ? ', letter of another script' : ''}`,
    ascii: 'Only English letters, digits, spaces and symbols',
    name: 'Without your name',
    guess: 'Not common and not easy to guess',
    match: 'The same in both fields',
    history: (count: number) =>
      count === 1 ? 'Not the one you had before' : `Not one of your last ${count} passwords`,
    minAge: (ms: number) => `Changed again no sooner than ${span(ms)} after it was set`,
    unread: 'As your organisation asks of this account: what that is shows when you try',
  },

  /** What stood in the way, after trying. */
  broken: {
    'too-short': ({ minLength }) => `It needs at least ${characters(minLength)}. Add a word or two.`,
    'too-long': ({ maxLength }) =>
      `It is longer than the ${characters(maxLength)} your account can take. Please shorten it.`,
    'too-simple': ({ classes }) =>
      classes > 0
        ? `It needs ${classes} of these: capital letter, small letter, digit, symbol.`
        : 'It needs more kinds of characters. Add a capital letter, a digit or a symbol, and leave your names out.',
    characters: ({ unicode }): string =>
      unicode
        ? 'It has a character that cannot be typed or seen. Type it by hand instead of pasting it.'
        : 'It has a character your account cannot take. Use English letters, digits, spaces and symbols.',
    'in-history': () => 'You have used this one before. Please choose one that is new.',
    'too-young': () =>
      'Your password was changed so recently that your organisation does not allow another change yet. Please ask the helpdesk.',
    'contains-name': () => 'It contains part of your name or account name. Please leave that out.',
    'banned-word': () =>
      'Most of it is a word that is guessed first, such as a season, a month or your organisation. Add words that have nothing to do with it.',
    common: () => 'Many people use this one, so it is among the first to be tried. Please choose another.',
    guessable: () => 'It is easy to guess. Add a word or two that do not belong together.',
    mismatch: () => 'The two fields were not the same. Please type it again in both.',
    'directory-policy': () =>
      'Your organisation’s sign-in system did not accept it. Please try a longer one without words from your name.',
  } satisfies Record<PasswordRule, (rules: PasswordRules) => string>,

  notAccepted: 'Please choose another password',
  unavailable: (waitSeconds: number | undefined, msLeft: number) =>
    `The sign-in system does not answer right now. Nothing has changed. Please try again in ${waitOf(waitSeconds)}.${
      (waitSeconds ?? 60) * 1000 < msLeft
        ? ''
        : ' This page will have run out of time by then: ask for a new link in the chat.'
    }`,
  unavailableTitle: 'That did not work yet',

  done: {
    title: 'Your password is set',
    lead: 'You can sign in with your new password now.',
    next: [
      'Sign in again on your phone, in your mail program and on the Wi-Fi: they still hold the old password, and too many tries with it can lock you out.',
      'The chat knows already. You can close this page.',
    ],
  },

  unknown: {
    title: 'We are not sure yet',
    lead: 'Your new password was sent, but the sign-in system has not confirmed it.',
    next: [
      'Wait a minute, then try to sign in with the new password.',
      'If that does not work, try the old one.',
      'If neither works, come back to the chat and start again.',
    ],
  },

  gone: {
    title: 'This link cannot be used any more',
    lead: 'A link works once and only for a short time.',
    next: [
      'Have you just set a password, here or in another tab? Then sign in with that one.',
      'Otherwise go back to the chat and ask for a new link. Your password is as it was.',
    ],
  },
};
