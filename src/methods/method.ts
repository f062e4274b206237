import type { Account } from '../directories/directory.js';

/** Names a way of proving who one is: `authenticator-code`, `sms`, … Parsed from the policy and the database at their borders. */
export type MethodId = string & { readonly brand: 'MethodId' };

/** What a method is, without what it needs: the policy reasons over these. */
export interface MethodTraits {
  readonly id: MethodId;
  /** What passing it shows possession of. Two methods of the `app` family are one proof. */
  readonly family: 'app' | 'phone' | 'mailbox' | 'saved' | 'knowledge';
  /** 1 is strongest; the order in which methods are offered. */
  readonly rank: number;
  /** Chance that one random guess passes (two accepted time steps of six digits: 2e-6). */
  readonly guessOdds: number;
  /**
   * The channel in which it is answered: it is not asked in a conversation there, not for registration, and not of
   * privileged accounts, because whoever holds a session there holds it too.
   */
  readonly answeredIn?: 'msteams' | undefined;
  /** One a person: registering it again takes the place of the earlier one. */
  readonly single?: boolean | undefined;
}

/** A person's registered method, opened from its seal. */
export interface Enrollment {
  readonly id: string;
  readonly accountId: string;
  readonly method: MethodId;
  /** What the person calls it, '' when unnamed. */
  readonly name: string;
  /** Enrollments with the same value are one proof: `app`, `phone:<number>`, `mailbox`, … */
  readonly proof: string;
  /** The method's own, parsed by the method: seed, number, address. JSON. */
  readonly data: unknown;
  /** Epoch ms. A reset may use it from `usableFrom` on. */
  readonly createdAt: number;
  readonly usableFrom: number;
  readonly confirmedAt: number;
  readonly lastUsedAt?: number | undefined;
}

/** What is stored of a new enrollment; the store gives it its id and times. */
export type NewEnrollment = Pick<Enrollment, 'method' | 'name' | 'proof' | 'data'>;

/** Who is being asked, in which session, to what end. A code made on one occasion is worthless on any other. */
export interface Occasion {
  readonly sessionId: string;
  readonly accountId: string;
  readonly login: string;
  readonly purpose: 'reset' | 'unlock' | 'change' | 'register' | 'manage';
  readonly locale: string;
  /** Which conversation to move on when an answer comes out of band. */
  readonly conversation?: string | undefined;
  /** Where the person writes: the channel, and as much of the place as is known. */
  readonly channel?: 'webchat' | 'msteams' | undefined;
  readonly from?: string | undefined;
}

/** The closed vocabulary between methods and the conversation: a method picks a shape, it never writes a sentence. */
export type Question =
  | { readonly kind: 'code'; readonly digits: number; readonly sentTo?: string | undefined }
  | { readonly kind: 'saved-code' }
  | { readonly kind: 'approve'; readonly device: string; readonly match: string }
  | { readonly kind: 'call'; readonly sentTo: string }
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'enter'; readonly what: 'phone' | 'email' }
  | { readonly kind: 'scan'; readonly uri: string; readonly key: string }
  /** A page to be opened on a phone; what it does there is the answer. */
  | { readonly kind: 'pair'; readonly uri: string };

/** One asking of a method. It is stored with the session: `memo` never holds a secret in the clear. */
export interface Challenge {
  readonly question: Question;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** What the method must remember until the reply; JSON, parsed by the method. */
  readonly memo: unknown;
}

/** A challenge, and what has still to be carried to the person once the answer to this turn has been sent. */
export interface Begun {
  readonly challenge: Challenge;
  /** @throws MethodUnavailable the message did not go out */
  readonly deliver?: (() => Promise<void>) | undefined;
  /** Done in its place where nothing may be carried: ends as a delivery does that reaches nobody. */
  readonly withheld?: (() => Promise<void>) | undefined;
  /** Registration only: the number or address it goes to, so that messages to one are counted; never stored. */
  readonly destination?: string | undefined;
}

/** `denied`: the person says that it was somebody else who asked. */
export type Verdict = 'pass' | 'fail' | 'pending' | 'denied' | { readonly next: Challenge };

/** A way of proving who one is. Driven port; a new method is one file and one line in `methods/index.ts`. */
export interface Method {
  readonly traits: MethodTraits;
  /** The canonical reply within what was said (`my code is 123 456` → `123456`), or undefined when there is none: costs no try. */
  read(said: string): string | undefined;
  /** @throws MethodUnavailable: costs the person no try. */
  begin(occasion: Occasion, enrollment: Enrollment): Promise<Begun>;
  /**
   * `reply` is what was typed or what `arrived` brought; undefined while nothing has: then only the time decides. Asks no store for
   * what may have come. The caller has taken a try from the budget before.
   */
  check(occasion: Occasion, challenge: Challenge, reply: string | undefined, enrollment: Enrollment): Promise<Verdict>;
  /**
   * Takes what came another way than the chat, for one caller: answers typed on a page, what was pressed on a phone, or that
   * nobody was reached. It is a reply that cannot be typed. One round trip. Absent where there is none.
   */
  arrived?(challenge: Challenge): Promise<string | undefined>;
  /** After a reply from there that was wrong or may not be judged: what the person sees there. */
  dismiss?(occasion: Occasion, challenge: Challenge, enrollment: Enrollment): Promise<void>;
  /** What somebody who has no such method is asked with: same work, same question, never passes. */
  decoy(occasion: Occasion): Enrollment;
  /** The number or address it goes to, so that messages to one are counted; absent where nothing is sent. */
  sentTo?(enrollment: Enrollment): string;
  /** Masked, at most the last two characters: `•••• 00`, `a•••@home.example`, or '' when there is nothing to show. */
  describe(enrollment: Enrollment): string;
  /** Names the device it is on: enrollments with the same name are one device, and are taken out together. Absent where there is none. */
  deviceOf?(enrollment: Enrollment): string | undefined;
  /** How often it can still be used; absent where there is no end to it. */
  left?(enrollment: Enrollment): number;
  /** The directory's own phone or mail as one of this method; undefined where there is none that it may use. Absent where there never is. */
  onFile?(account: Account): Promise<NewEnrollment | undefined>;
  /** Registration; absent where a method cannot be registered by oneself. */
  readonly enroll?: EnrollMethod | undefined;
}

/** What the policy asks of a registration beside its proof. */
export interface EnrollRules {
  /** Two different codes in a row instead of one, where the method has such codes. */
  readonly confirmTwice: boolean;
  /** What else may be registered in the same go. */
  readonly along: readonly MethodId[];
}

/** A method that was proven, and what was registered in the same go: the codes of the same app. */
export interface Proven extends NewEnrollment {
  readonly along?: readonly NewEnrollment[] | undefined;
}

/** How a method is registered: asked, proven, then stored. */
export interface EnrollMethod {
  /** The canonical reply within what was said, where registering takes another one than `Method.read` does. */
  read?(said: string): string | undefined;
  /** False once it is known that what was sent did not get there; absent where nobody can say. */
  reached?(challenge: Challenge): Promise<boolean>;
  /** `typed` is the number or address when the first question was `enter`. A string names the reason of a refusal. */
  begin(
    occasion: Occasion,
    typed: string | undefined,
    rules?: EnrollRules | undefined,
  ): Promise<Begun | { readonly refused: string }>;
  confirm(
    occasion: Occasion,
    challenge: Challenge,
    reply: string,
  ): Promise<Proven | 'fail' | { readonly next: Challenge }>;
}
