import type { Intent } from '../../src/enroll/ask.js';

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

/** Groups of words of which every one must be heard. */
export type Groups = readonly (readonly string[])[];
/** What is meant when they are. The first line that is heard wins. */
export type Meaning<T> = readonly [T, ...Groups];

/** Methods as people may name them, the telling ones first: of "a code by text" the text counts. */
export const METHODS = [
  'teams-approval',
  'recovery-code',
  'security-questions',
  'authenticator-notification',
  'email',
  'voice',
  'sms',
  'authenticator-code',
] as const;

/**
 * The words of one language, lower case. All languages are listened for at once, whatever the chat speaks, so a word
 * must not mean something else in another one.
 */
export interface Vocabulary {
  /** Said around what is meant; nothing else may rest on these. */
  readonly filler: readonly string[];
  /** Heard before anything else of any language, and after everything else. */
  readonly firstly: readonly Meaning<Command>[];
  readonly commands: readonly Meaning<Command>[];
  readonly lastly: readonly Meaning<Command>[];
  readonly newLink: readonly Groups[];
  readonly sendAgain: readonly Groups[];
  readonly anotherWay: readonly Groups[];
  /** Another way, and one that needs no phone. */
  readonly withoutPhone: readonly Groups[];
  /** All there is in a sentence that asks for one of these and says nothing else: no name. */
  readonly aside: readonly string[];
  readonly methods: { readonly [method in (typeof METHODS)[number]]: readonly string[] };
  /** While methods are registered: only these words and nothing else; in a name or an address they mean themselves. */
  readonly alone: { readonly [intent in 'yes' | 'no' | 'back' | 'done']: readonly string[] };
  readonly within: readonly Meaning<Intent>[];
  /** "My password is hunter2hunter" is one; "my password is expired" is none. */
  readonly password: {
    readonly names: readonly string[];
    readonly is: readonly string[];
    readonly states: readonly string[];
    /** How a sentence goes on after a state. */
    readonly on: readonly string[];
  };
  /** From one to nine. */
  readonly ordinals: Groups;
  readonly numerals: Groups;
  /** What stands before the number of a line. */
  readonly numbered: readonly string[];
}
