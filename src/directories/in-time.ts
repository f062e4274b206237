import type { Look } from './directory.js';

/** `/readyz` waits two seconds for everything. */
const WITHIN_MS = { quick: 1500, thorough: 15_000 } as const satisfies Readonly<Record<Look, number>>;

/** When a look that begins now has to be over, on the clock of `performance`. */
export const endOf = (look: Look): number => performance.now() + WITHIN_MS[look];

/** No answer within the time of a look; what was asked may still be answered. */
export class TooLate extends Error {
  constructor() {
    super('no answer in time');
    this.name = 'TooLate';
  }
}

/** What comes of the work, as far as it comes by then. @throws TooLate; the work itself goes on, and nobody hears of it */
export async function inTime<R>(by: number, work: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate()), Math.max(0, by - performance.now()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
