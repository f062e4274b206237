import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keptOf } from '../support/card-moves.js';
import { type House, house } from '../support/house.js';
import { type Resident, resident } from '../support/residents.js';
import { type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor } from '../support/teams-door.js';

describe('a card', () => {
  let home: House;
  let door: Door;
  let who: Resident;
  let chat: TeamsChat;
  beforeEach(async () => {
    home = await house();
    door = await openDoor({ home });
    who = await resident(home, { registered: true });
    chat = teamsChat(door, who);
    await chat.installs();
  });
  afterEach(async () => {
    await door.close();
    await home.close();
  });
  const newest = async (to: string): Promise<string> => (await home.phone(to)).at(-1)?.code ?? '';

  it('is good once, also when it is sent three times at once', async () => {
    await chat.say('I forgot my password');
    await chat.tap('Text message');
    const [card] = chat.cards().filter(({ fields }) => fields.length > 0);
    const send = card?.buttons.find(({ data }) => !('say' in data));
    if (!card || !send) throw new Error('no field is shown');
    await Promise.all(['00000000', '00000001', '00000002'].map((entry) => chat.submit(card, { ...send.data, entry })));
    const { data: active } = z.looseObject({ tries: z.number() }).safeParse((await keptOf(home, who)).at?.active);
    expect(active?.tries).toBe(2);
  });

  it('that was used holds no number, no link, no field and no button', async () => {
    await chat.say('I forgot my password');
    await chat.tap('E-mail');
    await chat.tap(await newest(who.mailbox));
    await chat.tap('Text message');
    await chat.tap(await newest(who.phone));
    expect(JSON.stringify(chat.cards())).toMatch(/\/password\//);
    await chat.say('start over');
    const used = chat.cards().slice(0, -1);
    expect(used.length).toBeGreaterThan(4);
    for (const { buttons, fields, json } of used) {
      expect([buttons, fields]).toEqual([[], []]);
      expect(json.replace(/adaptive-card\.json|"1\.5"|http:\/\/adaptivecards\.io/g, '')).not.toMatch(/\d|https?:/);
    }
  });
});
