import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conversationKey } from '../../src/channels/conversation-key.js';
import { faultsIn } from '../support/card-schema.js';
import { type House, house } from '../support/house.js';
import { type Colleague, colleague, type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor, TENANT } from '../support/teams-door.js';

const MINUTE = 60_000;
const ADA = colleague('ada', 1);
const BEN = colleague('ben', 2);
const CLEO = colleague('cleo', 3);

const keyed = z.looseObject({ nonce: z.string() });
const session = z.looseObject({ phase: z.string(), goal: z.string().optional(), step: z.number() });

/** What people do: words that are tapped where a button has that name, or a step of the world. */
type Move = string | ((here: Here) => Promise<unknown>);

interface Here {
  readonly home: House;
  readonly who: Colleague;
  readonly chat: TeamsChat;
}

const app: Move = async ({ home, chat }) => chat.tap(await home.app('sample-ada'));
const sent =
  (to: string): Move =>
  async ({ home, chat }) =>
    chat.tap((await home.phone(to)).at(-1)?.code ?? '');
const after =
  (ms: number, words: string): Move =>
  async ({ home, chat }) => {
    home.time.now += ms;
    await chat.tap(words);
  };
const restart: Move = async ({ home }) => home.restart();
const opensPage: Move = async ({ home, chat }) => {
  const link = /\/password\/([\w.-]+)/.exec(JSON.stringify(chat.cards()))?.[1] ?? '';
  expect(await home.door.open(link)).not.toBe('gone');
};

const toChoice = ['I forgot my password'];
const toLink = [...toChoice, 'Code from my authenticator app', app, 'Text message', sent('+12025550100')];
const register = ['Set up my sign-in methods', sent('+12025550101')];

/** From the first word through every state there is, each way once. */
const tours: Readonly<Record<string, readonly [Colleague, readonly Move[]]>> = {
  'a reset to its link and its page': [ADA, [...toLink, 'what now?', opensPage, 'hello', 'New link']],
  'a reset with a restart in the middle': [ADA, [...toChoice, restart, 'Code from my authenticator app', restart, app]],
  'wrong codes, another way, sent again': [
    ADA,
    [
      ...toChoice,
      'Code from my authenticator app',
      '000000',
      'Another way',
      'Text message',
      after(MINUTE, 'Send it again'),
      '00000000',
    ],
  ],
  'wrong codes after a first proof': [
    ADA,
    [...toLink.slice(0, 4), '00000000', after(MINUTE, '00000001'), after(MINUTE, '00000002'), 'Cancel'],
  ],
  'a session that ran out': [ADA, [...toChoice, after(16 * MINUTE, 'Text message')]],
  'starting over, and changing to unlocking': [
    ADA,
    [...toChoice, 'start over', 'Unlock my account', 'E-mail', 'Cancel'],
  ],
  'an unlocking': [
    CLEO,
    ['Unlock my account', 'Text message', sent('+12025550102'), 'E-mail', sent('cleo@home.example')],
  ],
  'a reset that cannot be passed': [BEN, [...toChoice, '1', '000000', 'Another way', 'Cancel']],
  'registering, and another code first': [BEN, [...register.slice(0, 1), 'blah', 'text me', 'Cancel']],
  'registering a private address': [BEN, [...register, 'e-mail', 'ben@home.example', sent('ben@home.example'), 'Done']],
  'what is registered, renamed and removed': [
    ADA,
    [
      'What have I registered?',
      'another way',
      '1',
      app,
      'e-mail',
      'Rename',
      'My post',
      'e-mail',
      'Remove',
      'No, keep it',
      'Done',
    ],
  ],
};

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

/** What of the dialogs' own state says how something was said, not what has happened. */
const VOLATILE = ['dying', 'step', 'menu'];

/** What is kept of somebody's conversation: the session, and who is talking, without the names of cards. */
async function stateOf(who: Colleague): Promise<{ readonly mind: unknown; readonly voice: unknown }> {
  const place = { channel: 'msteams', tenant: TENANT, conversation: `a:${who.id}`, person: who.objectId } as const;
  const key = conversationKey(place, home.adapters.keyring);
  const kept = await home.adapters.live.conversations.turn(key, undefined, async (record) => ({
    record,
    lines: [],
    result: record,
  }));
  if (kept === 'duplicate') throw new Error('no turn');
  const plain = JSON.stringify(kept?.voice ?? null, (name, value: unknown) =>
    VOLATILE.includes(name) ? undefined : value,
  );
  return { mind: kept?.mind, voice: JSON.parse(plain) };
}

/** Everything that could tell that something happened. */
const effects = async () => ({
  ada: await stateOf(ADA),
  ben: await stateOf(BEN),
  cleo: await stateOf(CLEO),
  sent: (await home.phone()).length,
  recorded: (await home.adapters.durable.audit.list({ limit: 10_000 })).length,
});

const valuesOf = (chat: TeamsChat): readonly object[] =>
  chat
    .cards()
    .flatMap(({ fields, buttons }) =>
      buttons
        .filter(({ data }) => 'nonce' in data)
        .map(({ data }) => ('say' in data || fields.length === 0 ? data : { ...data, entry: '123456' })),
    );

function oneLetterOff(json: string): object {
  const value = keyed.parse(JSON.parse(json));
  return { ...value, nonce: value.nonce.replace(/.$/, (letter) => (letter === 'A' ? 'Q' : 'A')) };
}

const phases = new Set<string>();

describe('a value of a card', () => {
  it.each(Object.entries(tours))(
    'moves nothing twice, nothing of an earlier step and nothing of another: %s',
    async (_name, [who, moves]) => {
      const chat = teamsChat(door, who);
      const stranger = teamsChat(door, who === BEN ? ADA : BEN);
      const ever = new Set<string>();
      const ownersChat = { id: `a:${who.id}`, conversationType: 'personal', tenantId: TENANT };
      await chat.installs();
      // The stranger stands at a question of his own.
      await stranger.say('I forgot my password');
      for (const move of moves) {
        await (typeof move === 'string' ? chat.tap(move) : move({ home, who, chat }));
        await stranger.say('hello');
        const { data: at } = session.safeParse((await stateOf(who)).mind);
        phases.add(at ? `${at.goal} ${at.phase}` : 'nothing');
        const live = valuesOf(chat).map((value) => JSON.stringify(value));
        for (const value of live) ever.add(value);
        const before = await effects();
        // Somebody else, in a chat of his own and in the owner's: what is good, and what ever was.
        for (const value of [...ever].map((json) => JSON.parse(json))) {
          await Promise.all([stranger.post({ value }), stranger.post({ value, conversation: ownersChat })]);
        }
        // The owner: what was good before, what was made up, and what is good with one letter changed.
        const made = { nonce: randomBytes(16).toString('base64url'), say: 'Cancel', grant: true };
        const dead = [...ever].filter((value) => !live.includes(value)).map((json) => JSON.parse(json));
        for (const value of [...dead, made, ...live.map(oneLetterOff)]) await chat.post({ value });
        expect(await effects(), `after ${String(move)}`).toEqual(before);
      }
      for (const { json } of chat.cards()) expect(faultsIn(JSON.parse(json))).toEqual([]);
      expect(ever.size).toBeGreaterThan(3);
    },
    240_000,
  );

  it('was tried in every state there is', () => {
    expect([...phases].sort()).toEqual([
      'manage challenge',
      'manage entry',
      'manage name',
      'manage overview',
      'manage prove',
      'manage remove',
      'nothing',
      'register challenge',
      'register confirm',
      'register enter',
      'register overview',
      'register prove',
      'reset challenge',
      'reset choose',
      'reset password',
      'unlock challenge',
      'unlock choose',
    ]);
  });

  it('is good once, also when it comes twice at the same time', async () => {
    const chat = teamsChat(door, ADA);
    await chat.say('I forgot my password');
    await chat.tap('Text message');
    const [card] = chat.cards().filter(({ fields }) => fields.length > 0);
    const send = card?.buttons.find(({ data }) => !('say' in data));
    if (!card || !send) throw new Error('no field is shown');
    await Promise.all(['00000000', '00000001', '00000002'].map((entry) => chat.submit(card, { ...send.data, entry })));
    const { data: at } = z
      .looseObject({ active: z.object({ tries: z.number() }) })
      .safeParse((await stateOf(ADA)).mind);
    expect(at?.active.tries).toBe(2);
  });
});

describe('a card', () => {
  it('that was used holds no number, no link, no field and no button', async () => {
    const chat = teamsChat(door, ADA);
    for (const move of toLink) await (typeof move === 'string' ? chat.tap(move) : move({ home, who: ADA, chat }));
    await chat.say('start over');
    const used = chat.cards().slice(0, -1);
    expect(used.length).toBeGreaterThan(4);
    for (const { buttons, fields, json } of used) {
      expect([buttons, fields]).toEqual([[], []]);
      expect(json.replace(/adaptive-card\.json|"1\.5"|http:\/\/adaptivecards\.io/g, '')).not.toMatch(/\d|https?:/);
    }
  });
});
