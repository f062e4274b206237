/** Between making a link and saying it. */
const MOMENT_MS = 5000;

/** Whole minutes that something is still good: never longer than it is, but for the moment it takes to say so. */
export const minutesLeft = (ms: number): number => Math.floor((ms + MOMENT_MS) / 60_000);
