import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticatorCode, messageTo } from '../e2e/journey.js';
import { DirectLineClient, type Listener } from '../support/direct-line-client.js';
import { type Instance, startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { until } from '../support/programs.js';
import { age, type RedisServer, startRedis } from '../support/redis.js';
import { startWire, type Wire } from '../support/wire.js';

const MOST = 3;
const ADA = 'ada@contoso.example';

needing(['redis-server'], 'round trips to Redis', () => {
  describe('round trips to Redis', { timeout: 90_000 }, () => {
    let redis: RedisServer;
    let wire: Wire;
    let server: Instance;
    beforeAll(async () => {
      redis = await startRedis();
      wire = await startWire(redis.port);
      server = await startInstance({
        REDIS_URL: `redis://127.0.0.1:${wire.port}`,
        DATA_DIR: mkdtempSync(join(tmpdir(), 'trips-')),
      });
    });
    afterAll(async () => {
      await server.stop('SIGKILL');
      await wire.stop();
      await redis.stop();
    });

    /** Round trips from the message to its answer on the socket. */
    async function trips(chat: DirectLineClient, socket: Listener, text: string): Promise<number> {
      await until('nothing is under way', async () => (await redis.admin.keys('*:hold')).length === 0);
      const before = wire.trips();
      const taken = socket.next().then(() => wire.trips() - before);
      await chat.post(server.address, text);
      return taken;
    }

    /** A whole reset, message by message; a second one finds every script loaded. */
    async function reset(login: string, phone: string): Promise<ReadonlyMap<string, number>> {
      const chat = await DirectLineClient.begin(server.address);
      const socket = await chat.listen(server.address);
      await socket.until(/What do you need/);
      const counted = new Map<string, number>();
      const say = async (what: string, text: string): Promise<void> => {
        counted.set(what, await trips(chat, socket, text));
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
      socket.close();
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
