import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { methodId } from '../../src/methods/traits.js';
import { RENEW } from '../../src/stores/redis/turn-scripts.js';
import { durableStore } from '../../src/stores/sql.js';
import { authenticatorCode, messageTo } from '../e2e/journey.js';
import { answering } from '../support/answering.js';
import { Phone } from '../support/approver.js';
import { DirectLineClient } from '../support/direct-line-client.js';
import { type Instance, startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { age, type RedisServer, startRedis } from '../support/redis.js';
import { startWire, type Wire } from '../support/wire.js';

const MOST = 3;
const ADA = 'ada@contoso.example';
const POLICY = `policies:
  - name: everyone
    gates: 2
    methods: [authenticator-notification, authenticator-code, voice, sms]
`;

needing(['redis-server'], 'round trips to Redis', () => {
  describe('round trips to Redis', { timeout: 90_000 }, () => {
    let redis: RedisServer;
    let wire: Wire;
    let server: Instance;
    let events: Redis;
    let saved = (): void => undefined;
    const phone = new Phone();
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
      const folder = mkdtempSync(join(tmpdir(), 'trips-'));
      const secretKey = randomBytes(32);
      const env = {
        REDIS_URL: `redis://127.0.0.1:${wire.port}`,
        DATA_DIR: folder,
        SECRET_KEY: secretKey.toString('base64'),
        POLICY_FILE: join(folder, 'policy.yaml'),
      };
      writeFileSync(env.POLICY_FILE, POLICY);
      server = await startInstance(env);
      const durable = await durableStore({
        file: join(folder, 'reset-assistant.db'),
        keyring: keyring(secretKey),
        clock: Date.now,
      });
      const device = { name: 'Pixel', proof: 'app', data: { key: phone.key } };
      const method = methodId('authenticator-notification');
      await durable.enrollments.add('sample-ada', { method, ...device }, 0);
      await durable.close();
    });
    afterAll(async () => {
      await server.stop('SIGKILL');
      await wire.stop();
      events.disconnect();
      await redis.stop();
    });

    /** Round trips of the turn that `what` brings about, until it is saved, which is when Redis lets its hold go. */
    async function trips(what: () => Promise<unknown>): Promise<number> {
      const before = wire.trips().length;
      const turn = new Promise<void>((resolve) => {
        saved = resolve;
      });
      await what();
      await turn;
      // The simulated phone has its messages in Redis too: that is the carrier's, and not the turn's. Nobody waits for a hold that is
      // renewed every three seconds of a turn that takes long.
      const since = wire
        .trips()
        .slice(before)
        .filter((said) => !said.includes('conversation:phone:') && !said.includes(RENEW.sha));
      // Nor is it the turn's what brings it about: the call-back of a carrier, the answer of a phone.
      return since.length - since.findIndex((said) => said.includes(':hold'));
    }

    /** A whole reset, message by message; a second one finds every script loaded. */
    async function reset(login: string, phone: string): Promise<ReadonlyMap<string, number>> {
      const chat = await DirectLineClient.begin(server.address);
      await chat.until(server.address, /What do you need/);
      const counted = new Map<string, number>();
      const say = async (what: string, text: string): Promise<void> => {
        counted.set(what, await trips(() => chat.post(server.address, text)));
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

    const fits = (counted: ReadonlyMap<string, number>): void => {
      process.stdout.write(`Round trips to Redis: ${JSON.stringify(Object.fromEntries(counted))}\n`);
      for (const [what, count] of counted) expect([what, count <= MOST, count]).toEqual([what, true, count]);
    };

    it(`a turn takes at most ${MOST}, whatever is said in it`, async () => {
      await reset('cleo@contoso.example', '+12025550102');
      fits(await reset(ADA, '+12025550100'));
    });

    it('so does the one that uses up the last try, and every one after that', async () => {
      const chat = await DirectLineClient.begin(server.address);
      for (const text of ['I forgot my password', 'dana@contoso.example', 'authenticator']) {
        await chat.say(server.address, text);
      }
      const counted = new Map<string, number>();
      for (const what of ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']) {
        if (what === 'fourth') await chat.say(server.address, 'authenticator');
        await age(redis, 31_000);
        counted.set(what, await trips(() => chat.post(server.address, '000000')));
        await chat.heard(server.address);
      }
      fits(counted);
    });

    it('so does one that is brought about on a phone', async () => {
      const counted = new Map<string, number>();
      const other = (number: string): string => (number === '42' ? '24' : '42');
      const chatting = async (): Promise<DirectLineClient> => {
        const chat = await DirectLineClient.begin(server.address);
        await chat.say(server.address, 'I forgot my password');
        await chat.say(server.address, ADA);
        return chat;
      };
      const count = async (chat: DirectLineClient, what: string, doing: () => Promise<unknown>): Promise<void> => {
        counted.set(what, await trips(doing));
        await chat.until(server.address, /\S/);
        await age(redis, 16 * 60_000);
      };

      const { press, approve } = answering(server.address, phone, 'sample-ada');
      for (const key of ['hang-up', '1']) {
        const chat = await chatting();
        await chat.say(server.address, 'call me');
        await count(chat, `a call: ${key}`, () => press(key));
      }
      const notified = async (chat: DirectLineClient): Promise<string> => {
        await chat.heard(server.address);
        counted.set('a request', await trips(() => chat.post(server.address, 'notification')));
        return chat.until(server.address, /number there/);
      };
      const missed = await chatting();
      const wrong = await notified(missed);
      await count(missed, 'a wrong number', () => approve(wrong, other));
      const chat = await chatting();
      const right = await notified(chat);
      await count(chat, 'the right number', () => approve(right, (number) => number));
      await chat.say(server.address, 'call me');
      await count(chat, 'a call: #', () => press('#'));
      const denying = await chatting();
      const denied = await notified(denying);
      await count(denying, "it's not me", () => approve(denied, () => ''));
      fits(counted);
    });
  });
});
