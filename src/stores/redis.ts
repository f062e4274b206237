import type { Logger } from 'pino';
import type { Keyring } from '../crypto.js';
import { ConfigInvalid } from '../errors.js';
import type { LiveStore } from './ports.js';
import { redisAddress } from './redis/address.js';
import { Beside } from './redis/beside.js';
import { redisClaims } from './redis/claims.js';
import { connected, type RedisClient, redisClient } from './redis/connection.js';
import { redisConversations } from './redis/conversations.js';
import { ask } from './redis/evaluate.js';
import { redisFaults } from './redis/faults.js';
import { redisThrottle } from './redis/throttle.js';

/**
 * Everything short-lived in Redis, shared by all instances; what a person said or is, sealed.
 * @throws ConfigInvalid a server that forgets (evicts), is too old, or whose clock is off · StoreUnavailable not reachable within five seconds
 */
export async function redisStore(options: {
  readonly url: string;
  readonly keyring: Keyring;
  readonly log?: Logger;
}): Promise<LiveStore> {
  const { url, keyring, log } = options;
  const address = redisAddress(url);
  if (!address) throw new ConfigInvalid(['REDIS_URL: expected an address of Redis, got something else']);
  const client = await redisClient(address, 'commands', log);
  const subscriber = await redisClient(address, 'subscriber', log);
  const beside = new Beside();
  const close = async (): Promise<void> => {
    await beside.leave();
    await Promise.all([ended(client), ended(subscriber)]);
  };
  try {
    await Promise.all([connected(client), connected(subscriber)]);
    const faults = await redisFaults(client);
    if (faults.length > 0) throw new ConfigInvalid(faults);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    conversations: redisConversations(client, subscriber, keyring, beside),
    throttle: redisThrottle(client, beside),
    claims: redisClaims(client, keyring),
    async ping() {
      const startedAt = performance.now();
      await ask(client.ping());
      return performance.now() - startedAt;
    },
    close,
  };
}

/** Lets what was sent be answered, then closes. */
async function ended(client: RedisClient): Promise<void> {
  if (client.status !== 'ready') {
    client.disconnect();
    return;
  }
  await client.quit().catch(() => client.disconnect());
}
