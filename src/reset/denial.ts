import { newId } from '../crypto.js';
import type { MethodId } from '../methods/method.js';
import type { Claims } from '../stores/ports.js';
import { BLOCK_MS, blockKey, deniedKey } from './budgets.js';
import { personKey } from './person.js';
import type { World } from './world.js';

type Needs = Pick<World, 'throttle' | 'audit' | 'announcer' | 'directory' | 'keyring' | 'clock'> & {
  readonly claims: Pick<Claims, 'hold' | 'release'>;
};

interface Denied {
  readonly accountId: string;
  readonly sessionId: string;
  readonly method: MethodId;
  readonly channel?: 'webchat' | 'msteams' | undefined;
}

/**
 * "No, it's not me": the session it was said of ends, however far it has come, resets of that person are refused for a day, it is
 * recorded, and the person is told at every address: once, also when it is said twice at the same time.
 */
export const denial =
  ({ throttle, audit, claims, announcer, directory, keyring, clock }: Needs) =>
  async ({ accountId, sessionId, method, channel }: Denied): Promise<void> => {
    const person = personKey(keyring, accountId, '');
    const until = clock() + BLOCK_MS;
    await Promise.all([blockKey(person), deniedKey(sessionId)].map((key) => throttle.block(key, until)));
    const [once, owner] = [`denial:${sessionId}`, newId()];
    if (!(await claims.hold(once, owner, BLOCK_MS))) return;
    try {
      await audit.append({
        event: 'incident_reported',
        outcome: 'request-denied',
        person,
        sessionId,
        channel: channel ?? 'phone',
        method,
      });
    } catch (error) {
      await claims.release(once, owner);
      throw error;
    }
    const account = await directory.read(accountId);
    // Not waited for: it never rejects, and the person on the phone waits.
    if (account) void announcer.announce('denied', account, { channel, at: clock(), method });
  };
