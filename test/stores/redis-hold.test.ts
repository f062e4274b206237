import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyring, newId } from '../../src/crypto.js';
import { HOLD_MS, PATIENCE_MS, RENEW_MS } from '../../src/stores/lifetimes.js';
import type { LiveStore } from '../../src/stores/ports.js';
import { redisStore } from '../../src/stores/redis.js';
import { needing } from '../support/machine.js';
import { until } from '../support/programs.js';
import { age, type RedisServer, startRedis } from '../support/redis.js';

needing(['redis-server'], 'a hold in Redis', () => {
  describe('a hold in Redis', () => {
    let server: RedisServer;
    let store: LiveStore;
    beforeAll(async () => {
      server = await startRedis();
      store = await redisStore({ url: server.url, keyring: keyring(new Uint8Array(32).fill(3)) });
    });
    afterAll(async () => {
      await store.close();
      await server.stop();
    });

    const restMs = async (key: string): Promise<number> =>
      server.admin.pttl(`{reset-assistant}:conversation:${key}:hold`);

    it('is over sooner than the next message loses patience, when its process was killed', () => {
      expect(HOLD_MS).toBeLessThan(PATIENCE_MS);
      expect(RENEW_MS).toBeLessThan(HOLD_MS / 2);
    });

    it('is taken again while its turn runs, the activity with it', async () => {
      const key = newId();
      let go = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        go = resolve;
      });
      const turn = store.conversations.turn(key, 'activity', async () => {
        await gate;
        return { record: undefined, lines: [], result: 'saved' };
      });
      await until('the turn has begun', async () => (await restMs(key)) > 0);
      await age(server, HOLD_MS - RENEW_MS - 1000);
      expect(await restMs(key)).toBeLessThan(HOLD_MS / 2);
      await until('the hold is taken again', async () => (await restMs(key)) > HOLD_MS - 1000);
      go();
      expect(await turn).toBe('saved');
      expect(await restMs(key)).toBe(-2);
      expect(
        await store.conversations.turn(key, 'activity', async () => ({
          record: undefined,
          lines: [],
          result: 'again',
        })),
      ).toBe('not-run');
    });
  });
});
