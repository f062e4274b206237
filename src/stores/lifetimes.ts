const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** How long a turn may take before another may take the conversation over. */
export const TURN_MS = 30 * SECOND;
/**
 * How long a hold in Redis lasts unless its turn, while it runs, takes it again: what a process that was killed leaves behind
 * is over after this. Shorter than `PATIENCE_MS`, so that the person's next message is answered and not refused.
 */
export const HOLD_MS = 10 * SECOND;
/** How often a turn takes its hold again: most turns end before the first time. */
export const RENEW_MS = 3 * SECOND;
/** How long a turn waits for its conversation before it gives up. */
export const PATIENCE_MS = 20 * SECOND;
/** How long a record or a transcript outlives its last use. A session lasts 15 minutes, a web chat token an hour. */
export const KEPT_MS = 2 * HOUR;
/** How long an activity is known as already answered. */
export const SEEN_MS = 24 * HOUR;
/** Lines kept of a transcript; the oldest go first. */
export const MAX_LINES = 200;
