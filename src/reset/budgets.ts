import type { Keyring } from '../crypto.js';
import type { GuessLimits } from '../policy/odds.js';
import type { Budget } from '../stores/ports.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A patient guesser's window. */
const MONTH = 30 * DAY;

/** How long resets (never the sign-in) are refused once the proofs of a person are used up. */
export const BLOCK_MS = DAY;

/** What one person, one address and the whole organisation may use up. Counted per person across conversations, channels and instances. */
export interface Limits {
  /** Wrong proofs an hour, then resets are refused for a day (Entra's passwords-faq: 5 in an hour, 24 h). */
  readonly proofs: number;
  /** Wrong proofs in thirty days, then resets are refused for the rest of them (NIST SP 800-63B-4 §3.2.2 allows 100 in a row). */
  readonly proofsMonthly: number;
  /** Sessions begun and not finished in a day. */
  readonly sessions: number;
  /** Messages to one person: unanswered in a quarter of an hour, and all in a day. */
  readonly sends: number;
  readonly sendsDaily: number;
  /** Messages to one number or address in a day. */
  readonly sendsToOne: number;
  /** Requests on the phone of one person since the last that was approved: in a quarter of an hour, and in a day (PSH-3). */
  readonly pushes: number;
  readonly pushesDaily: number;
  /** Messages of the whole organisation: in an hour, and in a day. */
  readonly sendsTenant: number;
  readonly sendsTenantDaily: number;
}

export const defaultLimits: Limits = {
  proofs: 5,
  proofsMonthly: 30,
  sessions: 5,
  sends: 3,
  sendsDaily: 6,
  sendsToOne: 6,
  pushes: 3,
  pushesDaily: 5,
  sendsTenant: 100,
  sendsTenantDaily: 500,
};

/** The limits as the chance of guessing sees them. */
export const guessLimits = (limits: Limits): GuessLimits => ({
  failures: limits.proofs,
  blockMs: BLOCK_MS,
  sessionsPerDay: limits.sessions,
  longFailures: limits.proofsMonthly,
  longWindowMs: MONTH,
});

const plain = (key: string, limit: number, windowMs: number): Budget => ({
  key,
  limit,
  windowMs,
  blockMs: 0,
  pausesMs: [],
});

/** Every counter by name; `person` is already a keyed hash. */
export function budgetsOf(limits: Limits, keyring: Keyring) {
  /** One number is one place, whatever its extension. */
  const placed = (to: string): string =>
    keyring.mac('person', ['destination', to.split(';')[0] ?? to]).toString('base64url');
  const unanswered = (person: string): readonly Budget[] => [
    {
      ...plain(`send:${person}`, limits.sends, 15 * MINUTE),
      pausesMs: [30, 60, 120, 240, 480].map((seconds) => seconds * SECOND),
    },
  ];
  const pace = (person: string): readonly Budget[] => [
    {
      ...plain(`pace:${person}`, Number.MAX_SAFE_INTEGER, HOUR),
      pausesMs: [SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND],
    },
  ];
  const standing = (person: string): readonly Budget[] => [
    { key: blockKey(person), limit: Number.MAX_SAFE_INTEGER, windowMs: DAY, blockMs: 0, pausesMs: [] },
  ];
  const tries = (person: string): readonly Budget[] => [
    { ...plain(`proof:${person}`, limits.proofs, HOUR), blockMs: BLOCK_MS },
    plain(`proof-month:${person}`, limits.proofsMonthly, MONTH),
    ...standing(person),
  ];
  const tenant: readonly Budget[] = [
    plain('send-tenant', limits.sendsTenant, HOUR),
    plain('send-tenant-day', limits.sendsTenantDaily, DAY),
  ];
  const pushOpen = (person: string): readonly Budget[] => [plain(`push-open:${person}`, 1, MINUTE)];
  return {
    /** A wrong proof: taken before comparing, given back when right. The pauses between go on while a person is blocked. */
    proof: (person: string): readonly Budget[] => [...pace(person), ...tries(person)],
    /** The same of an answer that nobody can guess again and again: no pause. */
    tries,
    session: (person: string): readonly Budget[] => [
      plain(`session:${person}`, limits.sessions, DAY),
      ...standing(person),
    ],
    /** Counts nothing: refused while the person is blocked. */
    standing,
    /** Counts nothing: refused once the person said of this session that it was somebody else. */
    denied: (sessionId: string): readonly Budget[] => [plain(deniedKey(sessionId), Number.MAX_SAFE_INTEGER, MINUTE)],
    /** Messages nobody has answered yet: given back when the code comes in. */
    unanswered,
    /** `destination`: the number or address it goes to. */
    send: (person: string, destination: string): readonly Budget[] => [
      ...unanswered(person),
      plain(`send-day:${person}`, limits.sendsDaily, DAY),
      plain(`send-to:${placed(destination)}`, limits.sendsToOne, DAY),
      ...tenant,
    ],
    /** Messages of the whole organisation: given back when none went out. */
    tenant,
    /** The request on the phone that is not answered yet: one at a time (PSH-2). */
    pushOpen,
    /** A request on the phone: one at a time, and few. Forgotten once one was approved. */
    push: (person: string): readonly Budget[] => [
      ...pushOpen(person),
      plain(`push:${person}`, limits.pushes, 15 * MINUTE),
      plain(`push-day:${person}`, limits.pushesDaily, DAY),
    ],
  };
}

export type Budgets = ReturnType<typeof budgetsOf>;

/** A block on this key refuses resets of that person, whatever the counters say. */
export const blockKey = (person: string): string => `block:${person}`;

/** A block on this key ends one session: its person said that it was somebody else. */
export const deniedKey = (sessionId: string): string => `denied:${sessionId}`;
