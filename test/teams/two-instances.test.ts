import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { memoryStore } from '../../src/stores/memory.js';
import type { LiveStore } from '../../src/stores/ports.js';
import { redisStore } from '../../src/stores/redis.js';
import { needing } from '../support/machine.js';
import { startRedis } from '../support/redis.js';
import { ADA, type Door, openDoor, TENANT } from '../support/teams-door.js';

const person = { tenantId: TENANT, objectId: ADA.objectId };
const add = { type: 'installationUpdate', action: 'add', text: undefined };
const remove = { ...add, action: 'remove' };
const MINUTE = 60_000;

interface Engine {
  readonly live: LiveStore;
  stop(): Promise<void>;
}

function twoInstances(engine: string, start: () => Promise<Engine>): void {
  describe(`two instances behind one Teams, over ${engine}`, () => {
    let engines: Engine;
    let one: Door;
    let two: Door;
    beforeEach(async () => {
      engines = await start();
      one = await openDoor({ live: engines.live });
      two = await openDoor({ beside: one });
    });
    afterEach(async () => {
      await two.close();
      await one.close();
      await engines.stop();
    });
    const to = (door: Door, change: Readonly<Record<string, unknown>> = {}) =>
      door.post(one.activity(change), one.bearer());

    it('take an activity that comes to both once, one after the other or at the same moment', async () => {
      const same = one.activity({ id: 'f:same' });
      for (const door of [one, two, one]) expect((await door.post(same, one.bearer())).status).toBe(200);
      expect(one.connector.said()).toEqual(['you said hi']);
      const rush = one.activity({ id: 'f:rush' });
      await Promise.all([one, two, one, two].map((door) => door.post(rush, one.bearer())));
      expect(one.connector.said()).toEqual(['you said hi', 'you said hi']);
      const installed = one.activity({ ...add, id: 'f:added' });
      await Promise.all([one, two].map((door) => door.post(installed, one.bearer())));
      expect(one.connector.said().slice(2)).toEqual(['hello after installationUpdate']);
      expect([...one.heard, ...two.heard]).toHaveLength(3);
    });

    it('know a person who had the app removed by one and installed again by the other', async () => {
      await to(one, add);
      await to(two, remove);
      expect(await one.teams.personOf('account-of-ada')).toBeUndefined();
      await to(one, add);
      for (const door of [one, two]) expect(await door.teams.personOf('account-of-ada')).toMatchObject(person);
    });

    it('know a person again who writes to one after the other has forgotten them', async () => {
      await to(one);
      await to(two, remove);
      one.time.now += MINUTE;
      await to(one);
      for (const door of [one, two]) expect(await door.teams.personOf('account-of-ada')).toMatchObject(person);
    });
  });
}

twoInstances('memory', async () => ({ live: memoryStore({ clock: Date.now }), stop: async () => undefined }));

needing(['redis-server'], 'two instances behind one Teams, over Redis,', () => {
  twoInstances('Redis', async () => {
    const server = await startRedis();
    const live = await redisStore({ url: server.url, keyring: keyring(randomBytes(32)) });
    return { live, stop: () => live.close().then(() => server.stop()) };
  });
});
