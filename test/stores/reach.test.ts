import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/errors.js';
import { reach } from '../../src/stores/sql/reach.js';

const busy = (): never => {
  throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY_SNAPSHOT' });
};

describe('a file that somebody else writes to', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is tried again, also by who has waited for others of this process before', async () => {
    let tries = 0;
    const work = async (): Promise<string> => {
      tries += 1;
      vi.advanceTimersByTime(6000);
      return tries < 2 ? busy() : 'done';
    };
    expect(await reach(work)).toBe('done');
  });

  it('is given up after a while', async () => {
    let tries = 0;
    const work = async (): Promise<never> => {
      tries += 1;
      vi.advanceTimersByTime(2000);
      return busy();
    };
    await expect(reach(work)).rejects.toThrow(StoreUnavailable);
    expect(tries).toBe(4);
  });
});
