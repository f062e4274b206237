import type { MethodId } from '../methods/method.js';
import type { Goal } from '../policy/plan.js';
import type { Ask, Caller } from './ask.js';
import type { ResetSession } from './session.js';

/** What was said in a turn: the words, and what the voice made of them. */
export interface Said {
  readonly text: string;
  readonly wish?: Wish | undefined;
  /** Nothing was said but the wish: what was said is no name. */
  readonly isAside?: boolean | undefined;
  /** "The second one": the number of a line that was shown. */
  readonly ordinal?: number | undefined;
}

/** Words the voice understands wherever they make sense. */
export type Wish =
  | { readonly kind: 'method'; readonly method: MethodId }
  | { readonly kind: 'another-way' }
  /** Another way, and one that needs no phone. */
  | { readonly kind: 'without-phone' }
  | { readonly kind: 'send-again' }
  | { readonly kind: 'new-link' };

/** One move: the session as it is now, what to say, and what to carry out once both are safe. */
export interface Step {
  readonly session: ResetSession;
  readonly ask: Ask;
  /** Runs after the turn was saved and answered. @throws MethodUnavailable: then tell the session with `undeliverable`. */
  readonly after?: (() => Promise<void>) | undefined;
}

/**
 * The one door the dialogs knock on. Functions from a session to the next one: the caller holds the conversation
 * while it calls and saves what it gets back. All of it @throws StoreUnavailable or DirectoryUnavailable with nothing changed.
 */
export interface Resets {
  open(caller: Caller, goal: Goal): Promise<Step>;
  hear(session: ResetSession, said: Said): Promise<Step>;
  /** Whether what was said holds the code that is awaited, whatever else is said around it. */
  isReply(session: ResetSession, text: string): boolean;
  /** The same question again, or the next when the answer came another way (a push, the page, the clock). */
  look(session: ResetSession): Promise<Step>;
  /** A message asked for in `asking` did not go out: costs no try, offers another way. */
  undeliverable(session: ResetSession, asking: string): Promise<Step>;
  cancel(session: ResetSession): Promise<Step>;
}
