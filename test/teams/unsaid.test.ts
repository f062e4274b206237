import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MessageRefused } from '../../src/errors.js';
import { memoryStore } from '../../src/stores/memory.js';
import type { LiveStore } from '../../src/stores/ports.js';
import { type House, house } from '../support/house.js';
import { colleague, type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor } from '../support/teams-door.js';

const TRIES = 4;

describe('an answer that Teams does not take', () => {
  let home: House;
  let door: Door;
  let chat: TeamsChat;
  const line = { cut: false };
  beforeEach(async () => {
    line.cut = false;
    const store = memoryStore({ clock: Date.now });
    const append: LiveStore['conversations']['append'] = async (key, said) => {
      if (key === 'phone' && line.cut) throw new MessageRefused('The line is cut.');
      return store.conversations.append(key, said);
    };
    home = await house({ live: { ...store, conversations: { ...store.conversations, append } } });
    door = await openDoor({ home });
    chat = teamsChat(door, colleague('ada', 1));
    await chat.say('I forgot my password');
  });
  afterEach(async () => {
    await door.close();
    await home.close();
  });

  it('loses nothing that was decided: the text goes out, and the code in it is good', async () => {
    door.connector.failures.push(...Array.from({ length: TRIES }, () => ({ status: 503 })));
    const [apology] = await chat.tap('Text message');
    expect(door.connector.failures).toEqual([]);
    expect(apology).toMatch(/my answer may not have reached you.*"hello"/);
    expect(apology).not.toMatch(/[Nn]othing was changed/);
    expect(chat.cards().map(({ buttons }) => buttons.length)).toEqual([0]);
    const [text] = await home.phone('+12025550100');
    expect((await chat.say('hello')).join()).toMatch(/code/i);
    expect((await chat.tap(text?.code ?? '')).join()).toMatch(/One more/);
  });

  it('loses nothing while Teams is away altogether', async () => {
    door.connector.serving.down = true;
    expect(await chat.tap('Text message')).toEqual([]);
    expect(await home.phone('+12025550100')).toHaveLength(1);
    expect(door.lines.join('')).toContain('apology not sent');
    door.connector.serving.down = false;
    expect((await chat.say('hello')).join()).toMatch(/code/i);
  });

  it('is apologised for also when the text could not go out either, which tells nothing before a first proof', async () => {
    line.cut = true;
    door.connector.failures.push(...Array.from({ length: TRIES }, () => ({ status: 503 })));
    expect(await chat.tap('Text message')).toEqual([expect.stringMatching(/may not have reached you/)]);
  });

  it('is followed, after a first proof, by the news that the text could not go out either', async () => {
    await chat.tap('Code from my authenticator app');
    await chat.tap(await home.app('sample-ada'));
    line.cut = true;
    door.connector.failures.push(...Array.from({ length: TRIES }, () => ({ status: 503 })));
    expect(await chat.tap('Text message')).toEqual([
      expect.stringMatching(/could not reach you that way.*no try/s),
      expect.stringMatching(/may not have reached you/),
    ]);
  });
});
