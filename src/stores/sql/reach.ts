import { setTimeout as pause } from 'node:timers/promises';
import { SealBroken, StoreUnavailable } from '../../errors.js';

const PATIENCE_MS = 5000;
const PAUSE_MS = 30;

/**
 * Runs a piece of database work; whatever goes wrong comes in our words, with its cause. While another process writes to the file,
 * the whole piece is tried again: the driver's own waiting would stop everything else in this process.
 * @throws StoreUnavailable, SealBroken
 */
export async function reach<T>(work: () => Promise<T>): Promise<T> {
  let deadline: number | undefined;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof SealBroken) throw error;
      const code = codeOf(error);
      // From the first time on: until then it may have waited for others of this process, which come one after another.
      deadline ??= performance.now() + PATIENCE_MS;
      if (!code.startsWith('SQLITE_BUSY') || performance.now() > deadline) {
        const why = code === '' ? '.' : ` (${code}).`;
        throw new StoreUnavailable(`The database did not do what it was asked${why}`, { cause: error });
      }
    }
    await pause(PAUSE_MS * Math.random());
  }
}

/** The driver's code alone: its messages may quote values. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
