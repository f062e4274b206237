import type { Keyring } from '../crypto.js';
import { memoryClaims } from './memory/claims.js';
import { memoryConversations } from './memory/conversations.js';
import { memoryThrottle } from './memory/throttle.js';
import type { Clock, LiveStore } from './ports.js';

/** Everything short-lived inside this one process: lost at a restart, not shared. Values end as they do in Redis. */
export function memoryStore({ clock }: { readonly clock: Clock; readonly keyring?: Keyring }): LiveStore {
  return {
    conversations: memoryConversations(clock),
    throttle: memoryThrottle(clock),
    claims: memoryClaims(clock),
    ping: async () => 0,
    close: async () => undefined,
  };
}
