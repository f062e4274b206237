import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { methodId } from '../../src/methods/traits.js';
import { faultsIn } from '../support/card-schema.js';
import { type Chat, type House, house, shownText } from '../support/house.js';
import { signedIn } from '../support/registering.js';
import { colleague, type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor } from '../support/teams-door.js';

const MINUTE = 60_000;
const ADA = 'ada@contoso.example';
const folder = mkdtempSync(join(tmpdir(), 'teams-approval-'));
const POLICY_FILE = join(folder, 'policy.yaml');
writeFileSync(
  POLICY_FILE,
  'policies:\n  - name: everyone\n    gates: 2\n    methods: [authenticator-code, teams-approval, sms, email]\n',
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an approval in Teams', () => {
  let home: House;
  let door: Door;
  let teams: TeamsChat;
  beforeEach(async () => {
    home = await house({ env: { POLICY_FILE } });
    door = await openDoor({ home });
    teams = teamsChat(door, colleague('ada', 1));
    await teams.installs();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await door.close();
    await home.close();
  });

  const registers = () =>
    home.adapters.durable.enrollments.add(
      'sample-ada',
      { method: methodId('teams-approval'), name: '', proof: 'app', data: {} },
      home.time.now,
    );
  const says = async (chat: Chat, text: string): Promise<string> => (await chat.say(text)).join('\n');
  const shows = async (chat: Chat, what: RegExp): Promise<void> => {
    let all = '';
    await vi.waitFor(async () => {
      all += (await chat.heard()).map(shownText).join('\n');
      expect(all).toMatch(what);
    });
  };
  const numberIn = (said: string): string => /\*\*(\d\d)\*\*/.exec(said)?.[1] ?? '';
  const asks = () => vi.waitFor(() => expect(teams.heard().join('\n')).toMatch(/Somebody asks/));
  const newest = () => {
    const card = teams.cards().findLast(({ json }) => json.includes('approval'));
    if (!card) throw new Error('nothing is asked');
    return card;
  };
  const answers = (action: 'approve' | 'deny', number = '', card = newest(), who = teams) => {
    const data = card.buttons.map((button) => button.data).find((one) => one['action'] === action) ?? {};
    return who.submit(card, action === 'approve' ? { ...data, entry: number } : data);
  };

  /** A reset in the web chat that has asked in Teams; the number it shows. */
  async function asked(name = 'one'): Promise<{ readonly chat: Chat; readonly number: string }> {
    const chat = home.chat(name);
    await chat.say('I forgot my password');
    await chat.say(ADA);
    const said = await says(chat, 'Approve in Teams');
    await asks();
    return { chat, number: numberIn(said) };
  }

  it('is one proof of a reset begun in the web chat: the number is there, the field here', async () => {
    await registers();
    const { chat, number } = await asked();
    expect(number).toMatch(/^[1-9]\d$/);
    expect(faultsIn(JSON.parse(newest().json))).toEqual([]);
    expect(newest().json).not.toContain(number);
    expect(newest().json).toContain(ADA);
    await answers('approve', ` ${number} `);
    expect(teams.cards().at(-1)?.json).toMatch(/Approved/);
    expect(teams.cards().at(-1)?.buttons).toEqual([]);
    await shows(chat, /One more/);
    await chat.say('text me');
    expect(await says(chat, (await home.phone('+12025550100')).at(-1)?.code ?? '')).toMatch(/Choose your new password/);
  });

  it('counts once with the authenticator app', async () => {
    await registers();
    const { chat, number } = await asked();
    await answers('approve', number);
    let shown = '';
    await vi.waitFor(async () => {
      shown += (await chat.heard()).map(shownText).join('\n');
      expect(shown).toMatch(/One more/);
    });
    expect(shown).not.toMatch(/authenticator/);
  });

  it('is never offered to a reset begun in Teams', async () => {
    await registers();
    await teams.say('I forgot my password');
    expect(teams.cards().at(-1)?.json).toMatch(/Text message/);
    expect(teams.cards().at(-1)?.json).not.toMatch(/Approve in Teams/);
    expect((await teams.say('teams')).join()).toMatch(/did not catch/);
  });

  /** Ada with these, and nothing else that was seeded. */
  async function hasOnly(...names: readonly string[]): Promise<void> {
    const { enrollments } = home.adapters.durable;
    await registers();
    for (const { id, method } of await enrollments.list('sample-ada')) {
      if (!names.includes(method)) await enrollments.remove(id);
    }
  }

  it.each([
    ['a reset', 'I forgot my password', ['teams-approval', 'sms']],
    ['an unlocking', 'unlock my account', ['teams-approval', 'sms']],
    ['a reset, where it is all there is,', 'I forgot my password', ['teams-approval']],
  ])('leaves %s begun in Teams short: told at once, and nothing is sent', async (_what, words, methods) => {
    await hasOnly(...methods);
    await teams.say(words);
    expect(teams.cards().at(-1)?.json).toMatch(/not enough here/);
    expect(await home.phone()).toEqual([]);
    const { chat, number } = await asked();
    if (methods.includes('sms')) {
      await answers('approve', number);
      await shows(chat, /One more/);
    }
  });

  it('has one try, for one person, in one minute', async () => {
    await registers();
    const first = await asked();
    const wrong = first.number === '42' ? '43' : '42';
    const ben = teamsChat(door, colleague('ben', 2));
    const card = newest();
    await ben.post({ value: { ...card.buttons[0]?.data, entry: first.number } });
    expect(
      ben
        .heard()
        .concat(ben.cards().map(({ json }) => json))
        .join(),
    ).toMatch(/This request is over/);
    await answers('approve', wrong, card);
    expect(teams.cards().find(({ id }) => id === card.id)?.json).toMatch(/not the number/);
    await answers('approve', first.number, card);
    expect(teams.cards().find(({ id }) => id === card.id)?.json).toMatch(/This request is over/);
    await shows(first.chat, /did not work/);

    home.time.now += MINUTE;
    const second = await asked('two');
    home.time.now += MINUTE;
    await answers('approve', second.number);
    expect(teams.cards().at(-1)?.json).toMatch(/too late/);
  });

  it('turned down stops resets for a day, and the person is told', async () => {
    await registers();
    const { chat } = await asked();
    await answers('deny');
    expect(teams.cards().at(-1)?.json).toMatch(/I stopped it/);
    await shows(chat, /turned down|did not work/);
    await vi.waitFor(async () =>
      expect((await home.phone('ada@home.example')).at(-1)?.text).toMatch(/answered with "No, it's not me"/),
    );
    const records = await home.adapters.durable.audit.list({ limit: 100 });
    expect(records.map(({ outcome }) => outcome)).toContain('request-denied');
    const again = home.chat('again');
    await again.say('I forgot my password');
    await again.say(ADA);
    await again.say('app');
    expect(await says(again, await home.app('sample-ada'))).toMatch(/did not work/);
  });

  it('that nobody answers is replaced when its minute is over; that it was somebody else may still be said', async () => {
    await registers();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { chat } = await asked();
    const { id } = newest();
    home.time.now += MINUTE;
    vi.advanceTimersByTime(MINUTE);
    vi.useRealTimers();
    await shows(chat, /could not reach you|Nobody answered|did not work/);
    await vi.waitFor(() => expect(newest().buttons.map(({ title }) => title)).toEqual(['It is not me']));
    expect([newest().id, newest().fields]).toEqual([id, []]);
    expect(newest().json).toMatch(/too late/);
    await answers('deny');
    expect(teams.cards().at(-1)?.json).toMatch(/I stopped it/);
  });

  it('that was answered is not replaced again', async () => {
    await registers();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { chat, number } = await asked();
    await answers('approve', number);
    vi.advanceTimersByTime(MINUTE);
    vi.useRealTimers();
    await shows(chat, /One more/);
    await teams.say('hello');
    expect(JSON.stringify(teams.cards())).toMatch(/Approved/);
    expect(JSON.stringify(teams.cards())).not.toMatch(/too late/);
  });

  it('turned down several times at once is recorded once, and told once', async () => {
    await registers();
    await asked();
    const card = newest();
    await Promise.all([1, 2, 3].map(() => answers('deny', '', card)));
    await answers('deny', '', card);
    const records = await home.adapters.durable.audit.list({ limit: 100 });
    expect(records.filter(({ outcome }) => outcome === 'request-denied')).toHaveLength(1);
    await vi.waitFor(async () => expect(await home.phone('ada@home.example')).toHaveLength(1));
  });

  it('is asked five times a day', async () => {
    await registers();
    for (const name of ['one', 'two', 'three', 'four', 'five']) {
      const { number } = await asked(name);
      expect(number, name).not.toBe('');
      home.time.now += 20 * MINUTE;
    }
    const chat = home.chat('six');
    await chat.say('I forgot my password');
    await chat.say(ADA);
    expect(numberIn(await says(chat, 'Approve in Teams'))).toBe('');
    home.time.now += 24 * 60 * MINUTE;
    expect((await asked('seven')).number).not.toBe('');
  });

  it('is asked one at a time, and three times in a quarter of an hour', async () => {
    await registers();
    await asked('one');
    const second = home.chat('two');
    await second.say('I forgot my password');
    await second.say(ADA);
    expect(numberIn(await says(second, 'Approve in Teams'))).toBe('');
    for (const name of ['three', 'four']) {
      home.time.now += 61_000;
      await asked(name);
    }
    home.time.now += 61_000;
    const fourth = home.chat('five');
    await fourth.say('I forgot my password');
    await fourth.say(ADA);
    expect(numberIn(await says(fourth, 'Approve in Teams'))).toBe('');
  });

  it('is set up by typing the first number in Teams, and not by whom Teams does not know', async () => {
    const chat = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
    await chat.say(await home.app('sample-ada'));
    const number = numberIn(await says(chat, 'approval in Teams'));
    await asks();
    await answers('approve', number);
    await shows(chat, /Set up: \*\*Approval in Teams/);
    const kept = await home.adapters.durable.enrollments.list('sample-ada');
    expect(kept.filter(({ method }) => method === 'teams-approval')).toHaveLength(1);

    await teams.post({ type: 'installationUpdate', action: 'remove' });
    expect(await says(chat, 'add approval in Teams')).toMatch(/have as many|do not know you in Microsoft Teams/);
  });
});
