import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Wish } from '../src/reset/resets.js';
import { methodNamed } from './phrases/method-words.js';
import { hasWords, plainWords } from './words.js';

/** What a person may ask for at any moment. */
export type Command =
  | 'reset'
  | 'unlock'
  | 'register'
  | 'registered'
  | 'change'
  | 'help'
  | 'start-over'
  | 'cancel'
  | 'person'
  | 'greeting';

export type Heard =
  | {
      readonly kind: 'words';
      readonly text: string;
      readonly command?: Command | undefined;
      readonly wish?: Wish | undefined;
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
  return { kind: 'words', text, command: commandIn(words), wish: wishIn(words) } as const;
}

/** Each line: groups of which every one must be heard. First match wins. */
const COMMANDS: readonly (readonly [Command, ...(readonly string[])[]])[] = [
  ['start-over', ['start', 'begin'], ['over', 'again', 'new', 'afresh']],
  ['start-over', ['restart']],
  ['cancel', ['cancel', 'abort', 'quit', 'exit', 'stop', 'nevermind']],
  ['cancel', ['never'], ['mind']],
  [
    'person',
    ['talk', 'speak', 'chat', 'contact', 'call', 'connect'],
    ['person', 'human', 'someone', 'somebody', 'agent', 'helpdesk', 'support', 'people'],
  ],
  ['person', ['human', 'helpdesk', 'agent']],
  ['registered', ['what', 'which', 'show', 'list'], ['registered', 'methods', 'enrolled', 'set']],
  ['registered', ['my'], ['registered'], ['methods']],
  [
    'register',
    ['set', 'setup', 'register', 'enroll', 'enrol', 'add', 'configure', 'new'],
    ['method', 'methods', 'authenticator', 'app', 'security', 'mfa'],
  ],
  ['register', ['register', 'enroll', 'enrol', 'setup']],
  ['unlock', ['unlock', 'unblock']],
  ['unlock', ['locked'], ['out', 'account', 'me', 'am']],
  ['unlock', ['know'], ['password'], ['cannot', 'cant', 'still', 'not']],
  [
    'reset',
    ['reset', 'forgot', 'forgotten', 'forget', 'lost', 'recover', 'remember', 'reseting', 'resetting'],
    ['password', 'passwords', 'pw', 'passphrase', 'passcode', 'login', 'it'],
  ],
  ['reset', ['forgot', 'forgotten', 'reset']],
  ['change', ['change', 'update', 'new'], ['password', 'passwort', 'pw']],
  ['change', ['password', 'pw'], ['expired', 'expires', 'expire']],
  [
    'reset',
    ['cannot', 'cant', 'unable'],
    ['login', 'signin', 'sign', 'log', 'access'],
    ['in', 'login', 'signin', 'account'],
  ],
  ['help', ['help', 'commands', 'options', 'menu']],
  ['help', ['what'], ['can'], ['you'], ['do']],
  ['greeting', ['hi', 'hello', 'hey', 'hallo', 'morning', 'afternoon', 'evening']],
];

const commandIn = (words: readonly string[]): Command | undefined =>
  COMMANDS.find(([, ...groups]) => groups.every((group) => hasWords(words, group)))?.[0];

const ANOTHER: readonly (readonly string[])[][] = [
  [
    ['another', 'other', 'different', 'else'],
    ['way', 'method', 'option', 'something', 'one', 'try'],
  ],
  [['another', 'different']],
  [['back']],
  [
    ['dont', 'not', 'lost', 'no', 'without', 'left', 'cannot', 'cant', 'didnt', 'broken', 'stolen'],
    ['phone', 'mobile', 'app', 'device', 'code', 'it', 'here', 'access'],
  ],
];
const AGAIN: readonly (readonly string[])[][] = [
  [['resend']],
  [
    ['send', 'text', 'mail', 'email', 'call'],
    ['again', 'another', 'new', 'once'],
  ],
  [
    ['didnt', 'not', 'havent', 'never', 'nothing', 'no'],
    ['get', 'got', 'receive', 'received', 'arrive', 'arrived', 'came', 'come'],
  ],
];
const LINK: readonly (readonly string[])[][] = [
  [
    ['new', 'another', 'fresh', 'again', 'expired'],
    ['link', 'page', 'button', 'picture', 'qr'],
  ],
];

function wishIn(words: readonly string[]): Wish | undefined {
  const heard = (lines: readonly (readonly string[])[][]) =>
    lines.some((groups) => groups.every((group) => hasWords(words, group)));
  if (heard(LINK)) return { kind: 'new-link' };
  if (heard(AGAIN)) return { kind: 'send-again' };
  const method = methodNamed(words);
  if (heard(ANOTHER)) return { kind: 'another-way' };
  return method ? { kind: 'method', method } : undefined;
}

/** What is said of a password, as in "my password is expired". */
const SAID_OF_ONE =
  /^(expired|forgotten|incorrect|invalid|rejected|refused|blocked|locked|missing|unknown|needed|required|changed|working|outdated|correct|accepted)\b/iu;
/** `ada.lind1`: an account name, as people write it. */
const SMALL_NAME = /^\p{Ll}+([._-]\p{Ll}+)*\d{0,4}$/u;

/** One word of eight or more that mixes three kinds of character and is no address; or what follows "my password is". */
export function looksLikePassword(text: string): boolean {
  const said = text.trim();
  const told = /\bpassw(?:or)?d\s*(?:is|:|=)\s*(\S{6,})/iu.exec(said)?.[1];
  if (told !== undefined && !SAID_OF_ONE.test(told)) return true;
  if (SMALL_NAME.test(said)) return false;
  if (/\s/u.test(said) || said.length < 8 || /^[^\s@]+@[^\s@]+\.[\p{L}]{2,}$/u.test(said)) return false;
  if (/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2,}$/iu.test(said)) return false;
  if (/^[A-Z0-9.-]{1,15}\\[\p{L}\p{N}._-]{1,64}$/iu.test(said)) return false;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(said)).length;
  return kinds >= 3;
}
