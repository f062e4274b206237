import type { Entry, Leaves, Note, Overview } from '../../src/enroll/ask.js';
import type { Ending, Goal } from '../../src/enroll/session.js';
import type { MethodId } from '../../src/methods/method.js';

/** What the bot says while methods are registered or managed, in one language. Times are epoch ms, spans milliseconds. */
export interface EnrollPhrases {
  readonly prove: string;
  readonly overview: (overview: Overview, now: number) => string;
  readonly review: (overview: Overview, now: number) => string;
  readonly enter: (method: MethodId) => string;
  /** Above the picture, below it (`key` in groups of four), and when it is still there. */
  readonly scan: string;
  readonly scanKey: (key: string) => string;
  readonly scanAgain: string;
  readonly scanAlt: string;
  readonly scanOpen: string;
  readonly scanPage: string;
  readonly scanPageButton: string;
  readonly scanPageWaiting: string;
  /** The same for a phone that is paired by opening what the picture says. */
  readonly pair: {
    readonly above: string;
    readonly below: (restMs: number) => string;
    readonly again: string;
    readonly alt: string;
    readonly open: string;
    readonly page: string;
    readonly pageWaiting: string;
  };
  /** What stands where the picture was. */
  readonly shownDone: string;
  readonly scanGone: string;
  /** A page on which something is to be done. */
  readonly page: (method: MethodId) => string;
  readonly entry: (entry: Entry, now: number) => string;
  readonly name: (entry: Entry) => string;
  /** `along`: what goes with it, being on the same device. */
  readonly remove: (entry: Entry, leaves: Leaves, along: readonly Entry[]) => string;
  readonly note: (note: Note, now: number) => string | undefined;
  readonly ending: (
    ending: Ending,
    goal: Goal,
    facts: {
      readonly overview?: Overview | undefined;
      readonly now: number;
      readonly restMs: number;
      readonly helpdesk: string;
    },
  ) => string;
  /** What people call a method when it is set up: short. */
  readonly method: (method: MethodId) => string;
  readonly entryLabel: (entry: Entry) => string;
  readonly replies: {
    readonly done: string;
    readonly add: string;
    readonly back: string;
    readonly rename: string;
    readonly remove: string;
    readonly yesRemove: string;
    readonly noKeep: string;
    readonly stillRight: string;
    readonly changeSomething: string;
  };
}
