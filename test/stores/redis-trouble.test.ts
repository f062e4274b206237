import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keyring, newId } from '../../src/crypto.js';
import { ConfigInvalid, StoreUnavailable } from '../../src/errors.js';
import type { LiveStore } from '../../src/stores/ports.js';
import { redisStore } from '../../src/stores/redis.js';
import { freePort, needing } from '../support/machine.js';
import { until } from '../support/programs.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { startWire, type Wire } from '../support/wire.js';

const keys = keyring(new Uint8Array(32).fill(3));
const budget = { key: 'proof:x', limit: 9, windowMs: 60_000, blockMs: 0, pausesMs: [] };
const saves = (mind: unknown) => async () => ({ record: { voice: 0, mind }, lines: [], result: mind });

needing(['redis-server'], 'Redis in trouble', () => {
  describe('Redis in trouble', () => {
    let server: RedisServer;
    let wire: Wire;
    let store: LiveStore;
    const cleanups: (() => Promise<unknown>)[] = [];
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(() => server.stop());
    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    });
    const connect = async (): Promise<void> => {
      wire = await startWire(server.port);
      cleanups.push(() => wire.stop());
      store = await redisStore({ url: `redis://127.0.0.1:${wire.port}`, keyring: keys });
      cleanups.push(() => store.close());
    };
    /** Nothing is let through, and the person does not wait long for that. */
    const refusesAll = async (): Promise<void> => {
      let worked = false;
      const startedAt = performance.now();
      const asked = [
        store.ping(),
        store.throttle.spend([budget]),
        store.claims.claim(newId(), 1000),
        store.claims.take(newId()),
        store.conversations.since(newId(), ''),
        store.conversations.append(newId(), { id: 'a' }),
        store.conversations.turn(newId(), newId(), async () => {
          worked = true;
          return { record: undefined, lines: [], result: undefined };
        }),
      ];
      for (const each of await Promise.allSettled(asked)) {
        expect(each).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
      }
      expect(performance.now() - startedAt).toBeLessThan(3000);
      expect(worked).toBe(false);
    };

    it('verifies nothing while it cannot be reached, and goes on by itself when it can', async () => {
      await connect();
      await store.throttle.spend([budget]);
      wire.cut();
      await refusesAll();
      wire.mend();
      await until('it answers again', async () => (await store.ping()) > 0);
      expect(await store.throttle.spend([budget])).toMatchObject({ kind: 'spent' });
    });

    it('verifies nothing while it hangs', async () => {
      await connect();
      wire.hold();
      await refusesAll();
      wire.cut();
      wire.mend();
      await until('it answers again', async () => (await store.ping()) > 0);
    });

    it('is asked again when a fail-over is not finished: nothing had been done', async () => {
      await connect();
      await server.admin.config('SET', 'min-replicas-to-write', '1');
      const spent = store.throttle.spend([{ ...budget, key: newId() }]);
      const turn = store.conversations.turn(newId(), newId(), saves('done'));
      await until('both were refused', async () =>
        /NOREPLICAS:count=[2-9]/.test(await server.admin.info('errorstats')),
      );
      await server.admin.config('SET', 'min-replicas-to-write', '0');
      expect(await spent).toEqual({ kind: 'spent', left: 8 });
      expect(await turn).toBe('done');
    });

    it('verifies nothing when it takes no writes', async () => {
      await connect();
      await server.admin.config('SET', 'min-replicas-to-write', '1');
      cleanups.push(() => server.admin.config('SET', 'min-replicas-to-write', '0'));
      await expect(store.throttle.spend([budget])).rejects.toThrow(StoreUnavailable);
      await expect(store.conversations.turn(newId(), newId(), saves(1))).rejects.toThrow(StoreUnavailable);
    });

    it('works on when it has forgotten our scripts', async () => {
      await connect();
      const key = newId();
      await store.conversations.turn(key, undefined, saves(1));
      await server.admin.script('FLUSH');
      expect(await store.conversations.turn(key, undefined, saves(2))).toBe(2);
      expect(await store.throttle.spend([{ ...budget, key: newId() }])).toMatchObject({ kind: 'spent' });
    });

    it('loses no line for those who follow when their connection breaks', async () => {
      await connect();
      const [key, quiet] = [newId(), newId()];
      await store.conversations.open(key);
      await store.conversations.open(quiet);
      const direct = await redisStore({ url: server.url, keyring: keys });
      cleanups.push(() => direct.close());
      const heard: string[] = [];
      cleanups.push(
        ...(
          await Promise.all([key, quiet].map((each) => store.conversations.subscribe(each, ({ id }) => heard.push(id))))
        ).map((leave) => async () => leave()),
      );
      await direct.conversations.append(key, { id: 'before' });
      await until('the first is heard', async () => heard.length === 1);
      wire.cut();
      await direct.conversations.append(key, { id: 'missed' });
      await direct.conversations.append(quiet, { id: 'first of the other' });
      wire.mend();
      await until('what was missed is heard', async () => heard.length === 3);
      await direct.conversations.append(key, { id: 'after' });
      await until('what comes is heard', async () => heard.length === 4);
      expect([...heard].sort()).toEqual(['after', 'before', 'first of the other', 'missed']);
      expect(heard.indexOf('missed')).toBeLessThan(heard.indexOf('after'));
    });

    it('is refused at the start when it would evict counters', async () => {
      await server.admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
      cleanups.push(() => server.admin.config('SET', 'maxmemory-policy', 'noeviction'));
      const faults = await redisStore({ url: server.url, keyring: keys }).catch((error: unknown) =>
        error instanceof ConfigInvalid ? error.faults : error,
      );
      expect(faults).toEqual(['REDIS_URL: expected a server with maxmemory-policy noeviction, got allkeys-lru']);
    });

    it('is taken as it is where its settings may not be read', async () => {
      await server.admin.call('ACL', 'SETUSER', 'app', 'on', '>pw', '~*', '&*', '+@all', '-config');
      cleanups.push(() => server.admin.call('ACL', 'DELUSER', 'app'));
      const limited = await redisStore({ url: `redis://app:pw@127.0.0.1:${server.port}`, keyring: keys });
      cleanups.push(() => limited.close());
      expect(await limited.ping()).toBeGreaterThan(0);
    });

    it.each([
      ['nobody listens', async () => `redis://:Secret-Word@127.0.0.1:${await freePort()}`],
      ['the password is wrong', async () => `redis://app:Secret-Word@127.0.0.1:${server.port}`],
    ])('stops the start within seconds, without telling the password, when %s', async (_why, address) => {
      const failure: unknown = await redisStore({ url: await address(), keyring: keys }).catch((error) => error);
      expect(failure).toBeInstanceOf(StoreUnavailable);
      const cause = failure instanceof Error ? failure.cause : undefined;
      expect(`${failure}${JSON.stringify(failure)}${cause}${JSON.stringify(cause)}`).not.toContain('Secret-Word');
    });
  });
});
