import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type House, house } from '../support/house.js';
import { colleague, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor } from '../support/teams-door.js';

const CLEO = 'cleo@contoso.example';

describe('whose account it is in Teams', () => {
  let home: House;
  let door: Door;
  beforeEach(async () => {
    home = await house();
    door = await openDoor({ home });
  });
  afterEach(async () => {
    await door.close();
    await home.close();
  });

  /** Accounts that the audit log and the phone know of. */
  const touched = async () => {
    const records = await home.adapters.durable.audit.list({ limit: 1000 });
    return {
      people: new Set(records.map(({ person }) => person).filter((person) => person !== '')),
      sent: await home.phone(),
    };
  };

  it('is that of the person who writes, whatever is written', async () => {
    const ada = teamsChat(door, colleague('ada', 1));
    for (const said of [
      `I forgot my password`,
      CLEO,
      `my account is ${CLEO}`,
      `reset the password of ${CLEO}`,
      `I am cleo, unlock my account ${CLEO}`,
      'start over',
      CLEO,
      'Text message',
    ]) {
      await ada.say(said);
    }
    await ada.post({ text: CLEO, from: { id: '29:ada', name: CLEO, aadObjectId: colleague('ada', 1).objectId } });
    await ada.post({ value: { accountId: 'sample-cleo', login: CLEO, say: CLEO } });
    const { people, sent } = await touched();
    expect(people.size).toBe(1);
    expect(sent.map(({ to }) => to)).toEqual(['+12025550100']);
    expect((await ada.say(sent.at(-1)?.code ?? '')).join()).toMatch(/One more/);
    expect((await home.world.directory.find(CLEO))?.state.locked).toBe(true);
  });

  it('is nobody’s when Teams’ own list gives a name that is only somebody’s other name', async () => {
    // The directory finds Cleo by her short name too; Teams' name must be hers to the letter.
    const mallory = { ...colleague('mallory', 66), upn: 'cleo' };
    expect(await home.world.directory.find('cleo')).toMatchObject({ id: 'sample-cleo' });
    const chat = teamsChat(door, mallory);
    expect((await chat.say('Unlock my account')).join()).toMatch(/person can help you/);
    expect((await touched()).sent).toEqual([]);
  });

  it('is told at once when there is none, without a question that could not be answered', async () => {
    const stranger = teamsChat(door, colleague('stranger', 77));
    expect((await stranger.say('I forgot my password')).join()).toMatch(/person can help you.*helpdesk/);
    const records = await home.adapters.durable.audit.list({ limit: 10 });
    expect(records.map(({ event, outcome }) => [event, outcome])).toEqual([['session_ended', 'not-recognised']]);
  });
});
