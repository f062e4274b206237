import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyring, newId } from '../../src/crypto.js';
import type { LiveStore } from '../../src/stores/ports.js';
import { redisStore } from '../../src/stores/redis.js';
import { needing } from '../support/machine.js';
import { type RedisServer, startRedis } from '../support/redis.js';

const SECRETS = ['48151623', 'ada@home.example', '+12025550100', 'JBSWY3DPEHPK3PXP', 'link-token-9f8e7d'];
/** Every kind of key there is. */
const KINDS = [
  ...['claim', 'conversation:hold', 'conversation:lines', 'conversation:record'],
  ...['held', 'kept', 'seen', 'throttle'],
];
const disguises = (secret: string): readonly string[] => [
  secret,
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
  [...secret].reverse().join(''),
];

needing(['redis-server'], 'what Redis can see', () => {
  describe('what Redis can see', () => {
    let server: RedisServer;
    let store: LiveStore;
    beforeAll(async () => {
      server = await startRedis();
      store = await redisStore({ url: server.url, keyring: keyring(new Uint8Array(32).fill(3)) });
    });
    afterAll(async () => {
      await store.close();
      await server.stop();
    });

    /** Everything the store can keep, with every secret in every place that is not a hashed name already. */
    const keepEverything = async (): Promise<string> => {
      const key = newId();
      const { conversations, claims, throttle } = store;
      await conversations.open(key);
      const leave = await conversations.subscribe(key, () => undefined);
      for (const secret of SECRETS) {
        const line = { id: `line ${secret}`, text: `My code is ${secret}` };
        await conversations.append(key, line);
        await conversations.whisper(key, line);
        await conversations.turn(key, `activity ${secret}`, async () => ({
          record: { voice: { [secret]: secret }, mind: { said: secret } },
          lines: [line, { id: secret, [secret]: secret }],
          result: undefined,
        }));
        await claims.claim(`claim ${secret}`, 60_000);
        await claims.put(`kept ${secret}`, secret, 60_000);
        await claims.hold(`held ${secret}`, `owner ${secret}`, 60_000);
      }
      await throttle.spend([{ key: newId(), limit: 3, windowMs: 60_000, blockMs: 0, pausesMs: [1000] }]);
      await throttle.block(newId(), Date.now() + 60_000);
      leave();
      return key;
    };

    /** How long each key has still to live, ms. */
    const timesToLive = async (): Promise<ReadonlyMap<string, number>> => {
      const names = await server.admin.keys('*');
      return new Map(await Promise.all(names.map(async (name) => [name, await server.admin.pttl(name)] as const)));
    };

    it('tells who listens in, or takes the file, no code, number, mail, seed or token', async () => {
      const monitor = await server.admin.monitor();
      const seen: string[] = [];
      monitor.on('monitor', (_time: string, args: readonly string[]) => seen.push(args.join(' ')));
      await keepEverything();
      await server.admin.save();
      monitor.disconnect();
      const traffic = seen.join('\n');
      const file = readFileSync(join(server.folder, 'dump.rdb'), 'latin1');
      // Both did see the conversation.
      expect(traffic).toContain('reset-assistant}:conversation:');
      expect(file).toContain('reset-assistant}:conversation:');
      for (const disguise of SECRETS.flatMap(disguises)) {
        expect(traffic).not.toContain(disguise);
        expect(file).not.toContain(disguise);
      }
    });

    it('is all of it gone by itself after a time, in the middle of a turn too', async () => {
      const key = await keepEverything();
      const keys = await store.conversations.turn(key, 'activity', async (record) => ({
        record,
        lines: [],
        result: await timesToLive(),
      }));
      if (keys === 'not-run') throw new Error('The turn did not run.');
      const kinds = new Set(
        [...keys.keys()].map((name) => name.replace(/:(conversation):.*:/, ':$1:').replace(/:[\w-]{20,}$/, '')),
      );
      expect([...kinds].sort()).toEqual(KINDS.map((kind) => `{reset-assistant}:${kind}`));
      for (const [name, rest] of [...keys, ...(await timesToLive())]) {
        expect([name, rest > 0 && rest <= 24 * 3600 * 1000]).toEqual([name, true]);
      }
    });

    it('does not matter once altered or moved: the person starts over', async () => {
      const [key, other] = [await keepEverything(), await keepEverything()];
      const name = (of: string, part: string): string => `{reset-assistant}:conversation:${of}:${part}`;
      const mindOf = (of: string): Promise<unknown> =>
        store.conversations.turn(of, undefined, async (before) => ({
          record: before,
          lines: [],
          result: before?.mind,
        }));
      expect(await mindOf(other)).toEqual({ said: SECRETS.at(-1) });
      const [sealed] = await server.admin.hmgetBuffer(name(key, 'record'), 'sealed');
      await server.admin.hset(name(other, 'record'), 'sealed', sealed ?? '');
      expect(await mindOf(other)).toBeUndefined();
      for (const at of [0, 1, 10, 20, 40]) {
        const altered = Buffer.from(sealed ?? '');
        altered[at] = (altered[at] ?? 0) ^ 1;
        await server.admin.hset(name(key, 'record'), 'sealed', altered);
        expect(await mindOf(key)).toBeUndefined();
      }
      const lines = await server.admin.xrangeBuffer(name(key, 'lines'), '-', '+');
      await server.admin.del(name(other, 'lines'));
      for (const [, fields] of lines) await server.admin.xadd(name(other, 'lines'), '*', ...fields);
      expect((await store.conversations.since(other, ''))?.lines).toEqual([]);
    });
  });
});
