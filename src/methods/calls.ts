import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type Speech, spokenLanguages } from '../senders/speech.js';
import type { Claims } from '../stores/ports.js';

/** From dialling to the last word. */
export const CALL_MS = 3 * 60_000;

const call = z.strictObject({
  /** What is said when somebody answers; a key is waited for. */
  ask: z.string(),
  /** What is said after the right key: thanks, or the code. */
  onKey: z.string(),
  /** What is said after another key. */
  onOtherKey: z.string(),
  language: z.enum(spokenLanguages),
  /** The key that goes on; '' for any. */
  key: z.string(),
  /** Which conversation to move on. */
  conversation: z.string().optional(),
});

export type Call = z.infer<typeof call>;
export type CallOutcome = 'approved' | 'declined' | 'unreached';

/** Calls under way, shared by all instances. Whatever ends one ends it once: what comes later or again has no effect. */
export interface Calls {
  open(reference: string, call: Call): Promise<void>;
  /** Somebody, or something, picked up. A machine is told nothing. */
  answered(reference: string, by: 'person' | 'machine'): Promise<Speech>;
  pressed(reference: string, key: string): Promise<Speech>;
  /** Over, busy, not answered, failed: without a key before, nobody was reached. */
  ended(reference: string): Promise<void>;
  /** Whether it still waits for its key. */
  waits(reference: string): Promise<boolean>;
  /**
   * Nobody is called: ends as a call does that nobody answers, or, `cutShort`, as one that is engaged or turned down. In this process
   * alone; lost with it.
   */
  pretend(reference: string, conversation: string | undefined, cutShort: boolean): void;
  /** Only one caller gets an outcome; 'pending' before and after. */
  outcome(reference: string): Promise<CallOutcome | 'pending'>;
}

export interface CallsNeeds {
  readonly claims: Pick<Claims, 'get' | 'put' | 'take'>;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
  /** Evaluation mode, where no network says that nobody answers: how long it rings. */
  readonly simulatedRingMs?: number | undefined;
  /** Runs `work` once, `ms` from now. A timer of this process unless a test brings its own. */
  readonly later?: ((ms: number, work: () => void) => void) | undefined;
}

/** How long a phone rings that nobody answers: as long as we let it, and the carrier's own delay. */
const UNANSWERED_MS = 27_000;
const DELAY_MS = 4_000;
/** The soonest that one ends which is engaged or turned down. */
const CUT_SHORT_MS = 3_000;

/** What is kept of a call outlives it by this, so that its end can be said. */
const SETTLING_MS = 30_000;

const timer = (ms: number, work: () => void): void => {
  setTimeout(work, ms).unref();
};

const pretendedMs = (cutShort: boolean): number =>
  cutShort ? randomInt(CUT_SHORT_MS, UNANSWERED_MS) : UNANSWERED_MS + randomInt(DELAY_MS);

const outcomes = z.enum(['approved', 'declined', 'unreached']);
const callKey = (reference: string): string => `call:${reference}`;
const outcomeKey = (reference: string): string => `call-outcome:${reference}`;
const parsed = (text: string | undefined): Call | undefined =>
  text === undefined ? undefined : call.parse(JSON.parse(text));

export function calls({ claims, nudge, simulatedRingMs, later = timer }: CallsNeeds): Calls {
  /** Taking the call out is what makes every ending the only one. */
  async function settle(reference: string, outcomeOf: (call: Call) => CallOutcome): Promise<Call | undefined> {
    const settled = parsed(await claims.take(callKey(reference)));
    if (!settled) return undefined;
    await claims.put(outcomeKey(reference), outcomeOf(settled), CALL_MS);
    // Not waited for: the person on the phone is.
    if (settled.conversation !== undefined) void nudge(settled.conversation);
    return settled;
  }

  const goesOn = (call: Call, key: string): boolean => call.key === '' || call.key === key;

  return {
    async open(reference, made) {
      await claims.put(callKey(reference), JSON.stringify(made), CALL_MS + SETTLING_MS);
      // A call-back of the network may be lost; whoever waits in the chat is told all the same.
      later(simulatedRingMs ?? CALL_MS, () => void settle(reference, () => 'unreached').catch(() => undefined));
    },
    async answered(reference, by) {
      if (by === 'machine') {
        await settle(reference, () => 'unreached');
        return { kind: 'hang-up' };
      }
      const waiting = parsed(await claims.get(callKey(reference)));
      return waiting ? { kind: 'ask', text: waiting.ask, language: waiting.language } : { kind: 'hang-up' };
    },
    async pressed(reference, key) {
      const settled = await settle(reference, (made) => (goesOn(made, key) ? 'approved' : 'declined'));
      if (!settled) return { kind: 'hang-up' };
      const { onKey, onOtherKey, language } = settled;
      return { kind: 'say', text: goesOn(settled, key) ? onKey : onOtherKey, language };
    },
    async ended(reference) {
      await settle(reference, () => 'unreached');
    },
    pretend(reference, conversation, cutShort) {
      later(simulatedRingMs ?? pretendedMs(cutShort), () => {
        const told = claims.put(outcomeKey(reference), 'unreached' satisfies CallOutcome, CALL_MS);
        // What cannot be kept is found out when the person writes again.
        told.then(() => (conversation === undefined ? undefined : nudge(conversation))).catch(() => undefined);
      });
    },
    waits: async (reference) => (await claims.get(callKey(reference))) !== undefined,
    outcome: async (reference) => outcomes.optional().parse(await claims.take(outcomeKey(reference))) ?? 'pending',
  };
}
