import { describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { MOST } from '../../src/methods/traits.js';
import { defaultPolicy } from '../../src/policy/default-policy.js';
import { amongOdds, type GuessLimits, policyOdds, sessionOdds, yearlyOdds } from '../../src/policy/odds.js';
import { budgetsOf, defaultLimits, guessLimits } from '../../src/reset/budgets.js';
import { SESSION_MS } from '../../src/reset/session.js';
import { memoryThrottle } from '../../src/stores/memory/throttle.js';
import { fileOf, lettersOf, spelled, traits } from '../support/policies.js';

/** Small, fast, seeded: the same run every time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const inForce = guessLimits(defaultLimits);
/** Without the long window: what an hour, a block and a day allow. */
const impatient: GuessLimits = { ...inForce, longFailures: 1e9 };
const HOUR = 60;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/**
 * The throttle in minutes: a window opens with its first failure; the last failure of it blocks for a day; so many sessions a
 * day; so many failures in a long window, then nothing until it ends.
 */
function throttle(limits: GuessLimits) {
  let opened = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let blockedUntil = 0;
  let day = Number.NEGATIVE_INFINITY;
  let sessions = 0;
  let longOpened = Number.NEGATIVE_INFINITY;
  let longFailures = 0;
  const longEnds = (): number => longOpened + limits.longWindowMs / 60_000;
  return {
    blocked: (now: number): boolean => now < blockedUntil,
    begin(now: number): boolean {
      if (now >= day + DAY) [day, sessions] = [now, 0];
      if (now < blockedUntil || sessions >= limits.sessionsPerDay) return false;
      sessions += 1;
      return true;
    },
    left(now: number): number {
      const short = now >= opened + HOUR ? limits.failures : limits.failures - failures;
      const long = now >= longEnds() ? limits.longFailures : limits.longFailures - longFailures;
      // The last of the long window may be taken by anybody: it blocks for long, and begins the next one.
      return long <= 0 ? 0 : short;
    },
    fail(now: number): void {
      if (now >= opened + HOUR) [opened, failures] = [now, 0];
      failures += 1;
      if (now >= longEnds()) [longOpened, longFailures] = [now, 0];
      longFailures += 1;
      if (longFailures >= limits.longFailures) blockedUntil = longEnds();
      else if (failures >= limits.failures) blockedUntil = now + limits.blockMs / 60_000;
    },
    windowEnds: (): number => opened + HOUR,
  };
}

type Throttle = ReturnType<typeof throttle>;

/** Guesses from `now` on, at most `tries` wrong ones and never more than the throttle allows without or, `spendAll`, with a block. */
function guess(
  state: { gate: number },
  odds: readonly number[],
  random: () => number,
  limit: Throttle,
  now: number,
  tries: number,
  spendAll: boolean,
): boolean {
  for (let wrong = 0; wrong < tries; ) {
    if (limit.blocked(now) || limit.left(now) <= (spendAll ? 0 : 1)) return false;
    if (random() < (odds[state.gate] ?? 0)) {
      state.gate += 1;
      if (state.gate === odds.length) return true;
    } else {
      limit.fail(now);
      wrong += 1;
    }
  }
  return false;
}

type Strategy = 'patient' | 'burst' | 'astride' | 'astride, then burst';

/** One year of one guesser against one person; true when all gates of one session were passed. */
function year(strategy: Strategy, odds: readonly number[], limits: GuessLimits, random: () => number): boolean {
  const limit = throttle(limits);
  let now = 0;
  let begun = 0;
  while (now < YEAR) {
    if (!limit.begin(now)) {
      now += 15;
      continue;
    }
    begun += 1;
    const session = { gate: 0 };
    const last = begun % limits.sessionsPerDay === 0;
    if (strategy === 'patient' || strategy === 'burst') {
      if (guess(session, odds, random, limit, now, limits.failures, strategy === 'burst')) return true;
      now = Math.max(limit.windowEnds(), now + 15);
      continue;
    }
    if (limit.left(now) === limits.failures) {
      // A session for nothing but opening a window; the next one begins just before it ends.
      if (guess(session, odds, random, limit, now, 1, false)) return true;
      now = limit.windowEnds() - 5;
      continue;
    }
    if (guess(session, odds, random, limit, now, limits.failures, false)) return true;
    now = limit.windowEnds();
    if (guess(session, odds, random, limit, now, limits.failures, strategy !== 'astride' && last)) return true;
    now = Math.max(limit.windowEnds(), now + 15);
  }
  return false;
}

describe('one session', () => {
  it('one gate: the chance that one of so many tries is right', () => {
    expect(sessionOdds([0.25], 3)).toBeCloseTo(1 - 0.75 ** 3, 12);
    expect(sessionOdds([0.25], 0)).toBe(0);
  });

  it('two gates of tiny chances: as many pairs as tries can be shared out', () => {
    expect(sessionOdds([2e-6, 1e-8], 5) / (15 * 2e-14)).toBeCloseTo(1, 4);
    expect(sessionOdds([1e-4, 1e-4, 1e-4], 5) / (35 * 1e-12)).toBeCloseTo(1, 2);
  });

  it('the order of the gates makes no difference', () => {
    expect(sessionOdds([0.2, 0.03, 0.1], 5)).toBeCloseTo(sessionOdds([0.1, 0.2, 0.03], 5), 14);
  });

  it.each([
    [[0.2], 5],
    [[0.2, 0.1], 5],
    [[0.3, 0.2, 0.25], 5],
    [[0.05, 0.4], 8],
  ] as const)('agrees with drawing: gates %j, %i failures', (odds, failures) => {
    const random = randomFrom(20_261_124);
    const draws = 200_000;
    let taken = 0;
    for (let draw = 0; draw < draws; draw += 1) {
      let gate = 0;
      for (let wrong = 0; wrong < failures && gate < odds.length; ) {
        if (random() < (odds[gate] ?? 0)) gate += 1;
        else wrong += 1;
      }
      if (gate === odds.length) taken += 1;
    }
    const exact = sessionOdds(odds, failures);
    expect(Math.abs(taken / draws - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / draws));
  });
});

describe('a year', () => {
  const scaled: readonly (readonly [string, readonly number[], GuessLimits])[] = [
    ['one gate', [4e-5], impatient],
    ['two gates', [2e-3, 1e-3], impatient],
    ['three gates', [1e-2, 2e-2, 1e-2], impatient],
    [
      'two gates, other limits',
      [3e-3, 2e-3],
      { ...impatient, failures: 3, blockMs: 12 * HOUR * 60_000, sessionsPerDay: 4 },
    ],
    ['one gate, thirty in thirty days', [1e-3], inForce],
    ['two gates, thirty in thirty days', [1.5e-2, 1e-2], inForce],
    ['three gates, thirty in thirty days', [5e-2, 8e-2, 5e-2], inForce],
    ['two gates, ten in a week', [2e-2, 1e-2], { ...inForce, longFailures: 10, longWindowMs: 7 * DAY * 60_000 }],
  ];
  const strategies: readonly Strategy[] = ['patient', 'burst', 'astride', 'astride, then burst'];

  it.each(scaled)('%s: no strategy beats the bound, and the best one comes near it', (_, odds, limits) => {
    const random = randomFrom(7);
    const years = 600;
    const bound = yearlyOdds(odds, limits);
    const taken = strategies.map((strategy) => {
      let count = 0;
      for (let one = 0; one < years; one += 1) if (year(strategy, odds, limits, random)) count += 1;
      return count / years;
    });
    const error = Math.sqrt((bound * (1 - bound)) / years);
    expect(bound).toBeGreaterThan(0.05);
    expect(bound).toBeLessThan(0.95);
    for (const rate of taken) expect(rate).toBeLessThan(bound + 4 * error);
    expect(Math.max(...taken)).toBeGreaterThan(bound / 2.5);
  });

  it('two tiny chances: so many pairs a day, astride windows in every session and one burst', () => {
    const pairs = 5 * ((1 + 28) / 2) + 36;
    expect(yearlyOdds([2e-6, 1e-8], impatient) / (365.25 * pairs * 2e-14)).toBeCloseTo(1, 3);
  });

  it('two tiny chances in long windows: thirty wrong ones each, eight of them make 36 pairs', () => {
    const wrong = 30 * (365.25 / 30 + 1);
    expect(yearlyOdds([2e-6, 1e-8], inForce) / (((wrong * 36) / 8) * 2e-14)).toBeCloseTo(1, 3);
  });

  it('patience buys little: one gate falls twenty times less often than without the long window', () => {
    expect(yearlyOdds([2e-6], impatient) / yearlyOdds([2e-6], inForce)).toBeGreaterThan(20);
  });

  it('among many people it is the chance that one of them falls', () => {
    expect(amongOdds(0.5, 2)).toBeCloseTo(0.75, 12);
    expect(amongOdds(1e-12, 100_000)).toBeCloseTo(1e-7, 12);
  });

  it('keeps its digits where chances are far below what a number near one can show', () => {
    expect(yearlyOdds([2e-6, 8e-24], inForce)).toBeGreaterThan(0);
    expect(yearlyOdds([2e-6, 0], inForce)).toBe(0);
  });
});

describe('the throttle in force', () => {
  const budgets = budgetsOf(defaultLimits, keyring(new Uint8Array(32).fill(3)));

  /** Wrong guesses in each session of so many days, by somebody who begins a session `before` a window ends and stops `keep` short of the block. */
  async function wrongGuesses(days: number, before: number, keep: number): Promise<readonly number[]> {
    let now = 1_700_000_000_000;
    const throttle = memoryThrottle(() => now);
    const end = now + days * 86_400_000;
    const sessions: number[] = [];
    while (now < end) {
      const begun = await throttle.spend(budgets.session('ada'));
      if (begun.kind === 'refused') {
        now = Math.min(end, begun.retryAt);
        continue;
      }
      const ends = now + SESSION_MS;
      let wrong = 0;
      let left = sessions.length % 2 === 0 && before > 0 ? 1 : Number.MAX_SAFE_INTEGER;
      while (now < ends && left > 0) {
        const spent = await throttle.spend(budgets.proof('ada'));
        if (spent.kind === 'refused') {
          now = spent.retryAt;
          continue;
        }
        wrong += 1;
        left -= 1;
        // The last safe try is made; the next is possible when a new window opens.
        if (spent.left <= keep) now += 3_600_000 - before;
      }
      sessions.push(wrong);
      now = Math.max(now, before > 0 && wrong === 1 ? now + 3_600_000 - before : ends);
    }
    return sessions;
  }

  it.each([
    ['patient', 0, 1],
    ['spending everything', 0, 0],
    ['astride two windows', 5 * 60_000, 1],
    ['astride, then blocked', 5 * 60_000, 0],
  ] as const)('allows somebody %s no more than the figures assume', async (_, before, keep) => {
    const days = 365;
    const sessions = await wrongGuesses(days, before, keep);
    const wrong = sessions.reduce((sum, each) => sum + each, 0);
    expect(wrong).toBeGreaterThan(330);
    expect(wrong).toBeLessThanOrEqual(30 * 13);
    for (const odds of [[1e-3], [2e-6, 1e-8], [1e-3, 1e-2, 1e-3]]) {
      const survived = sessions.reduce((sum, wrong) => sum + Math.log1p(-sessionOdds(odds, wrong)), 0);
      const allowed = Math.log1p(-yearlyOdds(odds, inForce)) * ((days + 1) / 365.25);
      expect(survived).toBeGreaterThanOrEqual(allowed);
    }
  });
});

describe('the default policy', () => {
  const file = defaultPolicy(traits);
  const worst = file.policies.map((policy) => policyOdds(file, policy, traits, inForce)[0]);

  it('a person falls to guessing with at most one chance in a thousand million a year', () => {
    for (const odds of worst) expect(odds?.perPersonYear).toBeLessThanOrEqual(1e-9);
  });

  it('one of 100,000 people falls with at most one chance in ten thousand a year', () => {
    for (const odds of worst) expect(odds?.perTenantYear).toBeLessThanOrEqual(1e-4);
  });

  it('its weakest pair is the app code with a sent code', () => {
    expect(lettersOf(worst[1]?.way ?? [])).toMatch(/^C[SE]$/u);
  });
});

describe('what a policy costs', () => {
  const oddsOf = (written: object) => {
    const file = fileOf({ policies: [{ name: 'p', ...written }] });
    const [policy] = file.policies;
    return policy ? policyOdds(file, policy, traits, inForce) : [];
  };

  it('the authenticator alone is guessed within a year with a chance of nearly one in two hundred and fifty, where a person has as many as may be', () => {
    const [odds] = oddsOf({ gates: 1, methods: spelled('C'), allowAuthenticatorOnly: true });
    expect(odds?.perPersonYear).toBeGreaterThan(5e-4 * MOST.app);
    expect(odds?.perPersonYear).toBeLessThan(8e-4 * MOST.app);
    expect(odds?.perTenantYear).toBeGreaterThan(0.999);
  });

  it('a notification is not guessed, but a careless person is shown', () => {
    const [odds] = oddsOf({ gates: 1, methods: spelled('N'), allowNotificationAlone: true });
    expect(odds?.perPersonYear).toBe(0);
    expect(odds?.careless).toBeGreaterThan(0.9);
  });
});
