import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { memoryStore } from '../../src/stores/memory.js';
import { redisStore } from '../../src/stores/redis.js';
import { DirectLineClient } from '../support/direct-line-client.js';
import { type House, house } from '../support/house.js';
import { needing } from '../support/machine.js';
import { age, type RedisServer, redisNow, startRedis } from '../support/redis.js';
import { webChat } from '../support/web-chat.js';
import { conversations } from './rows.js';
import { wordsOf } from './words.js';

const MINUTE = 60_000;
const keys = keyring(Buffer.alloc(32, 3));

/** The same house after a restart of its process: with another object over the same Redis, or an empty memory. */
async function again(before: House, live: House['adapters']['live']): Promise<House> {
  const after = await house({ live, durable: before.adapters.durable });
  after.time.now = before.time.now;
  return after;
}

needing(['redis-server'], 'restarts over Redis', () => {
  describe('with Redis, and a restart before every line', () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    beforeEach(async () => void (await redis.admin.flushall()));
    afterAll(() => redis.stop());

    it.each(conversations)('a conversation goes $name', async ({ who, rows, locale }) => {
      const first = await house();
      let aged = 0;
      for (const row of rows) {
        const live = await redisStore({ url: redis.url, keyring: keys });
        const home = await again(first, live);
        if (row.after) await age(redis, row.after * MINUTE);
        aged += (row.after ?? 0) * MINUTE;
        home.time.now = (await redisNow(redis)) + aged;
        const chat = home.chat('one', locale);
        await chat.heard();
        const answer = (await chat.say(await wordsOf(row, who, home))).join('\n');
        await live.close();
        expect(answer, `to "${row.said}"`).toMatch(asTimeGoesBy(row.answered));
      }
      await first.close();
    });
  });
});

/** Redis has a clock of its own, which nobody stops. */
const asTimeGoesBy = ({ source }: RegExp): RegExp => new RegExp(source.replace('30 ', '(2\\d|30) '));

describe('with memory alone, and a restart', () => {
  it.each(['I am ada', 'Code from my authenticator app', '<app>', 'help', 'blah', 'cancel'])(
    'before "%s": nothing is proven or changed, and the person can begin anew at once',
    async (said) => {
      const first = await house();
      await first.chat().say('I forgot my password');
      for (const words of said === 'I am ada' ? [] : ['ada@contoso.example', 'authenticator'])
        await first.chat().say(words);
      const home = await again(first, memoryStore({ clock: first.adapters.clock }));
      const text = await wordsOf({ said }, 'ada', home);
      const answer = JSON.stringify(await home.chat().send({ type: 'message', text }));
      expect(answer).toMatch(/I forgot my password/);
      expect(answer).not.toContain('/password/');
      expect((await home.chat().say('I forgot my password')).join()).toMatch(/account name/);
      await first.close();
    },
  );

  it('the web chat is told that its conversation is gone, and the next one greets', async () => {
    const first = await house();
    const before = await webChat(first);
    const client = await DirectLineClient.begin(before.address);
    await client.say(before.address, 'I forgot my password');
    await before.close();
    const after = await webChat(await again(first, memoryStore({ clock: first.adapters.clock })));
    expect(await client.post(after.address, 'ada@contoso.example')).toBe(404);
    const anew = await DirectLineClient.begin(after.address);
    expect(await anew.say(after.address, 'I forgot my password')).toMatch(/account name/);
    await after.close();
    await first.close();
  });
});
