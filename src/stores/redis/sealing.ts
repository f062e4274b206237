import type { Keyring } from '../../crypto.js';
import { SealBroken } from '../../errors.js';

/** What is sealed belongs to its place: moved elsewhere, it does not open. */
export interface Sealing {
  seal(value: unknown): Buffer;
  /** Undefined for what does not open: altered, moved, or sealed under a key no longer held. Short-lived, so the person starts over. */
  open(sealed: Uint8Array): unknown;
}

export const sealingFor = (keyring: Keyring, owner: string): Sealing => ({
  seal: (value) => keyring.seal(JSON.stringify(value), owner),
  open(sealed) {
    try {
      return JSON.parse(keyring.open(sealed, owner));
    } catch (error) {
      if (error instanceof SealBroken || error instanceof SyntaxError) return undefined;
      throw error;
    }
  },
});
