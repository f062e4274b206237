import type { Note } from '../../src/enroll/ask.js';
import { joined, methodName, REMARKS, span } from './en-words.js';

const REFUSED: Readonly<Record<string, string>> = {
  'not-a-number':
    'I could not read that as a phone number. Please write it with the country code, like +1 202 555 0100.',
  country: 'Your organisation does not send codes to phones in that country. Please use another number.',
  premium: 'That is a special or premium number; codes can only go to an ordinary phone. Please use another number.',
  'no-texts': 'That looks like a landline, which gets no texts. Please use a mobile number, or choose the phone call.',
  'not-an-address': 'I could not read that as an e-mail address. Please write just the address, like ada@home.example.',
  'own-domain':
    'That is a mailbox of your organisation. Without your password you could not open it, so please use a private address.',
  'not-in-teams': 'I do not know you in Microsoft Teams yet. Please write me a word there first, then come back.',
};

const tries = (left: number): string => (left === 1 ? 'one try' : `${left} tries`);

/** What is remarked before the next question; undefined where there is nothing to say. */
export function enrollNote(note: Note, now: number): string | undefined {
  const rest = 'retryAt' in note ? span(note.retryAt - now) : '';
  switch (note.kind) {
    case 'signed-in':
      return 'Thank you, you are signed in.';
    case 'passed':
      return 'That is right, thank you.';
    case 'added': {
      const what = note.name === '' ? methodName(note.method) : note.name;
      const cooling =
        note.usableFrom === undefined
          ? ''
          : ` To keep you safe it counts for a reset only in ${span(note.usableFrom - now)}.`;
      return `Set up: **${what}**. I have told you so at your other addresses.${cooling}`;
    }
    case 'known-already':
      return `That one was set up already (${methodName(note.method).toLowerCase()}). It is still good.`;
    case 'removed':
      return `Removed: **${joined([note.method, ...note.along].map(methodName))}**. I have told you so at your other addresses.`;
    case 'renamed':
      return `It is called "${note.name}" now.`;
    case 'bad-name':
      return 'Please choose a shorter, plain name: at most 40 characters, no links.';
    case 'still-right':
      return 'Thank you. I will ask again when it has been a while.';
    case 'kept':
      return 'I left everything as it is.';
    case 'not-taken':
      return REFUSED[note.reason] ?? 'I cannot use that one. Please try another.';
    case 'not-offered':
      return `${methodName(note.method)} cannot be set up here. Please choose another.`;
    case 'full':
      return `You have as many of these as there may be (${methodName(note.method).toLowerCase()}). Remove one first, under "What have I registered?".`;
    case 'which':
      return 'Which one do you mean? Please choose it by its number.';
    case 'not-understood':
      return 'I did not catch that.';
    case 'no-luck':
      return 'That did not work. Please try again, or choose another way.';
    case 'wrong':
      return note.triesLeft > 0
        ? `That was not it. You have ${tries(note.triesLeft)} left.`
        : 'That was not it, and there are no tries left for this one.';
    case 'wrong-code':
      return `That is not the code I expected. Look at the entry you have just added, not at an older one or another account, and check that your phone sets its clock by itself. You have ${tries(note.triesLeft)} left.`;
    case 'tries-over':
      return 'That was not it either, so nothing was set up. An entry already in your app can be deleted there. Choose it again to start afresh.';
    case 'scan-over':
      return 'That picture was shown too long ago and no longer works. Delete the entry in your app, and choose the authenticator app again for a new one.';
    case 'next-code':
      return 'That is right. Now wait until the app shows the next code, and type that one too.';
    case 'remove-refused':
      return 'Your organisation wants you to keep enough to reset your password. Set up another one first; then you can remove this.';
    case 'prove-again':
      return 'It has been a few minutes. Before I take something away I need to see once more that it is you.';
    case 'too-soon':
      return `One moment: please try again in ${rest}.`;
    case 'wait-to-send':
      return `I can send the next message in ${rest}.`;
    case 'expired':
      return 'That code has run out. Let us try once more.';
    case 'sent-again':
      return 'Here is a new one; the earlier one no longer works.';
    case 'undeliverable':
      return 'I could not reach you that way. It cost you no try. Please choose another way, or try again in a minute.';
    case 'other-ways':
    case 'without-phone':
    case 'only-by-phone':
    case 'nothing-sent':
    case 'only-on-page':
    case 'other-questions':
      return REMARKS[note.kind];
    case 'pending':
      return 'I am still waiting for that to be finished.';
  }
}
