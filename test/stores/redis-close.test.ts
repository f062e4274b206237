import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { redisStore } from '../../src/stores/redis.js';
import { needing } from '../support/machine.js';
import { type RedisServer, startRedis } from '../support/redis.js';

const HOUR = 3_600_000;

needing(['redis-server'], 'a store in Redis that is closed', () => {
  describe('a store in Redis that is closed', () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(() => server.stop());

    it('has sent what waited for a save that never comes: tries given back, and blocks', async () => {
      const options = { url: server.url, keyring: keyring(new Uint8Array(32).fill(3)) };
      const store = await redisStore(options);
      const one = { key: 'one', limit: 1, windowMs: HOUR, blockMs: 0, pausesMs: [] };
      await store.throttle.spend([one]);
      await store.throttle.refund([one]);
      await store.throttle.blockWithSave('two', Date.now() + HOUR);
      await store.close();
      const next = await redisStore(options);
      expect(await next.throttle.spend([one])).toMatchObject({ kind: 'spent' });
      expect(await next.throttle.spend([{ ...one, key: 'two' }])).toMatchObject({ kind: 'refused' });
      await next.close();
    });
  });
});
