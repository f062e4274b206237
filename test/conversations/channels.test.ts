import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectLineClient } from '../support/direct-line-client.js';
import { type House, house } from '../support/house.js';
import { colleague, teamsChat } from '../support/teams-chat.js';
import { openDoor } from '../support/teams-door.js';
import { webChat } from '../support/web-chat.js';
import { conversations, IS } from './rows.js';
import { wordsOf } from './words.js';

const MINUTE = 60_000;

/** A person in one channel. */
interface Line {
  /** Whether the channel itself says who is talking. */
  readonly knows: boolean;
  say(text: string): Promise<string>;
  close(): Promise<void>;
}

const inTeams = (gesture: 'say' | 'tap') => async (home: House, who: string, locale: string) => {
  const door = await openDoor({ home });
  const chat = teamsChat(door, colleague(who, 1), locale);
  await chat.installs();
  return {
    knows: true,
    say: async (text: string) => (await chat[gesture](text)).join('\n'),
    close: () => door.close(),
  };
};

const channels: Readonly<Record<string, (home: House, who: string, locale: string) => Promise<Line>>> = {
  'the web chat, in process': async (home, _who, locale) => {
    const chat = home.chat('one', locale);
    return { knows: false, say: async (text) => (await chat.say(text)).join('\n'), close: async () => undefined };
  },
  'the web chat, over Direct Line': async (home, _who, locale) => {
    const server = await webChat(home);
    const { address } = server;
    const client = await DirectLineClient.begin(address, undefined, locale);
    await client.until(address, /I help you get back|Ich helfe Ihnen/);
    return {
      knows: false,
      say: (text) => client.say(address, text),
      close: () => server.close(),
    };
  },
  'Teams, typed': inTeams('say'),
  'Teams, tapped and filled in': inTeams('tap'),
};

let home: House;
let line: Line | undefined;
beforeEach(async () => {
  home = await house();
});
afterEach(async () => {
  await line?.close();
  await home.close();
});

describe.each(Object.entries(channels))('over %s', (_channel, open) => {
  it.each(conversations)('goes $name', async ({ who, rows, locale }) => {
    line = await open(home, who, locale);
    let answer = '';
    for (const row of rows) {
      home.time.now += (row.after ?? 0) * MINUTE;
      const told = line.knows && IS.test(row.said);
      if (!told) answer = await line.say(await wordsOf(row, who, home));
      expect(answer, `to "${row.said}"`).toMatch(row.answered);
    }
  });
});
