/** How many look-ups are remembered, what is added to the slowest of them, and where patience ends. */
const REMEMBERED = 50;
const MARGIN = 1.5;
const LONGEST_MS = 3_200;

/**
 * How long an answer waits that must not tell by its time whom we know: longer than the slowest of the last look-ups, in
 * whole steps. Read before a look-up, so that the look-up itself has no part in it.
 */
export interface Beat {
  readonly ms: number;
  /** How long a look-up took. */
  looked(tookMs: number): void;
}

/** `atFirstMs` holds until the first look-ups are known, and never less than one step. */
export function beatOf(stepMs: number, atFirstMs: number): Beat {
  const last = [atFirstMs / MARGIN];
  return {
    get ms() {
      const slowest = Math.min(Math.max(...last) * MARGIN, LONGEST_MS);
      return Math.max(1, Math.ceil(slowest / stepMs)) * stepMs;
    },
    looked(tookMs) {
      last.push(tookMs);
      if (last.length > REMEMBERED) last.shift();
    },
  };
}
