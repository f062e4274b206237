import { DirectoryUnavailable } from '../../errors.js';

/** Lets at most so many through at a time; the rest wait their turn. */
export interface Gate {
  /** @throws DirectoryUnavailable after waiting too long */
  pass<R>(work: () => Promise<R>): Promise<R>;
}

/** `waitMs` is how long one may wait for a place. */
export function gate(places: number, waitMs: number): Gate {
  let free = places;
  const waiting = new Set<() => void>();

  async function enter(): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(next);
        reject(new DirectoryUnavailable('Too much is being asked of the directory at the moment.'));
      }, waitMs);
      const next = (): void => {
        clearTimeout(timer);
        resolve();
      };
      waiting.add(next);
    });
  }

  function leave(): void {
    const [next] = waiting;
    if (!next) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    async pass(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
