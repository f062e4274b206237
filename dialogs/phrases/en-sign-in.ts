import { forMinutes } from './en-words.js';
import type { SignInPhrases } from './phrases.js';

export const enSignIn: SignInPhrases = {
  asked: (goal, restMs) =>
    goal === 'change'
      ? `Please sign in with your **current password** on a page of its own, and choose the new one there; never type either here. The button works once, ${forMinutes(restMs)}. You do not know it any more? Write "I forgot my password".`
      : `First I need to know that it is you. Please sign in with your **current password** on a page of its own; never type it here. The button works once, ${forMinutes(restMs)}.`,
  renewed: 'Here is a new one; the earlier page no longer works.',
  button: 'Sign in',
  waiting: 'Your button for the sign-in page is above. If it has run out, write "new link".',
  open: 'The sign-in page is open. Sign in there; I will know when it is done. If you closed it, write "new link".',
  used: 'This button has been used, or has run out.',
};
