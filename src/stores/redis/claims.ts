import { z } from 'zod';
import type { Keyring } from '../../crypto.js';
import type { Claims } from '../ports.js';
import type { RedisClient } from './connection.js';
import { ask } from './evaluate.js';
import { claimKey, keptKey } from './keys.js';
import { sealingFor } from './sealing.js';

const value = z.string().optional();

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
  };
}
