import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { memoryStore } from '../../src/stores/memory.js';
import type { LiveStore } from '../../src/stores/ports.js';
import { redisStore } from '../../src/stores/redis.js';
import { type House, house } from '../support/house.js';
import { needing } from '../support/machine.js';
import { startRedis } from '../support/redis.js';
import { colleague, type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor } from '../support/teams-door.js';

interface Engine {
  readonly live: LiveStore;
  stop(): Promise<void>;
}

/** What is offered in Teams while nothing is under way, over one engine. */
function offers(engine: string, start: () => Promise<Engine>): void {
  describe(`what is offered in Teams, over ${engine}`, () => {
    let home: House;
    let door: Door;
    let stores: Engine;
    let chat: TeamsChat;
    beforeEach(async () => {
      stores = await start();
      home = await house({ live: stores.live });
      door = await openDoor({ home });
      chat = teamsChat(door, colleague('ada', 1));
      await chat.installs();
    });
    afterEach(async () => {
      await door.close();
      await home.close();
      await stores.stop();
    });
    const titles = (): readonly (readonly string[])[] =>
      chat.cards().map(({ buttons }) => buttons.map(({ title }) => title));

    it('works when it is tapped, and loses its buttons', async () => {
      const [welcome] = chat.cards();
      const button = welcome?.buttons.find(({ title }) => title === 'I forgot my password');
      if (!welcome || !button) throw new Error('nothing is offered');
      const said = (await chat.submit(welcome, button.data)).join();
      expect(said).not.toMatch(/something that is over/);
      expect(said).toMatch(/How would you like to start/);
      expect(titles()[0]).toEqual([]);
      expect(chat.cards()[0]?.json).toContain('You chose: I forgot my password');
    });

    it('is one card at a time: the one before loses its buttons when something else is said', async () => {
      for (const words of ['help', 'blah blah', 'cancel']) await chat.say(words);
      const offered = titles();
      expect(offered).toHaveLength(4);
      expect(offered.slice(0, -1)).toEqual([[], [], []]);
      expect(offered.at(-1)).toContain('I forgot my password');
    });
  });
}

offers('memory', async () => ({ live: memoryStore({ clock: Date.now }), stop: async () => undefined }));

needing(['redis-server'], 'what is offered in Teams, over Redis,', () => {
  offers('Redis', async () => {
    const server = await startRedis();
    const live = await redisStore({ url: server.url, keyring: keyring(randomBytes(32)) });
    return { live, stop: () => server.stop() };
  });
});
