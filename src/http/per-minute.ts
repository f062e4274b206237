import type { Clock } from '../stores/ports.js';

const MINUTE_MS = 60_000;

/**
 * Counts in this process, minute by minute, and forgets everything with the minute: enough to keep one page from being
 * used as a mill. What guards secrets is counted by the shared `Throttle`.
 */
export function perMinute(limit: number, clock: Clock): (name: string) => boolean {
  let minute = 0;
  let counts = new Map<string, number>();
  return (name) => {
    const now = Math.floor(clock() / MINUTE_MS);
    if (now !== minute) {
      minute = now;
      counts = new Map();
    }
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count <= limit;
  };
}
