import type { Budget, Clock, Spent, Throttle } from '../ports.js';
import { Expiring } from './expiring.js';

/** One counter. `redis/throttle-scripts.ts` keeps the same fields by the same rules; the contract suite holds the two together. */
interface Count {
  readonly units: number;
  /** When the first unit of this window was taken. */
  readonly since: number;
  /** When the last unit was taken, and the one before it: a unit given back leaves no pause. */
  readonly last: number;
  readonly before: number;
  /** End of the block that taking the last unit caused; 0 for none. */
  readonly until: number;
  /** End of a block from outside; 0 for none. */
  readonly blockedUntil: number;
}

type Refusal = Extract<Spent, { kind: 'refused' }>;

const NOTHING: Count = { units: 0, since: 0, last: 0, before: 0, until: 0, blockedUntil: 0 };

export function memoryThrottle(clock: Clock): Throttle {
  const counts = new Expiring<Count>(clock);
  const keep = (key: string, count: Count, windowMs: number): void => {
    const windowEnd = count.units > 0 ? count.since + windowMs : 0;
    const until = Math.max(windowEnd, count.until, count.blockedUntil);
    if (until > clock()) counts.set(key, count, until);
    else counts.delete(key);
  };
  const block = async (key: string, untilMs: number): Promise<void> => {
    const count = counts.get(key) ?? NOTHING;
    const blockedUntil = Math.max(count.blockedUntil, untilMs);
    if (blockedUntil > clock()) counts.set(key, { ...count, blockedUntil }, Math.max(blockedUntil, counts.endOf(key)));
  };
  const spend = async (budgets: readonly Budget[]): Promise<Spent> => {
    const now = clock();
    const taken = new Map<string, Count>();
    let left = Number.MAX_SAFE_INTEGER;
    let refusal: Refusal | undefined;
    let pauseUntil: number | undefined;
    let usedUpUntil: number | undefined;
    for (const budget of budgets) {
      const count = current(taken.get(budget.key) ?? counts.get(budget.key) ?? NOTHING, budget, now);
      const refused = refuse(count, budget, now);
      if (refused && refused.retryAt > (refusal?.retryAt ?? 0)) refusal = refused;
      if (isPace(budget)) pauseUntil = refused?.retryAt;
      const next = take(count, budget, now);
      taken.set(budget.key, next);
      left = Math.min(left, budget.limit - next.units);
      const end = next.until || next.since + budget.windowMs;
      if (next.units >= budget.limit) usedUpUntil = Math.max(usedUpUntil ?? 0, end);
    }
    const keeping = (some: readonly Budget[]): void => {
      for (const budget of some) keep(budget.key, taken.get(budget.key) ?? NOTHING, budget.windowMs);
    };
    if (refusal?.reason === 'used-up' && pauseUntil === undefined) keeping(budgets.filter(isPace));
    if (refusal) return refusal.reason === 'used-up' ? { ...refusal, pauseUntil } : refusal;
    keeping(budgets);
    return { kind: 'spent', left, usedUpUntil };
  };
  return {
    spend,
    spendWithSave: spend,
    async refund(budgets) {
      for (const budget of budgets) {
        const count = current(counts.get(budget.key) ?? NOTHING, budget, clock());
        if (count.units === 0) continue;
        const units = count.units - 1;
        const until = units < budget.limit ? 0 : count.until;
        keep(budget.key, { ...count, units, until, last: count.before }, budget.windowMs);
      }
    },
    block,
    blockWithSave: block,
    async clear(key) {
      counts.delete(key);
    },
  };
}

/** Without a limit, a budget only paces. */
const isPace = ({ limit, pausesMs }: Budget): boolean => limit === Number.MAX_SAFE_INTEGER && pausesMs.length > 0;

/** A window or a block that is over leaves nothing but a block from outside. */
function current(count: Count, { windowMs }: Budget, now: number): Count {
  const end = count.until > 0 ? count.until : count.since + windowMs;
  return now < end ? count : { ...NOTHING, blockedUntil: count.blockedUntil };
}

function refuse(count: Count, budget: Budget, now: number): Refusal | undefined {
  const { key, limit, windowMs, pausesMs } = budget;
  const usedUp = count.units >= limit ? count.until || (count.units > 0 ? count.since : now) + windowMs : 0;
  const blocked = Math.max(usedUp, count.blockedUntil);
  if (blocked > now) return { kind: 'refused', key, reason: 'used-up', retryAt: blocked };
  if (count.units === 0) return undefined;
  const pause = pausesMs[Math.min(count.units, pausesMs.length) - 1] ?? 0;
  const retryAt = count.last + pause;
  return retryAt > now ? { kind: 'refused', key, reason: 'too-soon', retryAt } : undefined;
}

function take(count: Count, { limit, blockMs }: Budget, now: number): Count {
  const units = count.units + 1;
  return {
    ...count,
    units,
    since: count.units > 0 ? count.since : now,
    last: now,
    before: count.last,
    until: units >= limit && blockMs > 0 ? now + blockMs : 0,
  };
}
