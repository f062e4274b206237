import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './machine.js';
import { end, serve, until } from './programs.js';

/** A real Redis on a port of its own, nothing kept on disk unless asked to SAVE. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  readonly folder: string;
  /** The test's own connection. */
  readonly admin: Redis;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** `args` as on the command line of redis-server: `['--cluster-enabled', 'yes']`. */
export async function startRedis(args: readonly string[] = [], wantedPort?: number): Promise<RedisServer> {
  const port = wantedPort ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const server = serve('redis-server', [
    ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    ...args,
  ]);
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  const admin = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    retryStrategy: () => 25,
    maxRetriesPerRequest: null,
  });
  admin.on('error', () => undefined);
  admin.connect().catch(() => undefined);
  await until(`a Redis answers on port ${port}`, async () => (await admin.ping()) === 'PONG');
  return {
    port,
    folder,
    admin,
    process: server,
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      admin.disconnect();
      process.off('exit', kill);
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Moves all that is kept into the past, which to the store is time going by: its clock is the server's and cannot be set. */
export async function age({ admin }: RedisServer, ms: number): Promise<void> {
  await admin.eval(
    `
for _, key in ipairs(redis.call('KEYS', '*')) do
  if redis.call('TYPE', key).ok == 'hash' and string.find(key, ':throttle:') then
    for _, field in ipairs({'s', 'l', 'p', 'u', 'b'}) do
      local at = tonumber(redis.call('HGET', key, field) or 0)
      if at > 0 then redis.call('HSET', key, field, string.format('%.0f', at - ARGV[1])) end
    end
  end
  local rest = redis.call('PTTL', key)
  if rest >= 0 then redis.call('PEXPIRE', key, rest - ARGV[1]) end
end`,
    0,
    ms,
  );
}

/** Epoch ms by the server's own clock. */
export async function redisNow({ admin }: RedisServer): Promise<number> {
  const [seconds = 0, micros = 0] = await admin.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
