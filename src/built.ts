/**
 * What the build put where it is read or started by its path. From the top of the sources and from the bundle the way is
 * the same, so these are the only paths that are told from where a module stands.
 */
const below = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** Pages, styles and browser code; ends in a slash. */
export const webFolder = (): URL => below('web/');

/** The thread that measures passwords. */
export const strengthWorker = (): URL => below('src/passwords/strength-worker.js');

/** Where Node (from 22 on) may keep what it compiled. */
export const compiledFolder = (): URL => below('.compiled/');
