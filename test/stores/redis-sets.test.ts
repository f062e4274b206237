import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keyring, newId } from '../../src/crypto.js';
import type { LiveStore } from '../../src/stores/ports.js';
import { redisStore } from '../../src/stores/redis.js';
import { freePort, needing } from '../support/machine.js';
import { end, serve, until } from '../support/programs.js';
import { startRedis } from '../support/redis.js';

const keys = keyring(new Uint8Array(32).fill(3));
const cleanups: (() => Promise<unknown>)[] = [];

const kept = <T>(made: T, stop: (made: T) => Promise<unknown>): T => {
  cleanups.push(() => stop(made));
  return made;
};

const saves = (mind: number) => async () => ({ record: { voice: 0, mind }, lines: [{ id: `${mind}` }], result: mind });

/** A turn, a count, a claim, and a line that another connection hears. */
async function worksOn(store: LiveStore, other: LiveStore): Promise<void> {
  const key = newId();
  const heard: string[] = [];
  await store.conversations.open(key);
  const leave = await other.conversations.subscribe(key, ({ id }) => heard.push(id));
  const turns = [1, 2, 3, 4].map((n) => (n % 2 ? store : other).conversations.turn(key, `${n}`, saves(n)));
  expect((await Promise.all(turns)).sort()).toEqual([1, 2, 3, 4]);
  await until('every line is heard', async () => heard.length === 4);
  leave();
  const budgets = ['a', 'b'].map((name) => ({ key: name, limit: 2, windowMs: 60_000, blockMs: 0, pausesMs: [] }));
  await store.throttle.clear('a');
  await store.throttle.clear('b');
  expect(await store.throttle.spend(budgets)).toEqual({ kind: 'spent', left: 1 });
  expect(await other.throttle.spend(budgets)).toMatchObject({ kind: 'spent', left: 0 });
  expect(await store.claims.claim(key, 1000)).toBe(true);
  expect(await other.claims.claim(key, 1000)).toBe(false);
}

needing(['redis-server'], 'sets of Redis servers', () => {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  describe('a Cluster', () => {
    it('is used like one server', async () => {
      // The bus is told its port: the usual one, ten thousand higher, is above the range for high ports.
      const start = async () => startRedis(['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())]);
      const nodes = [kept(await start(), (each) => each.stop()), kept(await start(), (each) => each.stop())] as const;
      const [node, next] = nodes;
      await node.admin.call('CLUSTER', 'ADDSLOTSRANGE', 0, 8000);
      await next.admin.call('CLUSTER', 'ADDSLOTSRANGE', 8001, 16_383);
      const [, bus] = await next.admin.config('GET', 'cluster-port').then((found) => z.array(z.string()).parse(found));
      await node.admin.call('CLUSTER', 'MEET', '127.0.0.1', next.port, bus ?? '');
      for (const { admin } of nodes) {
        await until('the cluster is up', async () => /cluster_state:ok/.test(await admin.cluster('INFO')));
      }
      const open = async (): Promise<LiveStore> =>
        kept(await redisStore({ url: `redis+cluster://127.0.0.1:${node.port}`, keyring: keys }), (each) =>
          each.close(),
        );
      await worksOn(await open(), await open());
    });
  });

  describe('a set watched by Sentinel', () => {
    it('is used through its master, and through the next one when that is gone', async () => {
      const master = kept(await startRedis(), (each) => each.stop());
      const replica = kept(await startRedis(['--replicaof', '127.0.0.1', `${master.port}`]), (each) => each.stop());
      await until('the replica follows', async () =>
        /master_link_status:up/.test(await replica.admin.info('replication')),
      );
      const folder = kept(mkdtempSync(join(tmpdir(), 'sentinel-')), async (each) => rmSync(each, { recursive: true }));
      const port = await freePort();
      const conf = join(folder, 'sentinel.conf');
      writeFileSync(
        conf,
        `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${master.port} 1\nsentinel down-after-milliseconds main 400\nsentinel failover-timeout main 2000\n`,
      );
      kept(serve('redis-server', [conf, '--sentinel', '--dir', folder]), end);
      const url = `redis+sentinel://127.0.0.1:${port}/main`;
      const open = async (): Promise<LiveStore> =>
        kept(await redisStore({ url, keyring: keys }), (each) => each.close());
      let store: LiveStore | undefined;
      await until('Sentinel answers', async () => {
        store ??= await open();
        return true;
      });
      const [first, other] = [store ?? (await open()), await open()];
      await worksOn(first, other);
      const key = newId();
      await first.conversations.turn(key, undefined, saves(7));
      await until('the replica has it', async () => (await replica.admin.keys(`*${key}*`)).length > 0);
      await until('Sentinel knows the replica', async () => {
        const { Redis } = await import('ioredis');
        const sentinel = new Redis(port, '127.0.0.1');
        const known = await sentinel.call('SENTINEL', 'REPLICAS', 'main').finally(() => sentinel.disconnect());
        return Array.isArray(known) && known.length === 1;
      });
      await end(master.process);
      await until('the next master is used', async () => {
        await first.conversations.open(newId());
        return (await other.conversations.turn(key, undefined, saves(8))) === 8;
      });
      await worksOn(first, other);
    });
  });
});
