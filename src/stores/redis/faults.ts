import type { RedisClient } from './connection.js';
import { ask } from './evaluate.js';

const OLDEST = [6, 2];
const MOST_SKEW_MS = 10_000;

/**
 * Why this Redis must not be used, one sentence a fault, as `REDIS_URL: expected …, got …`. What the server does not let us see is no fault.
 * @throws StoreUnavailable
 */
export async function redisFaults(client: RedisClient): Promise<readonly string[]> {
  const servers = 'nodes' in client ? client.nodes('master') : [client];
  const found = await Promise.all(
    servers.map(async (server) => [
      evicting(await setting(() => server.config('GET', 'maxmemory-policy'))),
      outdated(await ask(server.info('server'))),
      skewed(await ask(server.time()), Date.now()),
    ]),
  );
  return [...new Set(found.flat().filter((fault) => fault !== undefined))];
}

/** Managed services forbid CONFIG, some say so in their own way: then the operator answers for it. */
async function setting(get: () => Promise<unknown>): Promise<unknown> {
  try {
    const reply = await get();
    return Array.isArray(reply) ? reply[1] : undefined;
  } catch {
    return undefined;
  }
}

/** Evicted counters would forget tries. */
const evicting = (policy: unknown): string | undefined =>
  typeof policy !== 'string' || policy === 'noeviction'
    ? undefined
    : `REDIS_URL: expected a server with maxmemory-policy noeviction, got ${policy}`;

function outdated(info: string): string | undefined {
  const version = /^redis_version:(\S+)/m.exec(info)?.[1];
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (version === undefined || major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `REDIS_URL: expected Redis ${OLDEST.join('.')} or newer, got ${version}`;
}

/** Times are compared across the two clocks. */
function skewed(time: readonly (number | string)[], now: number): string | undefined {
  const skewMs = Math.abs(Number(time[0]) * 1000 - now);
  return skewMs <= MOST_SKEW_MS
    ? undefined
    : `REDIS_URL: expected a server whose clock agrees within ${MOST_SKEW_MS / 1000} s, got ${Math.round(skewMs / 1000)} s`;
}
