import { SealBroken, StoreUnavailable } from '../../errors.js';

/** Runs a piece of database work; whatever goes wrong comes in our words, with its cause. @throws StoreUnavailable, SealBroken */
export async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreUnavailable || error instanceof SealBroken) throw error;
    throw new StoreUnavailable(`The database did not do what it was asked${reason(error)}`, { cause: error });
  }
}

/** The driver's code alone: its messages may quote values. */
const reason = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code}).` : '.';
