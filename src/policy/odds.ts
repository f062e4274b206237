import type { MethodTraits } from '../methods/method.js';
import { combinations } from './combinations.js';
import { isApproval } from './countable.js';
import type { Policy, PolicyFile } from './policy.js';

const DAY_MS = 86_400_000;
const DAYS_A_YEAR = 365.25;
const TENANT = 100_000;

/** The throttle, as far as it bounds guessing. */
export interface GuessLimits {
  /** Wrong proofs of one person in a window; the one that reaches it blocks. */
  readonly failures: number;
  readonly blockMs: number;
  /** Sessions begun for one person in a day. */
  readonly sessionsPerDay: number;
  /** Wrong proofs of one person in a long window; the one that reaches it refuses for the rest of that window. */
  readonly longFailures: number;
  readonly longWindowMs: number;
}

/** One set of methods, and how likely it falls to blind guessing in a year. */
export interface WayOdds {
  readonly way: readonly MethodTraits[];
  readonly perPersonYear: number;
  /** At least one of 100,000 people. */
  readonly perTenantYear: number;
  /** With a notification in it: when the person answers every request by typing a number at random. */
  readonly careless?: number | undefined;
}

/**
 * Chance that all gates, each passed by one try with chance `odds[i]`, are passed in one session before `failures` tries have failed.
 * Gates are passed one after the other and share the failures; their order makes no difference. docs/security.md derives it.
 */
export function sessionOdds(odds: readonly number[], failures: number): number {
  let passed: readonly number[] = Array.from({ length: failures + 1 }, (_, left) => (left > 0 ? 1 : 0));
  for (const chance of odds) {
    const next = [0];
    for (let left = 1; left <= failures; left += 1) {
      next.push(chance * (passed[left] ?? 0) + (1 - chance) * (next[left - 1] ?? 0));
    }
    passed = next;
  }
  return passed[failures] ?? 0;
}

/**
 * Upper bound of the chance that somebody who only guesses passes all gates of one person within a year, whatever the strategy:
 * patient (never reaching the block), astride the border of two windows, or spending everything and waiting for the block to end;
 * and never more than all wrong proofs of all long windows of the year could buy, spent where they buy most.
 */
export function yearlyOdds(odds: readonly number[], limits: GuessLimits): number {
  const { failures, blockMs, sessionsPerDay, longFailures, longWindowMs } = limits;
  const survives = (tries: number): number => Math.log1p(-sessionOdds(odds, Math.max(tries, 0)));
  const patient = Math.min(survives(failures - 1), (survives(1) + survives(2 * failures - 3)) / 2);
  const burst = survives(2 * failures - 2);
  const sessions = sessionsPerDay * DAYS_A_YEAR;
  const bursts = Math.min(sessions, (DAYS_A_YEAR * DAY_MS) / blockMs);
  const most = Math.max(1, 2 * failures - 2);
  const dearest = Math.min(...Array.from({ length: most }, (_, more) => survives(more + 1) / (more + 1)));
  // A window may have been opened before the year began.
  const wrong = longFailures * ((DAYS_A_YEAR * DAY_MS) / longWindowMs + 1);
  return -Math.expm1(Math.max(sessions * patient + bursts * burst, wrong * dearest)) || 0;
}

/** The chance that it happens to at least one of `people`. */
export const amongOdds = (chance: number, people: number): number => -Math.expm1(people * Math.log1p(-chance)) || 0;

/** Every way through a policy with its odds, the likeliest to fall first; for somebody who registered all of them the first one counts. */
export function policyOdds(
  file: PolicyFile,
  policy: Policy,
  traits: readonly MethodTraits[],
  limits: GuessLimits,
): readonly WayOdds[] {
  return combinations(file, policy, traits)
    .map((way): WayOdds => {
      // Only the phone that holds the key can answer a notification: a guesser has nothing to type into.
      const perPersonYear = yearlyOdds(
        way.map((one) => (isApproval(one) ? 0 : one.guessOdds)),
        limits,
      );
      const careless = way.some(isApproval)
        ? yearlyOdds(
            way.map(({ guessOdds }) => guessOdds),
            limits,
          )
        : undefined;
      return { way, perPersonYear, perTenantYear: amongOdds(perPersonYear, TENANT), careless };
    })
    .sort((a, b) => b.perPersonYear - a.perPersonYear);
}
