import { inLanguage } from '../../src/locale.js';
import type { MethodId, Question } from '../../src/methods/method.js';
import type { Ask, Ending, Note } from '../../src/reset/ask.js';
import type { Answered, Asked } from '../approval-card.js';
import type { Field } from '../utterance.js';
import { de } from './de.js';
import { en } from './en.js';
import type { EnrollPhrases } from './enroll-phrases.js';

/** Everything the bot can say, in one language. Spans are milliseconds. */
export interface Phrases {
  /** BCP 47, lower case. */
  readonly language: string;
  readonly welcome: (organisation: string) => string;
  readonly help: (organisation: string) => string;
  readonly notUnderstood: string;
  readonly anythingElse: string;
  readonly neverTypePasswords: string;
  readonly lost: string;
  readonly nothingToCancel: string;
  /** A button of a conversation that is over. */
  readonly oldButton: string;
  /** What becomes of a question's card: by the button that was tapped, or not. */
  readonly youChose: (button: string) => string;
  readonly answered: string;
  readonly noLongerNeeded: string;
  /** In the place of a notice that the person has said of that it was somebody else. */
  readonly disputed: string;
  /** A request that a person answers in Teams for what was begun elsewhere. */
  readonly approval: {
    readonly asks: (asked: Asked) => readonly string[];
    readonly number: string;
    readonly missing: string;
    readonly approve: string;
    readonly deny: string;
    readonly answered: { readonly [outcome in Answered]: string };
  };
  readonly form: {
    readonly send: string;
    readonly missing: string;
    readonly fields: { readonly [field in Field]: string };
  };
  readonly person: (helpdesk: string) => string;
  /** Where the organisation says nothing else. */
  readonly helpdesk: string;
  readonly notHere: string;
  readonly notAvailable: string;
  readonly identify: string;
  readonly choose: (gates: number, passed: number) => string;
  readonly question: (question: Question, method: MethodId) => string;
  readonly progress: (gates: number, passed: number) => string;
  readonly signIn: SignInPhrases;
  readonly link: (restMs: number) => string;
  readonly linkButton: string;
  readonly linkUsed: string;
  readonly linkWaiting: string;
  /** The button to a page on which a method is answered or set up, and what stands in its place afterwards. */
  readonly pageButton: (method: MethodId) => string;
  readonly pageUsed: string;
  readonly pageOpen: string;
  readonly directoryAway: (restMs: number, kept: boolean) => string;
  readonly writing: string;
  readonly note: (note: Note, restMs: number) => string;
  readonly ending: (ending: Ending, facts: EndingFacts) => string;
  readonly method: (method: MethodId) => string;
  readonly asLastTime: string;
  readonly commands: { readonly [command in Offered]: string };
  readonly replies: {
    readonly anotherWay: string;
    readonly sendAgain: string;
    readonly newLink: string;
    readonly newPicture: string;
    readonly tryAgain: string;
  };
  readonly enroll: EnrollPhrases;
}

/** What is said while a sign-in on a page of its own is awaited. */
export interface SignInPhrases {
  readonly asked: (goal: SignInGoal, restMs: number) => string;
  readonly renewed: string;
  readonly button: string;
  readonly waiting: string;
  readonly open: string;
  readonly used: string;
}

type SignInGoal = Extract<Ask, { kind: 'sign-in' }>['goal'];

export interface EndingFacts {
  readonly restMs: number;
  readonly helpdesk: string;
  /** Every session of the person has ended, everywhere. */
  readonly signedOut: boolean;
}

/** What is offered as a button when nothing is under way, or beside a question. */
export type Offered =
  | 'reset'
  | 'unlock'
  | 'change'
  | 'register'
  | 'registered'
  | 'help'
  | 'start-over'
  | 'cancel'
  | 'person';

/** The languages there are; the first where somebody's own is not among them. */
export const catalogues: readonly [Phrases, ...Phrases[]] = [en, de];

/** The catalogue nearest to a BCP 47 tag. */
export const phrasesFor = (locale: string | undefined): Phrases => inLanguage(locale, catalogues);
