import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { disputeDoor } from '../../src/enroll/dispute-door.js';
import { noticesInTeams } from '../../src/notices-in-teams.js';
import { faultsIn } from '../support/card-schema.js';
import { type Chat, type House, house } from '../support/house.js';
import { signedIn } from '../support/registering.js';
import { colleague, type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor } from '../support/teams-door.js';

describe('what happened to an account', () => {
  let home: House;
  let door: Door;
  let teams: TeamsChat;
  beforeEach(async () => {
    home = await house();
    door = await openDoor({ home });
    home.told.chatNotices = noticesInTeams(door.teams, home.adapters);
    teams = teamsChat(door, colleague('ada', 1));
  });
  afterEach(async () => {
    await door.close();
    await home.close();
  });

  const sent = async (to: string): Promise<string> => (await home.phone(to)).at(-1)?.code ?? '';

  /** A whole reset in the web chat. */
  async function resets(chat: Chat): Promise<void> {
    await chat.say('I forgot my password');
    await chat.say('ada@contoso.example');
    await chat.say('app');
    await chat.say(await home.app('sample-ada'));
    await chat.say('text me');
    const said = await chat.say(await sent('+12025550100'));
    const opened = await home.door.open(/\/password\/(\S+)/.exec(said.join())?.[1] ?? '');
    if (opened === 'gone') throw new Error('the link did not open');
    expect(await home.door.set(opened.cookie, 'a brand new passphrase')).toEqual({ kind: 'done' });
  }

  it('is told in Teams too, where the person has the app', async () => {
    await teams.installs();
    await resets(home.chat());
    await vi.waitFor(() => expect(teams.heard().join()).toMatch(/password was changed/));
    const card = teams.cards().at(-1)?.json ?? '';
    expect(faultsIn(JSON.parse(card))).toEqual([]);
    expect(card).toContain('ada@contoso.example');
    const dispute = disputeDoor({ ...home.mind.enrollWorld, log: { warn: () => undefined } });
    const token = /It was not me.*\/dispute\/([\w-]{43})/.exec(card)?.[1] ?? '';
    const notice = door.connector.sent.at(-1);
    expect(notice?.activity['summary']).toMatch(/password was changed/);
    expect(await dispute.dispute(token)).toBe('noted');
    // By whichever way: this one was the link in the mail.
    await vi.waitFor(() => expect(teams.cards().find(({ id }) => id === notice?.id)?.json).toMatch(/this was not you/));
    expect(teams.cards().find(({ id }) => id === notice?.id)?.json).not.toContain(token);
    expect(await dispute.dispute(token)).toBe('gone');
  });

  it('is told there of wrong tries, with the same button', async () => {
    await teams.installs();
    const chat = home.chat();
    for (const words of ['I forgot my password', 'ada@contoso.example']) await chat.say(words);
    for (let wrong = 0; wrong < 5; wrong += 1) {
      if (wrong % 3 === 0) await chat.say('authenticator');
      home.time.now += 31_000;
      await chat.say('000000');
    }
    await vi.waitFor(() => expect(teams.heard().join()).toMatch(/tried to reset your password/));
    expect(teams.cards().at(-1)?.json).toMatch(/It was not me.*https?:/);
  });

  it('with a button that says it was not me, good once', async () => {
    await teams.installs();
    const chat = await signedIn(home, 'what have I registered?', 'ada@contoso.example', 'Correct-Horse-1');
    await chat.say(await home.app('sample-ada'));
    await chat.say('phone call');
    await chat.say('remove');
    await chat.say('yes, remove it');
    await vi.waitFor(() => expect(teams.heard().join()).toMatch(/sign-in method was removed/));
    expect(teams.cards().at(-1)?.json).toMatch(/It was not me.*https?:/);
  });

  it('is told of a method that was added, with the same button', async () => {
    await teams.installs();
    const chat = await signedIn(home, 'set up my sign-in methods', 'ada@contoso.example', 'Correct-Horse-1');
    await chat.say(await home.app('sample-ada'));
    await chat.say('email');
    await chat.say('ada@elsewhere.example');
    await chat.say(await sent('ada@elsewhere.example'));
    await vi.waitFor(() => expect(teams.heard().join()).toMatch(/sign-in method was added/));
    expect(teams.cards().at(-1)?.json).toMatch(/It was not me.*https?:/);
  });

  it('is told nobody whose account it is no longer', async () => {
    const { references } = home.adapters.durable;
    const ben = teamsChat(door, colleague('ben', 2));
    await ben.installs();
    const kept = await references.ofAccount('sample-ben');
    if (!kept) throw new Error('Ben is not known');
    // As it would stand where the account had been Ben's once.
    await references.put({ ...kept, accountId: 'sample-ada' }, home.time.now + 3_600_000);
    const before = door.connector.sent.length;
    await resets(home.chat());
    await vi.waitFor(async () => expect((await home.phone('ada@home.example')).at(-1)?.text).toMatch(/changed/));
    expect(door.connector.sent).toHaveLength(before);
  });

  it('is told nobody in Teams who has not installed the app', async () => {
    await resets(home.chat());
    await vi.waitFor(async () => expect((await home.phone('ada@home.example')).at(-1)?.text).toMatch(/changed/));
    expect(door.connector.sent).toEqual([]);
  });

  it('stops nothing when Teams cannot be reached', async () => {
    await teams.installs();
    door.connector.failures.push(...Array.from({ length: 8 }, () => ({ status: 503 })));
    await resets(home.chat());
    await vi.waitFor(async () => expect((await home.phone('ada@home.example')).at(-1)?.text).toMatch(/changed/));
    await vi.waitFor(() => expect(door.lines.join()).toContain('ERR_CONNECTOR'));
  });
});
