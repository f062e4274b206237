import type { MethodId, Question } from '../methods/method.js';
import type { SignInAsk } from '../sign-in/ask.js';

/** Who is talking, as the channel authenticated it. `conversation` is the keyed hash under which everything is kept. */
export interface Caller {
  readonly channel: 'webchat' | 'msteams';
  /** `w.…` or `t.…`: keyed hash of channel, tenant, conversation and person (see `conversationKey`). */
  readonly conversation: string;
  /** The person, where the channel vouches for one (Teams). Being signed in there is not a proof. */
  readonly identity?:
    | {
        readonly tenantId: string;
        readonly objectId: string;
        /** As the channel's own roster says it, lower case: the way to a directory that does not know the object id. */
        readonly userPrincipalName?: string | undefined;
      }
    | undefined;
  /** True where the transcript is ours: replies are saved together with the turn. */
  readonly ownsTranscript: boolean;
  /** BCP 47. */
  readonly locale: string;
  /** Where the person writes from, as far as the channel knows: shown to whoever is asked to approve. */
  readonly from?: string | undefined;
}

/** One way of proving, as offered. `hint` is masked, and present only after a first proof. */
export interface Option {
  readonly method: MethodId;
  readonly hint?: string | undefined;
  /** What the person chose the last time; said only after a first proof. */
  readonly last?: boolean | undefined;
}

/** What is remarked before the next question. */
export type Note =
  /** `left`: how often this method can still be used, where that ends. */
  | { readonly kind: 'passed'; readonly left?: number | undefined }
  | { readonly kind: 'not-understood' }
  /** Before a first proof: one neutral sentence, for whatever reason. */
  | { readonly kind: 'no-luck' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'too-soon'; readonly retryAt: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'sent-again' }
  | { readonly kind: 'wait-to-send'; readonly retryAt: number }
  | { readonly kind: 'undeliverable' }
  | { readonly kind: 'pending' }
  /** Another way was asked for: these are all there are. */
  | { readonly kind: 'other-ways' }
  /** The same without the phone: what needs none comes first. */
  | { readonly kind: 'without-phone' }
  /** Everything that is left needs the phone. */
  | { readonly kind: 'only-by-phone' }
  /** Nothing was sent that could be sent again. */
  | { readonly kind: 'nothing-sent' }
  /** All in good time: the account name comes first. */
  | { readonly kind: 'name-first' }
  /** What was written here belongs on the page; it was not looked at. */
  | { readonly kind: 'only-on-page' }
  /** A wrong set of answers: the page asks other questions now. */
  | { readonly kind: 'other-questions' }
  | { readonly kind: 'link-renewed' }
  /** The current password was right, and is not all that is asked for. */
  | { readonly kind: 'signed-in' };

export type Ending =
  | 'done'
  | 'unlocked'
  /** Unlocked, but the password itself has run out. */
  | 'unlocked-password-expired'
  | 'not-locked'
  /** Not locked: the password has run out. */
  | 'password-expired'
  /** Not locked: past its end date. */
  | 'account-expired'
  /** Not locked: switched off by an administrator. */
  | 'account-disabled'
  | 'cancelled'
  | 'expired'
  | 'blocked'
  | 'short-of-methods'
  /** What is registered is enough elsewhere only: an approval counts for nothing in the channel it is given in. */
  | 'short-of-methods-here'
  | 'refused'
  | 'unknown-outcome'
  | 'denied';

/** What the bot says next. The voice renders it; nothing here is a sentence. Times are epoch ms. */
export type Ask =
  | SignInAsk
  | { readonly kind: 'identify'; readonly note?: Note | undefined }
  | {
      readonly kind: 'choose';
      readonly gates: number;
      readonly passed: number;
      readonly options: readonly Option[];
      readonly note?: Note | undefined;
    }
  | {
      readonly kind: 'answer';
      readonly method: MethodId;
      readonly question: Question;
      readonly gates: number;
      readonly passed: number;
      /** Whether something was sent that can be sent again. */
      readonly resendable: boolean;
      readonly note?: Note | undefined;
    }
  | { readonly kind: 'link'; readonly url: string; readonly openBy: number; readonly note?: Note | undefined }
  /** The link was handed out and not opened yet; it is not said twice. */
  | { readonly kind: 'link-waiting'; readonly openBy: number }
  | { readonly kind: 'page-open'; readonly finishBy: number }
  | { readonly kind: 'writing' }
  /** The directory does not answer. `kept`: proofs were given, and count when it is back; `over`: it could not even begin. */
  | { readonly kind: 'directory-away'; readonly retryAt: number; readonly kept: boolean; readonly over: boolean }
  | {
      readonly kind: 'ended';
      readonly ending: Ending;
      readonly retryAt?: number | undefined;
      /** The new password has ended every session everywhere. */
      readonly signedOut?: boolean | undefined;
    };
