import type { Claims } from '../stores/ports.js';

/** As long as a code to scan is good. */
const SHOWN_MS = 10 * 60_000;
const KEY = 'simulated-screen';

/** Evaluation mode only: the screen that the simulated phone's camera can be pointed at. Shared by all instances. */
export interface Screen {
  /** The code shown now; the camera sees the newest. */
  readonly show: (uri: string) => void;
  readonly seen: () => Promise<string | undefined>;
}

export const simulatedScreen = (claims: Pick<Claims, 'get' | 'put'>): Screen => ({
  show(uri) {
    // What the camera misses can be pasted.
    claims.put(KEY, uri, SHOWN_MS).catch(() => undefined);
  },
  seen: () => claims.get(KEY),
});
