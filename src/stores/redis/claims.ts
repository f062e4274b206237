import { z } from 'zod';
import { fingerprint, type Keyring } from '../../crypto.js';
import type { Claims } from '../ports.js';
import type { RedisClient } from './connection.js';
import { ask, evaluate, script } from './evaluate.js';
import { claimKey, heldKey, keptKey } from './keys.js';
import { sealingFor } from './sealing.js';

const value = z.string().optional();

/** KEYS held · ARGV owner, ms. */
const HOLD = script(
  `local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`,
  { repeatable: true },
);
/** KEYS held · ARGV owner. */
const RELEASE = script(`if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 0`, {
  repeatable: true,
});

export function redisClaims(client: RedisClient, keyring: Keyring): Claims {
  const opened = (name: string, sealed: Buffer | null): string | undefined =>
    sealed === null ? undefined : value.parse(sealingFor(keyring, name).open(sealed));
  return {
    claim: async (key, ttlMs) => (await ask(client.set(claimKey(key), 1, 'PX', ttlMs, 'NX'))) === 'OK',
    async put(key, plain, ttlMs) {
      const name = keptKey(key);
      await ask(client.set(name, sealingFor(keyring, name).seal(plain), 'PX', ttlMs));
    },
    get: async (key) => opened(keptKey(key), await ask(client.getBuffer(keptKey(key)))),
    take: async (key) => opened(keptKey(key), await ask(client.getdelBuffer(keptKey(key)))),
    hold: async (key, owner, ttlMs) =>
      (await evaluate(client, HOLD, [heldKey(key)], [fingerprint(owner), ttlMs])) === 1,
    async release(key, owner) {
      await evaluate(client, RELEASE, [heldKey(key)], [fingerprint(owner)]);
    },
  };
}
