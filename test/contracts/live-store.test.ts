import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { memoryStore } from '../../src/stores/memory.js';
import type { LiveStore } from '../../src/stores/ports.js';
import { redisStore } from '../../src/stores/redis.js';
import { needing } from '../support/machine.js';
import { age, type RedisServer, redisNow, startRedis } from '../support/redis.js';
import { claimsContract } from './claims-contract.js';
import type { LiveEngine } from './live-engine.js';
import { throttleContract } from './throttle-contract.js';
import { transcriptContract } from './transcript-contract.js';
import { turnContract } from './turn-contract.js';

const keys = keyring(new Uint8Array(32).fill(3));

function contract(engine: () => LiveEngine): void {
  throttleContract(engine);
  claimsContract(engine);
  transcriptContract(engine);
  turnContract(engine);
  it('answers a ping', async () => {
    expect(await engine().store.ping()).toBeGreaterThanOrEqual(0);
  });
}

describe('the short-lived store in memory', () => {
  let now = 0;
  let engine: LiveEngine;
  beforeEach(() => {
    now = 1_700_000_000_000;
    const store = memoryStore({ clock: () => now, keyring: keys });
    const advance = async (ms: number): Promise<void> => {
      now += ms;
    };
    engine = { store, other: store, now: async () => now, advance };
  });
  contract(() => engine);
});

needing(['redis-server'], 'the short-lived store in Redis', () => {
  describe('the short-lived store in Redis', () => {
    let server: RedisServer;
    let stores: readonly [LiveStore, LiveStore];
    let engine: LiveEngine;
    beforeAll(async () => {
      server = await startRedis();
      const make = (): Promise<LiveStore> => redisStore({ url: server.url, keyring: keys });
      stores = [await make(), await make()];
      const [store, other] = stores;
      engine = { store, other, now: () => redisNow(server), advance: (ms) => age(server, ms) };
    });
    beforeEach(async () => void (await server.admin.flushall()));
    afterAll(async () => {
      await Promise.all(stores.map((each) => each.close()));
      await server.stop();
    });
    contract(() => engine);
  });
});
