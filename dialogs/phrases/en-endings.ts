import type { Ending } from '../../src/reset/ask.js';
import { span } from './en-words.js';
import type { EndingFacts } from './phrases.js';

/** How a reset or an unlock came out, and what to do next. */
export function enEnding(ending: Ending, { restMs, helpdesk, signedOut }: EndingFacts): string {
  switch (ending) {
    case 'done':
      return [
        'Done: your new password is set, and it works now.',
        '',
        `What to do next: enter it on your phone (mail, Wi-Fi), for mapped drives, and wherever else the old one is saved. An old password tried again and again locks the account.${signedOut ? ' You have been signed out everywhere, so please sign in again on each device.' : ''}`,
        '',
        'I have sent you a message about this. If it was not you, tell the helpdesk at once.',
      ].join('\n');
    case 'unlocked':
      return 'Done: your account is unlocked. Your password is the same as before. If it locks again, a phone, a computer or a mapped drive may still be using an old password.';
    case 'unlocked-password-expired':
      return 'Done: your account is unlocked. But your password has run out, so please choose a new one now: write "change my password" if you know the old one, otherwise "I forgot my password".';
    case 'not-locked':
      return 'I see no lock on your account, so there is nothing to lift. A short lock may have ended by itself: wait a few minutes, check Caps Lock and the account name, and try again. If that does not help, reset your password.';
    case 'password-expired':
      return 'Your account is not locked, but your password has run out. Choose a new one now: write "change my password" if you know the old one, otherwise "I forgot my password".';
    case 'account-expired':
      return `Your account is past its end date, so unlocking it does not help. A person can extend it: ${helpdesk}.`;
    case 'account-disabled':
      return `Your account has been switched off by an administrator, so I cannot unlock it. A person can help you: ${helpdesk}.`;
    case 'cancelled':
      return 'Cancelled. Nothing has changed on your account.';
    case 'expired':
      return 'We ran out of time (15 minutes), so I stopped to keep your account safe. Nothing has changed. You can start over whenever you like.';
    case 'blocked':
      return `There were too many tries, so I have paused resets and changes for this account to keep it safe. Signing in is not affected. Please come back in ${span(restMs)}, or talk to a person: ${helpdesk}.`;
    case 'short-of-methods':
      return `That was right, but you have not registered enough ways to prove who you are, so I cannot finish here. If you know your password, you can set up more. Otherwise a person can help you: ${helpdesk}.`;
    case 'short-of-methods-here':
      return `What you have registered is not enough here: an approval in Teams counts only for what you begin elsewhere, such as in the web chat. I have sent nothing. If that does not help, a person can: ${helpdesk}.`;
    case 'refused':
      return `I cannot do this for your account. A person can help you: ${helpdesk}.`;
    case 'unknown-outcome':
      return `The directory did not tell me whether your new password was set. Try to sign in with it. If that fails, start over, or talk to a person: ${helpdesk}.`;
    case 'denied':
      return 'The request was turned down on the phone, so I stopped and paused resets for this account. Nothing has changed.';
  }
}
