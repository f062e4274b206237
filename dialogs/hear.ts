import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Wish } from '../src/reset/resets.js';
import { methodNamed } from './method-named.js';
import { ordinalIn } from './ordinal.js';
import { anotherWay, aside, commands, newLink, password, sendAgain, withoutPhone } from './vocabulary/index.js';
import type { Command } from './vocabulary/vocabulary.js';
import { hears, meantBy, plainWords } from './words.js';

export type Heard =
  | {
      readonly kind: 'words';
      readonly text: string;
      readonly command?: Command | undefined;
      readonly wish?: Wish | undefined;
      /** Nothing was said but the wish: what was said is no name. */
      readonly isAside?: boolean | undefined;
      /** "The second one": the number of a line that was shown. */
      readonly ordinal?: number | undefined;
      /** The card that was tapped, and which of its buttons. */
      readonly tap?: { readonly nonce: string; readonly chosen?: string | undefined } | undefined;
    }
  | { readonly kind: 'password' }
  | { readonly kind: 'joined' }
  | { readonly kind: 'nudged' }
  | { readonly kind: 'undeliverable'; readonly asking: string }
  | { readonly kind: 'nothing' };

/** A card's value: what was typed or chosen in it, and the card's nonce. Anything else in it is dropped. */
const tapped = z.object({
  nonce: z.string().regex(/^[\w-]{22}$/),
  say: z.string().max(200).optional(),
  entry: z.string().max(200).optional(),
});

const LONGEST = 500;
const ADDRESS = /[^\s@]+@[^\s@]+/gu;

/** Makes what was said, tapped or happened of an activity; words → command and wish. */
export function hear(activity: Partial<Activity>): Heard {
  if (activity.type === 'event') return heardEvent(activity);
  if (activity.type === 'conversationUpdate' || activity.type === 'installationUpdate') return joined(activity);
  if (activity.type !== 'message') return { kind: 'nothing' };
  const { data: tap } = tapped.safeParse(activity.value);
  if (tap?.say !== undefined) return { ...heardWords(tap.say), tap: { nonce: tap.nonce, chosen: tap.say } };
  const text = (tap ? tap.entry : activity.text)?.slice(0, LONGEST) ?? '';
  if (!tap && text === '' && activity.value !== undefined) return { kind: 'nothing' };
  return looksLikePassword(text) ? { kind: 'password' } : { ...heardWords(text), tap: tap && { nonce: tap.nonce } };
}

function heardEvent(activity: Partial<Activity>): Heard {
  if (activity.name === 'nudge') return { kind: 'nudged' };
  if (activity.name === 'undeliverable' && typeof activity.value === 'string')
    return { kind: 'undeliverable', asking: activity.value };
  return { kind: 'nothing' };
}

function joined(activity: Partial<Activity>): Heard {
  const others = (activity.membersAdded ?? []).some(({ id }) => id !== activity.recipient?.id);
  return others || activity.action === 'add' ? { kind: 'joined' } : { kind: 'nothing' };
}

function heardWords(text: string) {
  // In an address words mean nothing: "help@home.example" asks for no help.
  const words = plainWords(text.replace(ADDRESS, ' '));
  const wish = wishIn(words);
  const isAside = wish !== undefined && wish.kind !== 'method' && words.every((word) => aside.has(word));
  // "Another one" is another way.
  const ordinal = wish === undefined || wish.kind === 'method' ? ordinalIn(text, words) : undefined;
  return { kind: 'words', text, command: meantBy(words, commands), wish, isAside, ordinal } as const;
}

/** "Authenticator-App" is no password. */
const isName = (said: string): boolean => /^[\p{L}-]+$/u.test(said) && methodNamed(plainWords(said)) !== undefined;

function wishIn(words: readonly string[]): Wish | undefined {
  if (hears(words, newLink)) return { kind: 'new-link' };
  if (hears(words, sendAgain)) return { kind: 'send-again' };
  const method = methodNamed(words);
  if (hears(words, withoutPhone)) return { kind: 'without-phone' };
  if (hears(words, anotherWay)) return { kind: 'another-way' };
  return method ? { kind: 'method', method } : undefined;
}

const oneOf = (words: readonly string[]): string => `(?:${words.join('|')})(?!\\p{L})`;
/** What follows "my password is", and all that stands before "is my password". */
const TOLD = new RegExp(
  `(?<!\\p{L})(?:${password.names.join('|')})\\s*(?:${oneOf(password.is)}|:|=)\\s*(\\S{6,}.*)`,
  'isu',
);
const TOLD_FIRST = new RegExp(
  `^(\\S{6,})\\s+${oneOf(password.is)}\\s+(?:\\p{L}+\\s+)?${oneOf(password.names)}[\\s.!]*$`,
  'iu',
);
/** "Expired", "not accepted", "correct, but …": a sentence goes on as sentences do, a passphrase does not. */
const STATE = new RegExp(
  `^${oneOf(password.states)}(?:\\s+${oneOf(password.states)})*(?:\\s*[.,;:!?]|\\s*$|\\s[–-]\\s|\\s+${oneOf(password.on)})`,
  'iu',
);
/** `ada.lind1`: an account name, as people write it. */
const SMALL_NAME = /^\p{Ll}+([._-]\p{Ll}+)*\d{0,4}$/u;

/** A word of eight or more that mixes three kinds of character and is no address; or what was said to be the password. */
export function looksLikePassword(text: string): boolean {
  const said = text.trim();
  const told = (TOLD.exec(said) ?? TOLD_FIRST.exec(said))?.[1];
  if (told !== undefined && !STATE.test(told)) return true;
  const words = said.split(/\s+/u);
  return words.length === 1
    ? isMixed(said, said)
    : words.map(withoutMarks).some((word) => isMixed(word, compound(word)));
}

/** `kinds`: the word without what in a sentence says nothing. */
function isMixed(word: string, kinds: string): boolean {
  if (SMALL_NAME.test(word) || isName(word)) return false;
  if (word.length < 8 || /^[^\s@]+@[^\s@]+\.[\p{L}]{2,}$/u.test(word)) return false;
  if (/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2,}$/iu.test(word)) return false;
  if (/^[A-Z0-9.-]{1,15}\\[\p{L}\p{N}._-]{1,64}$/iu.test(word)) return false;
  return [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(kinds)).length >= 3;
}

/** "(Correct-Horse-1)," without what belongs to the sentence. */
const withoutMarks = (word: string): string => word.replace(/^[("'“”„<]+|[)"'“”>.,;:!?…]+$/gu, '');
/** "Jean-Pierre", "and/or", "2-Faktor-Anmeldung": within names and compounds marks are ordinary. */
const compound = (word: string): string =>
  word.replace(/^\d{1,2}-(?=\p{L})/u, '').replace(/(?<=\p{L})[-'’./](?=\p{L})/gu, '');
