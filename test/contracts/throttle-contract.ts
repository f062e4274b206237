import { describe, expect, it } from 'vitest';
import { newId } from '../../src/crypto.js';
import type { Budget, Spent } from '../../src/stores/ports.js';
import { until } from '../support/programs.js';
import type { LiveEngine } from './live-engine.js';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

const budget = (given: Partial<Budget> = {}): Budget => ({
  key: newId(),
  limit: 3,
  windowMs: HOUR,
  blockMs: 0,
  pausesMs: [],
  ...given,
});

export function throttleContract(engine: () => LiveEngine): void {
  const spend = (...budgets: readonly Budget[]): Promise<Spent> => engine().store.throttle.spend(budgets);
  const refund = (...budgets: readonly Budget[]): Promise<void> => engine().store.throttle.refund(budgets);
  const spendAll = async (each: Budget): Promise<void> => {
    for (let units = 0; units < each.limit; units += 1) expect(await spend(each)).toMatchObject({ kind: 'spent' });
  };
  /** Refused, to be asked again `afterMs` from now: real clocks move while we look. */
  const refusedFor = async (spent: Spent, reason: 'used-up' | 'too-soon', afterMs: number): Promise<void> => {
    expect(spent).toMatchObject({ kind: 'refused', reason });
    const restMs = (spent.kind === 'refused' ? spent.retryAt : 0) - (await engine().now());
    expect(restMs).toBeLessThanOrEqual(afterMs);
    expect(restMs).toBeGreaterThan(afterMs - SECOND / 2);
  };

  describe('counting', () => {
    it('lets the limit through and tells how many are left', async () => {
      const one = budget();
      expect(await spend(one)).toEqual({ kind: 'spent', left: 2 });
      expect(await spend(one)).toEqual({ kind: 'spent', left: 1 });
      expect(await spend(one)).toMatchObject({ kind: 'spent', left: 0 });
      await refusedFor(await spend(one), 'used-up', HOUR);
    });

    it('counts what leaves with a save, and says what came of it', async () => {
      const one = budget({ limit: 1 });
      expect(await engine().store.throttle.spendWithSave([one])).toMatchObject({ kind: 'spent', left: 0 });
      expect(await engine().other.throttle.spendWithSave([one])).toMatchObject({ kind: 'refused', reason: 'used-up' });
    });

    it.each([
      [0, HOUR],
      [24 * HOUR, 24 * HOUR],
    ])('says with the last unit until when there is nothing (block of %i ms)', async (blockMs, restMs) => {
      const last = await spend(budget({ limit: 1, blockMs }), budget());
      const rest = (last.kind === 'spent' ? (last.usedUpUntil ?? 0) : 0) - (await engine().now());
      expect(rest).toBeLessThanOrEqual(restMs);
      expect(rest).toBeGreaterThan(restMs - SECOND / 2);
    });

    it('begins anew when the window that the first unit opened is over', async () => {
      const one = budget();
      await spend(one);
      await engine().advance(HOUR - 2 * SECOND);
      await spend(one);
      await spend(one);
      await refusedFor(await spend(one), 'used-up', 2 * SECOND);
      await engine().advance(2 * SECOND);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 2 });
    });

    it('counts what every instance takes, and no more than the limit of a rush', async () => {
      const one = budget({ limit: 5 });
      const { store, other } = engine();
      const rush = Array.from({ length: 50 }, (_, n) => (n % 2 ? store : other).throttle.spend([one]));
      const spent = (await Promise.all(rush)).filter(({ kind }) => kind === 'spent');
      expect(spent).toHaveLength(5);
    });

    it('names the smallest rest of several budgets', async () => {
      expect(await spend(budget({ limit: 9 }), budget({ limit: 2 }), budget({ limit: 5 }))).toEqual({
        kind: 'spent',
        left: 1,
      });
    });

    it('counts a budget with no practical limit', async () => {
      const endless = budget({ limit: Number.MAX_SAFE_INTEGER });
      expect(await spend(endless)).toEqual({ kind: 'spent', left: Number.MAX_SAFE_INTEGER - 1 });
    });

    it('takes nothing from any budget when one refuses', async () => {
      const [full, fresh] = [budget({ limit: 1 }), budget()];
      await spend(full);
      expect(await spend(fresh, full)).toMatchObject({ kind: 'refused', key: full.key });
      expect(await spend(fresh)).toEqual({ kind: 'spent', left: 2 });
    });

    it('of several refusals names the one that lasts longest', async () => {
      const [short, long] = [budget({ limit: 1, windowMs: SECOND * 60 }), budget({ limit: 1 })];
      await spend(short, long);
      const refused = await spend(short, long);
      expect(refused).toMatchObject({ key: long.key });
      await refusedFor(refused, 'used-up', HOUR);
    });
  });

  describe('what only paces', () => {
    const limit = Number.MAX_SAFE_INTEGER;

    it('goes on where another is used up, and says when it would refuse too', async () => {
      const pace = budget({ limit, pausesMs: [10 * SECOND, 60 * SECOND] });
      const full = budget({ limit: 1 });
      await spend(pace, full);
      await engine().advance(10 * SECOND);
      const first = await spend(pace, full);
      expect(first).toMatchObject({ kind: 'refused', key: full.key, reason: 'used-up' });
      expect(first).not.toHaveProperty('pauseUntil', expect.anything());
      const second = await spend(full, pace);
      expect(second).toMatchObject({ key: full.key, reason: 'used-up' });
      const rest = (second.kind === 'refused' ? (second.pauseUntil ?? 0) : 0) - (await engine().now());
      expect(rest).toBeLessThanOrEqual(60 * SECOND);
      expect(rest).toBeGreaterThan(59 * SECOND);
    });

    it('takes nothing where it refuses itself', async () => {
      const [pace, fresh] = [budget({ limit, pausesMs: [10 * SECOND] }), budget()];
      await spend(pace);
      await refusedFor(await spend(fresh, pace), 'too-soon', 10 * SECOND);
      expect(await spend(fresh)).toEqual({ kind: 'spent', left: 2 });
    });
  });

  describe('blocking', () => {
    it('beside a save counts at once here, and a moment later on every instance', async () => {
      const [here, there] = [budget(), budget()];
      for (const { key } of [here, there]) {
        await engine().store.throttle.blockWithSave(key, (await engine().now()) + HOUR);
      }
      // The very first one may still be under way: the server does not know its script yet.
      await until('it counts', async () => (await spend(here)).kind === 'refused');
      await refusedFor(await spend(here), 'used-up', HOUR);
      await until('it counts', async () => (await engine().other.throttle.spend([there])).kind === 'refused');
    });

    it('refuses for the block, counted from the last unit, then begins anew', async () => {
      const one = budget({ blockMs: 24 * HOUR });
      await spendAll(one);
      await engine().advance(23 * HOUR);
      await refusedFor(await spend(one), 'used-up', HOUR);
      await engine().advance(HOUR);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 2 });
    });

    it('lifts a block when the unit that caused it is given back', async () => {
      const one = budget({ blockMs: 24 * HOUR });
      await spendAll(one);
      await refund(one);
      // The very first one may still be under way: the server does not know its script yet.
      await until('it counts', async () => (await spend(one)).kind === 'spent');
      await refusedFor(await spend(one), 'used-up', 24 * HOUR);
    });

    it('counts what is given back on every instance, a moment later', async () => {
      const one = budget({ limit: 1 });
      await spend(one);
      await refund(one);
      await until('it counts', async () => (await engine().other.throttle.spend([one])).kind === 'spent');
    });

    it('gives back no more than was taken', async () => {
      const one = budget();
      await refund(one);
      await spend(one);
      await refund(one);
      await refund(one);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 2 });
    });

    it('gives nothing back into a window that is over', async () => {
      const one = budget();
      await spend(one);
      await engine().advance(HOUR);
      await refund(one);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 2 });
    });

    it('refuses until the time of a block from outside, whatever was counted or is given back', async () => {
      const one = budget();
      await spend(one);
      await engine().store.throttle.block(one.key, (await engine().now()) + 24 * HOUR);
      await refund(one);
      await refusedFor(await spend(one), 'used-up', 24 * HOUR);
      await engine().advance(24 * HOUR);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 2 });
    });

    it('never shortens a block, and keeps the count beside it', async () => {
      const one = budget({ windowMs: 24 * HOUR });
      await spend(one);
      const now = await engine().now();
      await engine().store.throttle.block(one.key, now + 2 * HOUR);
      await engine().store.throttle.block(one.key, now + HOUR);
      await engine().advance(HOUR);
      await refusedFor(await spend(one), 'used-up', HOUR);
      await engine().advance(HOUR);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 1 });
    });

    it('forgets a block and a count when cleared', async () => {
      const one = budget({ blockMs: HOUR });
      await spendAll(one);
      await engine().store.throttle.block(one.key, (await engine().now()) + HOUR);
      await engine().store.throttle.clear(one.key);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 2 });
    });
  });

  describe('pausing', () => {
    const paused = (): Budget => budget({ limit: 9, pausesMs: [5 * SECOND, 30 * SECOND] });

    it('grows from unit to unit, and the last pause goes on', async () => {
      const one = paused();
      await spend(one);
      await refusedFor(await spend(one), 'too-soon', 5 * SECOND);
      await engine().advance(5 * SECOND);
      await spend(one);
      await engine().advance(5 * SECOND);
      await refusedFor(await spend(one), 'too-soon', 25 * SECOND);
      await engine().advance(25 * SECOND);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 6 });
      await refusedFor(await spend(one), 'too-soon', 30 * SECOND);
    });

    it('takes nothing when it is too soon', async () => {
      const one = paused();
      await spend(one);
      await spend(one);
      await engine().advance(5 * SECOND);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 7 });
    });

    it('leaves no pause after a unit that was given back', async () => {
      const one = paused();
      await spend(one);
      await engine().advance(5 * SECOND);
      await spend(one);
      await refund(one);
      expect(await spend(one)).toEqual({ kind: 'spent', left: 7 });
    });
  });
}
