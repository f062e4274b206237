/** Long because it is one page: all that both kinds of store promise. */
import type { Account } from '../directories/directory.js';
import type { Enrollment, NewEnrollment } from '../methods/method.js';

/** Epoch milliseconds; passed in so that tests own the time. */
export type Clock = () => number;

/** What is kept of a conversation between turns: the dialog stack (`voice`) and the domain session (`mind`). JSON, parsed by their owners. */
export interface ConversationRecord {
  readonly voice: unknown;
  readonly mind: unknown;
}

/** An activity as it stands in a transcript. `id` names it; the same id again replaces it. */
export interface TranscriptLine {
  readonly id: string;
  readonly [key: string]: unknown;
}

export interface TurnOutcome<R> {
  /** What to keep; undefined forgets the record (the transcript stays). */
  readonly record: ConversationRecord | undefined;
  /** Said in this turn: saved and published in the same atomic step as the record. Empty where the channel keeps its own history. */
  readonly lines: readonly TranscriptLine[];
  readonly result: R;
}

/** Conversations, shared by all instances. `key` is the keyed hash of channel, conversation and person, so another person's turn finds nothing. */
export interface Conversations {
  /** Begins a transcript; false when there is one already. */
  open(key: string): Promise<boolean>;
  /** Adds to an open transcript and publishes it; a line whose id stands there already replaces it. False when there is no such transcript. */
  append(key: string, line: TranscriptLine): Promise<boolean>;
  /**
   * Adds what a person said, once: a line that stands there already, or whose activity has been heard, stays as it is, for it may have
   * been hidden since. False when there is no such transcript.
   */
  echo(key: string, line: TranscriptLine): Promise<boolean>;
  /** Publishes without keeping (typing). */
  whisper(key: string, line: TranscriptLine): Promise<void>;
  /** What came after `watermark` ('' for all), oldest first; undefined when there is no such transcript. */
  since(
    key: string,
    watermark: string,
  ): Promise<{ readonly lines: readonly TranscriptLine[]; readonly watermark: string } | undefined>;
  /** Calls `listener` for each line published by any instance from now on, until the returned function is called. */
  subscribe(key: string, listener: (line: TranscriptLine, watermark: string) => void): Promise<() => void>;
  /**
   * Runs `work` alone for that conversation on whichever instance, then saves all it returns in one step. Where there is no record and
   * none to be kept, no line and no activity, nothing is left behind.
   * An `activityId` already seen within 24 h returns 'not-run'; so does a conversation without a transcript where it has to be
   * `within` one.
   * Two round trips: one to take hold and read, one to save and let go.
   * @throws HoldLost the hold ran out before the save: nothing was saved · StoreUnavailable
   */
  turn<R>(
    key: string,
    activityId: string | undefined,
    work: (record: ConversationRecord | undefined) => Promise<TurnOutcome<R>>,
    within?: 'transcript',
  ): Promise<R | 'not-run'>;
}

/** How often something may happen. `key` names what is counted (`proof:<person>`), never in the clear. */
export interface Budget {
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
  /** When the last unit is taken, refuse for this long; 0 refuses until the window ends. */
  readonly blockMs: number;
  /** Least time between the n-th and the next unit, n from 1; the last value goes on. Empty for no pause. */
  readonly pausesMs: readonly number[];
}

export type Spent =
  /** `usedUpUntil`: when there will be something again (epoch ms), where this was the last unit of a budget. */
  | { readonly kind: 'spent'; readonly left: number; readonly usedUpUntil?: number | undefined }
  /**
   * `key` is the budget that refused; nothing was taken from any. Where one is used up, what only paces goes on all the same, so that
   * a block does not show in the pauses: it was taken, or `pauseUntil` says until when it refuses too (epoch ms).
   */
  | {
      readonly kind: 'refused';
      readonly key: string;
      readonly reason: 'used-up' | 'too-soon';
      readonly retryAt: number;
      readonly pauseUntil?: number | undefined;
    };

/** Counters shared by all instances, on the store's own clock. A unit is taken before anything is compared. */
export interface Throttle {
  /** Takes one unit from every budget, or from none. `left` is the smallest rest. One round trip. @throws StoreUnavailable */
  spend(budgets: readonly Budget[]): Promise<Spent>;
  /** The same, leaving with the save of the turn that brought it about: resolves when both have arrived. No round trip of its own. */
  spendWithSave(budgets: readonly Budget[]): Promise<Spent>;
  /**
   * Gives one unit back to each and lifts a block that this unit had caused. It counts at once for whoever spends here, and a moment
   * later, when it has travelled with a turn's save, everywhere. One that is lost stays taken; it never rejects.
   */
  refund(budgets: readonly Budget[]): Promise<void>;
  /** Refuses every spend on this key until then. */
  block(key: string, untilMs: number): Promise<void>;
  /** The same, but as with `refund`: it travels with the save of the turn that brought it about. Never rejects. */
  blockWithSave(key: string, untilMs: number): Promise<void>;
  /** Forgets a block and a count, as with `refund`: with the turn's save. Never rejects. */
  clear(key: string): Promise<void>;
}

/** Things that may happen once within a time, shared by all instances: call-backs, pairings, replays. */
export interface Claims {
  /** True for the first to claim the key within `ttlMs`; atomic. */
  claim(key: string, ttlMs: number): Promise<boolean>;
  /** Keeps a sealed value for later; replaces. */
  put(key: string, value: string, ttlMs: number): Promise<void>;
  get(key: string): Promise<string | undefined>;
  /** Reads and removes at once: only one caller gets it. */
  take(key: string): Promise<string | undefined>;
  /** Takes the key for `owner`, or keeps it another `ttlMs`; false while another owner has it. Atomic. */
  hold(key: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Lets go of what is held; nothing happens when another owner has it. */
  release(key: string, owner: string): Promise<void>;
}

/** Everything short-lived; memory or Redis behind one contract. */
export interface LiveStore {
  readonly conversations: Conversations;
  readonly throttle: Throttle;
  readonly claims: Claims;
  /** Round trip in ms. @throws StoreUnavailable */
  ping(): Promise<number>;
  close(): Promise<void>;
}

/** Registered methods; data sealed under the account and enrollment id. */
export interface Enrollments {
  list(accountId: string): Promise<readonly Enrollment[]>;
  add(accountId: string, enrollment: NewEnrollment, usableFrom: number): Promise<Enrollment>;
  /** Replaces what is given. False when it is gone. */
  update(
    id: string,
    change: Partial<Pick<Enrollment, 'name' | 'data' | 'usableFrom' | 'confirmedAt' | 'lastUsedAt'>>,
  ): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  /** Accepts `step` only if it is greater than any accepted before for that enrollment; atomic across instances (RFC 6238 §5.2). */
  advance(id: string, step: number): Promise<boolean>;
  /**
   * True for the first to use up `place` (0 to 30: one saved code of a sheet) of that enrollment, ever; false when it is gone.
   * Atomic across instances: `set spent = spent | bit where id = … and spent & bit = 0`.
   */
  spend(id: string, place: number): Promise<boolean>;
  /** Account ids of at most so many people who have something registered, the same on every instance. */
  people(limit: number): Promise<readonly string[]>;
  /** Seals everything again under the current key; returns how many were not yet. */
  rotate(): Promise<number>;
}

/** OWASP logging vocabulary names where there is one (`authn_login_fail`, `password_reset_success`, …). */
export interface AuditEntry {
  readonly event: string;
  /** Account id, or the keyed hash of an unknown name. */
  readonly person: string;
  readonly sessionId: string;
  readonly channel: string;
  readonly method?: string | undefined;
  readonly outcome: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>> | undefined;
}

export interface AuditRecord extends AuditEntry {
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
}

export type AuditVerdict =
  | { readonly kind: 'intact'; readonly records: number; readonly head: string }
  | { readonly kind: 'broken'; readonly seq: number; readonly reason: string };

/** Append-only, HMAC-chained: any edit, cut or swap is found. */
export interface AuditLog {
  /** @throws StoreUnavailable: then nothing else may happen either. */
  append(entry: AuditEntry): Promise<void>;
  list(filter: {
    readonly person?: string;
    readonly sessionId?: string;
    readonly limit: number;
  }): Promise<readonly AuditRecord[]>;
  /** Walks the whole chain in batches. `head` given earlier (`seq:mac`) also finds a cut of the tail together with its head. */
  verify(expectedHead?: string): Promise<AuditVerdict>;
}

export interface DirectoryWrite {
  readonly grantId: string;
  readonly accountId: string;
  readonly action: 'set-password' | 'unlock';
  /** When the password had last been set before this write, epoch ms, as the directory said. */
  readonly passwordSetAt?: number | undefined;
  /** `Account.passwordVersion` before this write. */
  readonly passwordVersion?: number | undefined;
  /** The chosen password, sealed, where it may have to be written once more: gone with the settling, but for `unknown`. */
  readonly kept?: string | undefined;
}

/** The journal of directory writes: at most one a grant, whatever happens to Redis or the process. */
export interface WriteJournal {
  /** True for the first to claim this grant, ever. */
  claim(write: DirectoryWrite): Promise<boolean>;
  /** Wipes every password kept since before `beforeMs`, whatever became of its write. */
  forget(beforeMs: number): Promise<void>;
  /** True when this has settled it: what is settled stays, but for `unknown`. */
  settle(grantId: string, outcome: 'done' | 'refused' | 'failed' | 'unknown'): Promise<boolean>;
  /** Claimed before `beforeMs` and never settled, or settled as unknown; oldest first. `at` is when it was claimed. */
  unsettled(beforeMs: number): Promise<readonly (DirectoryWrite & { readonly at: number })[]>;
}

/** The embedded directory's own people. */
export interface AccountRow extends Omit<Account, 'isProtected'> {
  readonly passwordHash: string;
  readonly failedSignIns: number;
}

export interface AccountRows {
  find(login: string): Promise<AccountRow | undefined>;
  read(id: string): Promise<AccountRow | undefined>;
  add(row: AccountRow): Promise<void>;
  /**
   * Replaces what is given; with `before`, only if hash, count and state are still what they were there. False when they
   * are not, or the account is gone.
   */
  update(
    id: string,
    change: Partial<Pick<AccountRow, 'passwordHash' | 'passwordSetAt' | 'state' | 'failedSignIns' | 'phone' | 'mail'>>,
    before?: Pick<AccountRow, 'passwordHash' | 'failedSignIns' | 'state'>,
  ): Promise<boolean>;
  count(): Promise<number>;
}

/** A message that stands in a chat, as the channel that carried it names conversation and message. */
export interface Told {
  readonly conversation: string;
  readonly message: string;
}

/** What a "this was not me" link can undo. */
export interface Dispute {
  readonly accountId: string;
  /** What happened, and what it takes to undo it; the owner's own, kept sealed. JSON. */
  readonly change: unknown;
  /** Epoch ms of the change. */
  readonly at: number;
  /** Where it stands in a chat, with the link. */
  readonly told?: Told | undefined;
}

/** Links by which a person says that a change was somebody else's. Only the hash of a link's secret is kept. */
export interface Disputes {
  /** The link is good until `until` (epoch ms), once. */
  add(hash: string, dispute: Omit<Dispute, 'at' | 'told'>, until: number): Promise<void>;
  /** Where it was told of; nothing is kept where the link is used already. */
  tell(hash: string, told: Told): Promise<void>;
  /** Changes nothing; undefined for one that is unknown, used or over. */
  read(hash: string): Promise<Dispute | undefined>;
  /** Uses the link up: only one caller gets it. */
  take(hash: string): Promise<Dispute | undefined>;
  /** Seals everything again under the current key; returns how many were not yet. */
  rotate(): Promise<number>;
}

/** Where a conversation can be gone on with, without being asked. */
export interface KeptReference {
  /** The conversation's key. */
  readonly key: string;
  /** Whose it is, by the channel's own ids; undefined for visitors nobody knows. */
  readonly person: string | undefined;
  /** The directory account of that person, where it was found. */
  readonly accountId: string | undefined;
  /** The channel's own, kept sealed. JSON. */
  readonly address: unknown;
}

/** Conversations the bot may speak in of itself: they outlive sessions, restarts and years without a word. */
export interface References {
  /** Replaces what was known of the conversation; good until then (epoch ms). */
  put(reference: KeptReference, until: number): Promise<void>;
  read(key: string): Promise<KeptReference | undefined>;
  /** The one that was put last. */
  ofPerson(person: string): Promise<KeptReference | undefined>;
  /** The one that was put last. */
  ofAccount(accountId: string): Promise<KeptReference | undefined>;
  /** People's whose account was not found, at most so many, by key, beginning after that one. */
  unlinked(after: string, limit: number): Promise<readonly KeptReference[]>;
  /** That person's account was found later; changes nothing where there is one already. */
  link(key: string, accountId: string): Promise<void>;
  /** Forgets all of a person's. */
  forget(person: string): Promise<void>;
  /** Seals everything again under the current key; returns how many were not yet. */
  rotate(): Promise<number>;
}

/** The policies that were in force, newest last: the audit log refers to them by hash. */
export interface PolicyHistory {
  /** Records the policy now in force; true when it differs from the last one. */
  record(policy: { readonly hash: string; readonly text: string }): Promise<boolean>;
  list(): Promise<readonly { readonly hash: string; readonly text: string; readonly at: number }[]>;
}

/** Everything that must survive; libsql or PostgreSQL behind one contract. */
export interface DurableStore {
  readonly enrollments: Enrollments;
  readonly audit: AuditLog;
  readonly journal: WriteJournal;
  readonly accounts: AccountRows;
  readonly policies: PolicyHistory;
  readonly disputes: Disputes;
  readonly references: References;
  /** Round trip in ms. @throws StoreUnavailable */
  ping(): Promise<number>;
  close(): Promise<void>;
}
