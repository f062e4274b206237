import type { Account, Directory } from '../../src/directories/directory.js';
import { DirectoryUnavailable, OutcomeUnknown } from '../../src/errors.js';
import type { Fault, FaultKind, FaultProxy } from './fault-proxy.js';

const KINDS: readonly FaultKind[] = ['cut', 'black-hole', 'half-close', 'delay'];

/** What one whole reset sends and gets. */
export interface Traffic {
  readonly bytes: { readonly request: number; readonly answer: number };
  /** Lengths of the messages sent, in their order. */
  readonly requests: readonly number[];
}

/** Longer than anybody waits for an answer, and for what became of it. */
const LATE_MS = 3500;

/**
 * Every kind of fault in the middle of every message that is sent, and the rest of `count` spread evenly over the bytes of
 * both directions; the last `writes` messages also arrive late.
 */
export function faultsOver({ bytes, requests }: Traffic, count: number, writes = 0): readonly Fault[] {
  const within = requests.flatMap((length, index): readonly Fault[] => {
    const before = requests.slice(0, index).reduce((sum, one) => sum + one, 0);
    const atByte = before + Math.ceil(length / 2);
    const late: Fault = { kind: 'late', direction: 'request', atByte, delayMs: LATE_MS };
    const isWrite = index >= requests.length - writes;
    return [
      ...KINDS.map((kind): Fault => ({ kind, direction: 'request', atByte, delayMs: 150 })),
      ...(isWrite ? [late] : []),
    ];
  });
  const rest = Math.max(0, count - within.length);
  const spread = Array.from({ length: rest }, (_, index): Fault => {
    const direction = index % 2 === 0 ? 'request' : 'answer';
    const kind = KINDS[Math.floor(index / 2) % KINDS.length] ?? 'cut';
    const atByte = 1 + Math.floor((bytes[direction] * index) / rest);
    return { kind, direction, atByte, delayMs: 150, forGood: kind !== 'delay' && index % 3 === 0 };
  });
  return [...within, ...spread];
}

export interface Subject {
  readonly proxy: FaultProxy;
  readonly directory: Directory;
  readonly account: Account;
  readonly oldPassword: string;
  /** By a client of its own, past the proxy. */
  signsIn(password: string): Promise<boolean>;
  /** How often the directory has written the password so far. */
  writes(): Promise<number>;
  /** Once the directory can be asked again. */
  ready?(): Promise<void>;
  stop(): Promise<void>;
}

export interface Verdict {
  readonly fault: Fault;
  readonly said: 'done' | 'not written' | 'unknown' | 'other';
  readonly newWorks: boolean;
  readonly oldWorks: boolean;
  readonly writes: number;
  /** Whether the fault came to pass at all. */
  readonly struck: boolean;
  readonly error?: unknown;
}

/** One reset with one fault in it, and what became of it in truth. */
export async function resetUnder(fault: Fault, subject: Subject, newPassword: string): Promise<Verdict> {
  const before = await subject.writes();
  subject.proxy.arm(fault);
  const { said, error } = await outcomeOf(() => subject.directory.setPassword(subject.account, newPassword));
  await subject.proxy.landed();
  await subject.ready?.();
  const newWorks = await subject.signsIn(newPassword);
  const oldWorks = await subject.signsIn(subject.oldPassword);
  const writes = (await subject.writes()) - before;
  const struck = subject.proxy.struck();
  subject.proxy.heal();
  await subject.stop();
  return { fault, said, newWorks, oldWorks, writes, struck, error };
}

async function outcomeOf(work: () => Promise<unknown>): Promise<Pick<Verdict, 'said' | 'error'>> {
  try {
    await work();
    return { said: 'done' };
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return { said: 'not written', error };
    if (error instanceof OutcomeUnknown) return { said: 'unknown', error };
    return { said: 'other', error };
  }
}

/**
 * One reset whose server dies so many ms after the last message but `fromEnd` was on its way, and is started again at once.
 * What was sent may have been written, partly written, or never seen.
 */
export async function resetUnderDeath(
  start: () => Promise<Subject>,
  { requests }: Traffic,
  [fromEnd, ms]: readonly [number, number],
  { restart, newPassword }: { readonly restart: () => Promise<void>; readonly newPassword: string },
): Promise<Verdict> {
  const subject = await start();
  const atByte = requests.slice(0, -fromEnd).reduce((sum, length) => sum + length, 1);
  let back: Promise<void> | undefined;
  const onStrike = (): void => {
    back = new Promise((resolve) => setTimeout(resolve, ms)).then(restart);
  };
  const ready = async (): Promise<void> => back;
  return resetUnder({ kind: 'delay', direction: 'request', atByte, onStrike }, { ...subject, ready }, newPassword);
}

/** What one whole reset sends and gets, from the connection to the last answer; on a busy machine one of three may have begun anew. */
export async function wholeReset(start: () => Promise<Subject>, newPassword: string): Promise<Traffic> {
  const seen: Traffic[] = [];
  for (let run = 0; run < 3; run += 1) {
    const { directory, account, proxy, stop } = await start();
    await directory.setPassword(account, newPassword);
    seen.push({ bytes: { ...proxy.bytes }, requests: [...proxy.requests] });
    await stop();
  }
  const [least] = seen.sort((a, b) => a.bytes.request - b.bytes.request);
  return least ?? { bytes: { request: 0, answer: 0 }, requests: [] };
}

/** Runs all work, so many at a time. */
export async function abreast<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const [index, item] of queue) results[index] = await work(item);
    }),
  );
  return results;
}

const MOST_GOES = 4;

/** Every fault, so many at a time; what did not come to pass again by itself, as on a busy machine a reset may give up before it gets there. */
export async function underEach(
  faults: readonly Fault[],
  width: number,
  one: (fault: Fault) => Promise<Verdict>,
): Promise<readonly Verdict[]> {
  const verdicts = await abreast(faults, width, one);
  for (const { fault } of verdicts.filter(({ struck }) => !struck)) {
    let hasStruck = false;
    for (let go = 1; go < MOST_GOES && !hasStruck; go += 1) {
      const verdict = await one(fault);
      verdicts.push(verdict);
      hasStruck = verdict.struck;
    }
  }
  return verdicts;
}

/** How many faults came to pass. */
export const struckIn = (verdicts: readonly Verdict[]): number => verdicts.filter(({ struck }) => struck).length;

/** The three ways of failing people, each of which must be empty. `pair` is how many writes make one reset. */
export function failuresIn(verdicts: readonly Verdict[], pair: number) {
  const isFalse = (one: Verdict): boolean =>
    (one.said === 'done' && (!one.newWorks || one.oldWorks)) ||
    (one.said === 'not written' && (one.newWorks || one.writes > 0)) ||
    one.said === 'other';
  return {
    falseOutcomes: verdicts.filter(isFalse),
    doubleWrites: verdicts.filter(({ writes }) => writes > pair),
    stuckAccounts: verdicts.filter(({ newWorks, oldWorks }) => !newWorks && !oldWorks),
  };
}
