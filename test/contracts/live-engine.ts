import type { LiveStore } from '../../src/stores/ports.js';

/** What the contract of the short-lived stores runs on. */
export interface LiveEngine {
  readonly store: LiveStore;
  /** Another instance on the same data; the same one where there can be no other. */
  readonly other: LiveStore;
  /** Epoch ms by the store's own clock. */
  now(): Promise<number>;
  /** Lets time go by, without waiting. */
  advance(ms: number): Promise<void>;
}
