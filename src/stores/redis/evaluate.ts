import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { RedisValue, Result } from 'ioredis';
import { type RedisClient, unavailable } from './connection.js';

declare module 'ioredis' {
  // Made for every command at run time; missing from the published types.
  interface RedisCommander<Context> {
    evalshaBuffer(sha: string, keys: number, ...values: readonly RedisValue[]): Result<unknown, Context>;
    evalBuffer(lua: string, keys: number, ...values: readonly RedisValue[]): Result<unknown, Context>;
  }
}

/** A Lua script, known to the server by its SHA-1. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
  /** Running it twice with the same arguments is the same as running it once. */
  readonly repeatable: boolean;
}

export const script = (lua: string, { repeatable }: { readonly repeatable: boolean }): Script => ({
  lua,
  sha: createHash('sha1').update(lua).digest('hex'),
  repeatable,
});

const TRIES = 3;
const PAUSE_MS = 100;

/** Refused before anything was done: a fail-over is not finished, or the server is still loading. */
const NOT_DONE = /NOREPLICAS|LOADING|TRYAGAIN|CLUSTERDOWN|MASTERDOWN/;
/** Nobody knows whether it was done. */
const UNCERTAIN = /timed out|Connection is closed|ECONN|EPIPE|MaxRetriesPerRequest|max retries per request/;

/**
 * Runs a script in one round trip (two when the server has not seen it yet) and answers with bytes.
 * @throws StoreUnavailable
 */
export async function evaluate(
  client: RedisClient,
  { lua, sha, repeatable }: Script,
  keys: readonly string[],
  values: readonly RedisValue[],
): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.evalshaBuffer(sha, keys.length, ...keys, ...values).catch((error: unknown) => {
        if (!says(error, /NOSCRIPT/)) throw error;
        return client.evalBuffer(lua, keys.length, ...keys, ...values);
      });
    } catch (error) {
      const allowed = says(error, NOT_DONE) ? TRIES : repeatable && says(error, UNCERTAIN) ? 2 : 1;
      if (tries >= allowed) throw unavailable(error);
    }
    await pause(PAUSE_MS * tries);
  }
}

const says = (error: unknown, what: RegExp): boolean => error instanceof Error && what.test(error.message);

/** One command; any failure in our words. @throws StoreUnavailable */
export async function ask<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw unavailable(error);
  }
}
