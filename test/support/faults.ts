import type { Account, Directory } from '../../src/directories/directory.js';
import { DirectoryUnavailable, OutcomeUnknown } from '../../src/errors.js';
import type { Fault, FaultKind, FaultProxy } from './fault-proxy.js';

/** Faults spread evenly over the bytes of one whole reset, in both directions and of every kind. */
export function faultsOver(
  bytes: { readonly request: number; readonly answer: number },
  count: number,
): readonly Fault[] {
  const kinds: readonly FaultKind[] = ['cut', 'black-hole', 'half-close', 'delay'];
  return Array.from({ length: count }, (_, index) => {
    const direction = index % 2 === 0 ? 'request' : 'answer';
    const kind = kinds[Math.floor(index / 2) % kinds.length] ?? 'cut';
    const atByte = 1 + Math.floor((bytes[direction] * index) / count);
    return { kind, direction, atByte, delayMs: 150, forGood: kind !== 'delay' && index % 3 === 0 };
  });
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
  stop(): Promise<void>;
}

export interface Verdict {
  readonly fault: Fault;
  readonly said: 'done' | 'not written' | 'unknown' | 'other';
  readonly newWorks: boolean;
  readonly oldWorks: boolean;
  readonly writes: number;
  readonly error?: unknown;
}

/** One reset with one fault in it, and what became of it in truth. */
export async function resetUnder(fault: Fault, subject: Subject, newPassword: string): Promise<Verdict> {
  const before = await subject.writes();
  subject.proxy.arm(fault);
  const { said, error } = await outcomeOf(() => subject.directory.setPassword(subject.account, newPassword));
  const newWorks = await subject.signsIn(newPassword);
  const oldWorks = await subject.signsIn(subject.oldPassword);
  const writes = (await subject.writes()) - before;
  subject.proxy.heal();
  await subject.stop();
  return { fault, said, newWorks, oldWorks, writes, error };
}

async function outcomeOf(work: () => Promise<void>): Promise<Pick<Verdict, 'said' | 'error'>> {
  try {
    await work();
    return { said: 'done' };
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return { said: 'not written', error };
    if (error instanceof OutcomeUnknown) return { said: 'unknown', error };
    return { said: 'other', error };
  }
}

/** What one whole reset sends and gets, from the connection to the last answer; on a busy machine one of three may have begun anew. */
export async function wholeReset(start: () => Promise<Subject>, newPassword: string) {
  const seen = [];
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
