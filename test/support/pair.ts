import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { keyring as keyringOf } from '../../src/crypto.js';
import { embeddedDirectory } from '../../src/directories/embedded.js';
import type { DurableStore } from '../../src/stores/ports.js';
import { durableStore } from '../../src/stores/sql.js';
import { type Instance, startInstance } from './instance.js';
import { type PostgresServer, startPostgres } from './postgres.js';
import { type RedisServer, startRedis } from './redis.js';

/** Two processes of the built server behind what a load balancer would be: one Redis, one PostgreSQL, one key. */
export interface Pair {
  /** The addresses people reach; by turns is how the tests use them. */
  readonly one: Instance;
  readonly two: Instance;
  readonly redis: RedisServer;
  readonly durable: DurableStore;
  /** Another process of the same installation. */
  start(): Promise<Instance>;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Runs a query and keeps its locks until the returned function is called. */
  lock(sql: string): Promise<() => Promise<void>>;
  /** Whether that password opens the embedded directory. */
  signsIn(login: string, password: string): Promise<boolean>;
  stop(): Promise<void>;
}

const rows = z.array(z.record(z.string(), z.unknown()));

export async function startPair(env: Readonly<Record<string, string>> = {}): Promise<Pair> {
  const [redis, postgres]: [RedisServer, PostgresServer] = await Promise.all([startRedis(), startPostgres()]);
  const folder = mkdtempSync(join(tmpdir(), 'pair-'));
  const database = await postgres.database();
  const secretKey = randomBytes(32);
  const shared = {
    SECRET_KEY: secretKey.toString('base64'),
    REDIS_URL: redis.url,
    DATABASE_URL: database,
    DATA_DIR: folder,
    TRUSTED_PROXY_HOPS: '1',
    ...env,
  };
  const running: Instance[] = [];
  const start = async (): Promise<Instance> => {
    const instance = await startInstance(shared);
    running.push(instance);
    return instance;
  };
  const [one, two] = await Promise.all([start(), start()]);
  const keyring = keyringOf(secretKey);
  const durable = await durableStore({ url: database, keyring, clock: Date.now });
  const directory = embeddedDirectory({ accounts: durable.accounts, keyring, clock: Date.now });
  return {
    one,
    two,
    redis,
    durable,
    start,
    async query(sql) {
      const client = new pg.Client(database);
      await client.connect();
      const found = await client.query(sql).finally(() => client.end());
      return rows.parse(found.rows);
    },
    async lock(sql) {
      const client = new pg.Client(database);
      await client.connect();
      await client.query('begin');
      await client.query(sql);
      return async () => {
        await client.query('rollback');
        await client.end();
      };
    },
    async signsIn(login, password) {
      const account = await directory.find(login);
      return account !== undefined && directory.verifyPassword(account, password);
    },
    async stop() {
      await Promise.all(running.map((each) => each.stop('SIGKILL')));
      await durable.close();
      await Promise.all([redis.stop(), postgres.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
