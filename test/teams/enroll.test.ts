import { generateSync } from 'otplib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanDoor } from '../../src/enroll/scan-door.js';
import { type House, house } from '../support/house.js';
import { colleague, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor } from '../support/teams-door.js';

const PHONE = '+12025550101';

describe('registration in Teams', () => {
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

  /** Ben, whom Teams vouches for, at the second proof. */
  const ben = () => teamsChat(door, colleague('ben', 2));
  const newest = async (): Promise<string> => (await home.phone(PHONE)).at(-1)?.code ?? '';
  const scan = () => scanDoor(home.mind.enrollWorld);

  it('asks for no password, but for a text to the phone on file', async () => {
    const chat = ben();
    const said = (await chat.say('set up my sign-in methods')).join('\n');
    expect(said).toMatch(/text to the phone we have on file/);
    expect(said).not.toMatch(/sign-in\/|password/);
    expect((await chat.say('00000000')).join()).toMatch(/not it/);
    expect(await home.adapters.durable.enrollments.list('sample-ben')).toEqual([]);
    home.time.now += 2000;
    expect((await chat.say(await newest())).join('\n')).toMatch(/0 of 3 ready/);
  });

  it('shows what is to be scanned on a page that opens once, and never in the chat', async () => {
    const chat = ben();
    await chat.say('set up my sign-in methods');
    await chat.say(await newest());
    const said = (await chat.say('authenticator')).join('\n');
    const token = /\/scan\/(\S+)/.exec(said)?.[1] ?? '';
    expect(said).toMatch(/on a page of its own/);
    expect(await scan().peek(token)).toBe('waiting');
    const opened = await scan().open(token);
    if (opened === 'gone') throw new Error('the page did not open');
    expect(await scan().open(token)).toBe('gone');
    const view = await scan().view(opened.cookie);
    if (view === 'gone') throw new Error('nothing is shown');
    const secret = new URL(view.uri).searchParams.get('secret') ?? '';
    const code = generateSync({ secret, epoch: Math.floor(home.time.now / 1000) });
    expect((await chat.say(code)).join('\n')).toMatch(/Set up: \*\*Authenticator app/);
    expect(await scan().view(opened.cookie)).toBe('gone');
    const everything = JSON.stringify(door.connector.sent);
    expect(everything).not.toMatch(/otpauth|data:image/);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(view.key);
  });

  it('gives a new page for a new one asked for, and the earlier one is void', async () => {
    const chat = ben();
    await chat.say('set up my sign-in methods');
    await chat.say(await newest());
    const first = /\/scan\/(\S+)/.exec((await chat.say('authenticator')).join())?.[1] ?? '';
    const second = /\/scan\/(\S+)/.exec((await chat.say('new link')).join())?.[1] ?? '';
    expect(second).not.toBe('');
    expect([await scan().peek(first), await scan().peek(second)]).toEqual(['gone', 'waiting']);
  });
});
