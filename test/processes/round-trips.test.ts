import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticatorCode, messageTo } from '../e2e/journey.js';
import { DirectLineClient } from '../support/direct-line-client.js';
import { type Instance, startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { age, type RedisServer, startRedis } from '../support/redis.js';
import { startWire, type Wire } from '../support/wire.js';

const MOST = 3;
const ADA = 'ada@contoso.example';

needing(['redis-server'], 'round trips to Redis', () => {
  describe('round trips to Redis', { timeout: 90_000 }, () => {
    let redis: RedisServer;
    let wire: Wire;
    let server: Instance;
    let events: Redis;
    let saved = (): void => undefined;
    beforeAll(async () => {
      redis = await startRedis();
      await redis.admin.config('SET', 'notify-keyspace-events', 'Kg');
      events = redis.admin.duplicate();
      events.on('pmessage', (_pattern, _key, event) => {
        if (event === 'del') saved();
      });
      await events.connect();
      await events.psubscribe('__keyspace@0__:*:hold');
      wire = await startWire(redis.port);
      server = await startInstance({
        REDIS_URL: `redis://127.0.0.1:${wire.port}`,
        DATA_DIR: mkdtempSync(join(tmpdir(), 'trips-')),
      });
    });
    afterAll(async () => {
      await server.stop('SIGKILL');
      await wire.stop();
      events.disconnect();
      await redis.stop();
    });

    /** Round trips from the message until its turn is saved, which is when Redis lets its hold go. */
    async function trips(chat: DirectLineClient, text: string): Promise<number> {
      const before = wire.trips().length;
      const turn = new Promise<void>((resolve) => {
        saved = resolve;
      });
      await chat.post(server.address, text);
      await turn;
      // The simulated phone has its messages in Redis too: that is the carrier's, and not the turn's.
      return wire
        .trips()
        .slice(before)
        .filter((said) => !said.includes('conversation:phone:')).length;
    }

    /** A whole reset, message by message; a second one finds every script loaded. */
    async function reset(login: string, phone: string): Promise<ReadonlyMap<string, number>> {
      const chat = await DirectLineClient.begin(server.address);
      await chat.until(server.address, /What do you need/);
      const counted = new Map<string, number>();
      const say = async (what: string, text: string): Promise<void> => {
        counted.set(what, await trips(chat, text));
        // Whoever writes again has read the answer: by then the process has let go of the turn too.
        await chat.heard(server.address);
      };
      await say('the wish', 'I forgot my password');
      await say('the name', login);
      await say('a choice', 'authenticator');
      await say('a wrong code', '000000');
      await age(redis, 31_000);
      await say('a right code', await authenticatorCode(server.address, login));
      const begun = Date.now();
      await say('a text asked for', 'text me');
      const { code } = await messageTo(server.address, phone, begun);
      await say('help in between', 'help');
      await say('the last code', code ?? '');
      return counted;
    }

    it(`a turn takes at most ${MOST}, whatever is said in it`, async () => {
      await reset('cleo@contoso.example', '+12025550102');
      const counted = await reset(ADA, '+12025550100');
      process.stdout.write(`Round trips to Redis: ${JSON.stringify(Object.fromEntries(counted))}\n`);
      for (const [what, count] of counted) expect([what, count <= MOST, count]).toEqual([what, true, count]);
    });
  });
});
