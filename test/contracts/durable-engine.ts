import type { Keyring } from '../../src/crypto.js';
import type { DurableStore } from '../../src/stores/ports.js';

/** What the contract of the lasting stores runs on: an empty database each time. */
export interface DurableEngine {
  /** The key of whoever opens it without keys of their own. */
  readonly secret: Uint8Array;
  /** An instance on the same data, with this clock and these keys. */
  open(given?: { readonly keyring?: Keyring; readonly clock?: () => number }): Promise<DurableStore>;
  /** What somebody with access to the database itself can do; answers with the rows. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  end(): Promise<void>;
}
