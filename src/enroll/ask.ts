import type { MethodId, Question } from '../methods/method.js';
import type * as reset from '../reset/ask.js';
import type { Caller, Option } from '../reset/ask.js';
import type { Wish } from '../reset/resets.js';
import type { SignInAsk } from '../sign-in/ask.js';
import type { Ending, EnrollSession, Goal } from './session.js';

/** A registered method as it is shown. Times are epoch ms. */
export interface Entry {
  readonly id: string;
  readonly method: MethodId;
  /** What the person calls it, '' when unnamed; `hint` is masked. */
  readonly name: string;
  readonly hint: string;
  readonly since: number;
  readonly lastUsedAt: number | undefined;
  /** Set while it does not count for a reset yet. */
  readonly usableFrom: number | undefined;
}

/** What the policy asks for and what there is. */
export interface Overview {
  readonly goal: Goal;
  readonly required: number;
  readonly ready: number;
  readonly enough: { readonly kind: 'now' } | { readonly kind: 'from'; readonly at: number } | { readonly kind: 'no' };
  readonly entries: readonly Entry[];
  /** What may be added, strongest first, and the one to begin with. */
  readonly offers: readonly MethodId[];
  readonly suggestion: MethodId | undefined;
}

/** What is remarked before the next question. */
export type Note =
  | Exclude<reset.Note, { readonly kind: 'link-renewed' | 'name-first' }>
  | {
      readonly kind: 'added';
      readonly method: MethodId;
      readonly name: string;
      readonly usableFrom: number | undefined;
    }
  | { readonly kind: 'known-already'; readonly method: MethodId }
  /** `along`: what went with it, being on the same device. */
  | { readonly kind: 'removed'; readonly method: MethodId; readonly along: readonly MethodId[] }
  | { readonly kind: 'renamed'; readonly name: string }
  | { readonly kind: 'bad-name' }
  | { readonly kind: 'still-right' }
  | { readonly kind: 'kept' }
  /** `reason`: as the method names it (`premium`, `own-domain`, …). */
  | { readonly kind: 'not-taken'; readonly reason: string }
  | { readonly kind: 'not-offered'; readonly method: MethodId }
  | { readonly kind: 'full'; readonly method: MethodId }
  | { readonly kind: 'which' }
  /** A code that is not of the entry just scanned. */
  | { readonly kind: 'wrong-code'; readonly triesLeft: number }
  | { readonly kind: 'tries-over' }
  | { readonly kind: 'scan-over' }
  | { readonly kind: 'next-code' }
  | { readonly kind: 'remove-refused' }
  | { readonly kind: 'prove-again' };

/** What removing would leave. */
export type Leaves = 'enough' | 'too-few' | 'nothing';

/** What the bot says next. The voice renders it; nothing here is a sentence. */
export type EnrollAsk =
  | SignInAsk
  | Extract<reset.Ask, { readonly kind: 'directory-away' }>
  | { readonly kind: 'prove'; readonly options: readonly Option[]; readonly note?: Note | undefined }
  | {
      readonly kind: 'answer';
      readonly method: MethodId;
      readonly question: Question;
      readonly resendable: boolean;
      /** Whether there is another way of proving. */
      readonly others: boolean;
      readonly note?: Note | undefined;
    }
  | { readonly kind: 'review'; readonly overview: Overview; readonly note?: Note | undefined }
  | { readonly kind: 'overview'; readonly overview: Overview; readonly note?: Note | undefined }
  | { readonly kind: 'enter'; readonly method: MethodId; readonly question: Question; readonly note?: Note | undefined }
  /** `question` is what was shown before the code, or is still awaited; `resendable`: something was sent. */
  | {
      readonly kind: 'confirm';
      readonly method: MethodId;
      readonly question: Question;
      /** Epoch ms: the session may end before the question does. */
      readonly goodUntil: number;
      readonly resendable: boolean;
      readonly note?: Note | undefined;
    }
  /** The code to scan is on a page of its own. `pairs`: for a phone to open, not for an authenticator. */
  | { readonly kind: 'scan-page'; readonly pairs: boolean; readonly url: string; readonly note?: Note | undefined }
  | { readonly kind: 'scan-page-waiting'; readonly pairs: boolean; readonly note?: Note | undefined }
  | { readonly kind: 'entry'; readonly entry: Entry; readonly note?: Note | undefined }
  | { readonly kind: 'name'; readonly entry: Entry; readonly note?: Note | undefined }
  | {
      readonly kind: 'remove';
      readonly entry: Entry;
      /** What would go with it, being on the same device. */
      readonly along: readonly Entry[];
      readonly leaves: Leaves;
      readonly note?: Note | undefined;
    }
  | {
      readonly kind: 'ended';
      readonly ending: Ending;
      readonly goal: Goal;
      readonly retryAt?: number | undefined;
      readonly overview?: Overview | undefined;
    };

/** What a person wants, where it is neither a code nor a name. */
export type Intent = 'done' | 'yes' | 'no' | 'back' | 'rename' | 'remove' | 'add' | 'register' | 'registered';

/** What was said in a turn: the words, and what the voice made of them. */
export interface Said {
  readonly text: string;
  readonly wish?: Wish | undefined;
  /** Nothing was said but the wish: what was said is no name. */
  readonly isAside?: boolean | undefined;
  readonly intent?: Intent | undefined;
  /** "the second one": the number of a line that was shown. */
  readonly ordinal?: number | undefined;
}

/** One move: the session as it is now, what to say, and what to carry out once both are safe. */
export interface Step {
  readonly session: EnrollSession;
  readonly ask: EnrollAsk;
  /** Runs after the turn was saved and answered. @throws MethodUnavailable: then tell the session with `undeliverable`. */
  readonly after?: (() => Promise<void>) | undefined;
}

/**
 * Registration and management of a person's methods. Functions from a session to the next one: the caller holds the
 * conversation and saves what it gets back. All of it @throws StoreUnavailable with nothing changed.
 */
export interface Enrolling {
  open(caller: Caller, goal: Goal): Promise<Step>;
  hear(session: EnrollSession, said: Said): Promise<Step>;
  /** Whether what was said holds the code that is awaited, whatever else is said around it. */
  isReply(session: EnrollSession, text: string): boolean;
  /** The same question again, or the next when something happened elsewhere (the page, a push, the clock). */
  look(session: EnrollSession): Promise<Step>;
  /** A message asked for in `asking` did not go out: costs no try, offers another way. */
  undeliverable(session: EnrollSession, asking: string): Promise<Step>;
  /** Leaves: what is proven is kept, what is not proven is gone. */
  cancel(session: EnrollSession): Promise<Step>;
}
