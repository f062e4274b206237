/**
 * Lets answers out only at fixed beats after the question came in, so that how long a look-up took does not tell:
 * resolves at the next whole multiple of `beatMs` after `startedAt` (epoch ms). An absolute deadline, not an added delay.
 */
export type Pace = (startedAt: number, beatMs: number) => Promise<void>;

/** The real one: a timer against the process clock. */
export const paced: Pace = async (startedAt, beatMs) => {
  const beats = Math.max(1, Math.ceil((Date.now() - startedAt) / beatMs));
  const until = startedAt + beats * beatMs;
  // Timers may fire a little early; the loop makes the deadline absolute.
  for (let rest = until - Date.now(); rest > 0; rest = until - Date.now()) {
    await new Promise((resolve) => setTimeout(resolve, rest));
  }
};
