import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Wish } from '../src/reset/resets.js';
import { methodNamed } from './method-named.js';
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
  return { kind: 'words', text, command: meantBy(words, commands), wish, isAside } as const;
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

/** What follows "my password is". */
const TOLD = new RegExp(
  `(?<!\\p{L})(?:${password.names.join('|')})\\s*(?:${password.is.join('|')}|:|=)\\s*(\\S{6,})`,
  'iu',
);
const STATE = new RegExp(`^(?:${password.states.join('|')})(?!\\p{L})`, 'iu');
/** `ada.lind1`: an account name, as people write it. */
const SMALL_NAME = /^\p{Ll}+([._-]\p{Ll}+)*\d{0,4}$/u;

/** One word of eight or more that mixes three kinds of character and is no address; or what follows "my password is". */
export function looksLikePassword(text: string): boolean {
  const said = text.trim();
  const told = TOLD.exec(said)?.[1];
  if (told !== undefined && !STATE.test(told)) return true;
  if (SMALL_NAME.test(said) || isName(said)) return false;
  if (/\s/u.test(said) || said.length < 8 || /^[^\s@]+@[^\s@]+\.[\p{L}]{2,}$/u.test(said)) return false;
  if (/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2,}$/iu.test(said)) return false;
  if (/^[A-Z0-9.-]{1,15}\\[\p{L}\p{N}._-]{1,64}$/iu.test(said)) return false;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(said)).length;
  return kinds >= 3;
}
