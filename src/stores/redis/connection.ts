import type { Cluster, Redis, RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { StoreUnavailable } from '../../errors.js';
import type { RedisAddress } from './address.js';

/** One server, a set behind Sentinel, or a Cluster: all take the same commands. */
export type RedisClient = Redis | Cluster;

const COMMAND_MS = 500;
const START_MS = 5000;
const QUIET_MS = 10_000;

/** How a connection is used. A subscriber waits for its server as long as it takes; commands give up fast. */
type Use = 'commands' | 'subscriber';

function optionsFor(address: RedisAddress, use: Use): RedisOptions {
  return {
    ...(address.tls ? { tls: {} } : {}),
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    connectionName: 'reset-assistant',
    connectTimeout: 2000,
    commandTimeout: use === 'commands' ? COMMAND_MS : 2 * COMMAND_MS,
    maxRetriesPerRequest: use === 'commands' ? 1 : null,
    // Never sent twice without our knowing: `evaluate` decides what may be repeated.
    autoResendUnfulfilledCommands: false,
    // After a fail-over the old master says READONLY: look for the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    enableAutoPipelining: use === 'commands',
  };
}

const backOff = (times: number): number => Math.min(50 * 2 ** Math.min(times, 5), 1000);

/** A client that is not connected yet. Its `error` events are logged at most once in ten seconds. */
export async function redisClient(address: RedisAddress, use: Use, log?: Logger): Promise<RedisClient> {
  // Loaded only where Redis is used: the program must start fast without it.
  const { Cluster, Redis } = await import('ioredis');
  const options = optionsFor(address, use);
  const client = ((): RedisClient => {
    switch (address.kind) {
      case 'cluster':
        return new Cluster([...address.hosts], {
          lazyConnect: true,
          enableAutoPipelining: use === 'commands',
          redisOptions: options,
          clusterRetryStrategy: backOff,
          clusterNodeRetryStrategy: backOff,
        });
      case 'sentinel':
        return new Redis({
          ...options,
          lazyConnect: true,
          retryStrategy: backOff,
          sentinels: [...address.hosts],
          name: address.masterName ?? '',
          db: address.db,
          sentinelRetryStrategy: backOff,
          enableTLSForSentinelMode: address.tls,
          ...(address.sentinelUsername === undefined ? {} : { sentinelUsername: address.sentinelUsername }),
          ...(address.sentinelPassword === undefined ? {} : { sentinelPassword: address.sentinelPassword }),
        });
      case 'single':
        return new Redis({
          ...options,
          lazyConnect: true,
          retryStrategy: backOff,
          ...address.hosts[0],
          db: address.db,
        });
    }
  })();
  let saidAt = Number.NEGATIVE_INFINITY;
  client.on('error', (error: unknown) => {
    if (performance.now() - saidAt < QUIET_MS) return;
    saidAt = performance.now();
    log?.warn({ reason: plain(error).message }, 'Redis: connection trouble');
  });
  return client;
}

/** Waits until the server answers. @throws StoreUnavailable after five seconds, with the last reason */
export async function connected(client: RedisClient): Promise<void> {
  let reason: unknown;
  let timer: NodeJS.Timeout | undefined;
  const note = (error: unknown): void => {
    reason = error;
  };
  client.on('error', note);
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      timer = setTimeout(() => reject(reason), START_MS);
      // Its own promise ends at the first refusal; the retries go on, and `ready` tells.
      client.connect().catch(note);
    });
  } catch (cause) {
    client.disconnect();
    throw unavailable(cause ?? new Error('no answer'));
  } finally {
    clearTimeout(timer);
    client.off('error', note);
  }
}

/** Any error of the client in our words. */
export function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const cause = plain(error);
  return new StoreUnavailable(`Redis did not do what it was asked: ${cause.message}`, { cause });
}

/** Only what went wrong: the client's own errors carry the whole command, AUTH and its password included. */
function plain(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('no reason was given');
  const last =
    'lastNodeError' in error && error.lastNodeError instanceof Error ? ` (${error.lastNodeError.message})` : '';
  return new Error(`${error.message}${last}`);
}
