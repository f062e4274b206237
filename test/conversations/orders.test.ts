import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type House, house, shownText } from '../support/house.js';
import { colleague, type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor } from '../support/teams-door.js';

const ADA = 'ada@contoso.example';
const PHONE = '+12025550100';
const MAIL = 'ada@home.example';

/** What is one proof, whatever it is called. */
const PROOF: Readonly<Record<string, string>> = {
  'authenticator-code': 'app',
  'authenticator-notification': 'app',
  sms: 'phone',
  voice: 'phone',
  email: 'mailbox',
};

const WORDS = ['I forgot my password', 'unlock my account', ADA, 'nobody@contoso.example', '1', '2', '3'].concat([
  'authenticator',
  'text me',
  'call me',
  'email',
  'another way',
  'send it again',
  'help',
  'cancel',
  'start over',
  'new link',
  '000000',
  '00000000',
]);

type Move =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'app' | 'text' | 'mail' | 'press' | 'replay' | 'restart' | 'open' | 'nudge' }
  /** A button, by where it stands among those of that kind; or any words under its name. */
  | { readonly kind: 'tap'; readonly which: Which; readonly place: number; readonly forged: string | undefined }
  | { readonly kind: 'wait'; readonly seconds: number };

/** Of a card that stands in this person's chat, of one that is over, of somebody else's, or made up. */
type Which = 'standing' | 'over' | 'foreign' | 'made-up';

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('say' as const), text: fc.constantFrom(...WORDS) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('app', 'text', 'mail', 'press') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('replay', 'restart', 'open', 'nudge') }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('tap' as const),
      which: fc.constantFrom<Which>('standing', 'standing', 'over', 'foreign', 'made-up'),
      place: fc.nat(9),
      forged: fc.option(fc.constantFrom(...WORDS), { nil: undefined, freq: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 31, 61, 301, 1000) }),
  },
);

const button = z.object({ nonce: z.string(), say: z.string().optional() });
type Button = z.infer<typeof button>;

/** Where a person sits: a chat of one channel. */
interface Seat {
  say(text: string): Promise<string>;
  submit(value: Button): Promise<string>;
  nudge(): Promise<void>;
  /** What can be tapped now. */
  buttons(): readonly Button[];
}

function inWebChat(home: House): Seat {
  const chat = home.chat();
  const send = async (activity: Parameters<typeof chat.send>[0]): Promise<string> =>
    (await chat.send(activity)).map(shownText).join('\n');
  return {
    say: (text) => send({ type: 'message', text }),
    submit: (value) => send({ type: 'message', value }),
    nudge: async () => void (await send({ type: 'event', name: 'nudge' })),
    buttons: () => [],
  };
}

const buttonsOf = (chat: TeamsChat): readonly Button[] =>
  chat.cards().flatMap(({ buttons }) => buttons.flatMap(({ data }) => button.safeParse(data).data ?? []));

async function inTeams(home: House, door: Door, who: string, number: number): Promise<Seat> {
  const chat = teamsChat(door, colleague(who, number));
  const key = async (): Promise<string | undefined> =>
    (await home.adapters.durable.references.ofAccount(`sample-${who}`))?.key;
  await chat.installs();
  return {
    say: async (text) => (await chat.say(text)).join('\n'),
    submit: async (value) => (await chat.post({ value })).join('\n'),
    async nudge() {
      await home.adapters.nudge((await key()) ?? '');
    },
    buttons: () => buttonsOf(chat),
  };
}

/** Taps that were good, and taps that were not and therefore did nothing. */
const taps = { good: 0, dead: 0 };

/** What somebody's doing leaves in the audit log; what comes of a look alone is not among it. */
const DONE = ['asked', 'asked-again', 'cancelled', 'open', 'decoy', 'proof', 'wrong', 'link-renewed'];

/** One person in one chat. */
class Player {
  readonly #home: House;
  readonly #seat: Seat;
  readonly #others: readonly Seat[];
  readonly #links: string[] = [];
  readonly #codes: string[] = [];
  readonly #seen = new Map<string, Button>();

  constructor(home: House, seat: Seat, others: readonly Seat[]) {
    this.#home = home;
    this.#seat = seat;
    this.#others = others;
  }

  #hear(said: string): void {
    for (const [, token = ''] of said.matchAll(/\/password\/(\S+)/g)) this.#links.push(token);
  }

  async #say(text: string): Promise<void> {
    this.#hear(await this.#seat.say(text));
  }

  async #done(): Promise<number> {
    const records = await this.#home.adapters.durable.audit.list({ limit: 10_000 });
    return records.filter(({ outcome }) => DONE.includes(outcome)).length;
  }

  async #tap(which: Which, place: number, forged: string | undefined): Promise<void> {
    const standing = this.#seat.buttons();
    const foreign = this.#others.flatMap((seat) => seat.buttons());
    for (const one of standing) this.#seen.set(`${one.nonce} ${one.say}`, one);
    const isStanding = (one: Button): boolean => standing.some(({ nonce }) => nonce === one.nonce);
    const found: Readonly<Record<Which, readonly Button[]>> = {
      standing,
      over: [...this.#seen.values()].filter((one) => !isStanding(one)),
      foreign,
      'made-up': [{ nonce: 'abcdefghijklmnopqrstuv', say: 'text me' }],
    };
    const among = found[which];
    const chosen = among[place % Math.max(1, among.length)];
    if (!chosen) return;
    const before = await this.#done();
    this.#hear(await this.#seat.submit({ ...chosen, ...(forged !== undefined && { say: forged }) }));
    if (which === 'standing') taps.good += (await this.#done()) > before ? 1 : 0;
    else {
      taps.dead += 1;
      expect([which, await this.#done()]).toEqual([which, before]);
    }
  }

  async play(one: Move): Promise<void> {
    const newest = async (to: string): Promise<string> => (await this.#home.phone(to)).at(-1)?.code ?? '12345678';
    switch (one.kind) {
      case 'say':
        return this.#say(one.text);
      case 'app':
      case 'text':
      case 'mail': {
        const sent = { app: () => this.#home.app('sample-ada'), text: () => newest(PHONE), mail: () => newest(MAIL) };
        const code = await sent[one.kind]();
        this.#codes.push(code);
        return this.#say(code);
      }
      case 'press': {
        const reference = (await this.#home.adapters.carriers.outbox?.calls())?.at(-1)?.reference;
        if (reference) await this.#home.mind.calls.pressed(reference, '#');
        return;
      }
      case 'replay':
        return this.#say(this.#codes[0] ?? '123456');
      case 'tap':
        return this.#tap(one.which, one.place, one.forged);
      case 'nudge':
        return this.#seat.nudge();
      case 'restart':
        return this.#home.restart();
      case 'open':
        for (const token of this.#links) await this.#home.door.open(token);
        return;
      case 'wait':
        this.#home.time.now += one.seconds * 1000;
    }
  }
}

/** Sessions that were given a link, or whose account was unlocked, with the independent proofs the audit log has of them. */
async function granted(home: House): Promise<readonly { readonly session: string; readonly proofs: number }[]> {
  const records = await home.adapters.durable.audit.list({ limit: 10_000 });
  const ends = records.filter(({ outcome }) => ['link', 'link-renewed', 'unlocking', 'not-locked'].includes(outcome));
  return ends.map(({ sessionId, seq }) => {
    const passed = records.filter(
      (record) => record.sessionId === sessionId && record.outcome === 'proof' && record.seq < seq,
    );
    return { session: sessionId, proofs: new Set(passed.map(({ method }) => PROOF[method ?? ''])).size };
  });
}

/** A beginning that leads somewhere, so that ends are met at all. */
const OPENING: readonly Move[] = [
  { kind: 'say', text: 'I forgot my password' },
  { kind: 'say', text: ADA },
  { kind: 'say', text: 'authenticator' },
];
const PROOFS: readonly Move[] = [{ kind: 'app' }, { kind: 'say', text: 'text me' }, { kind: 'text' }];

describe('one account in the web chat and in Teams, in any order', () => {
  it('gives no link without two independent proofs in that very session', { timeout: 600_000 }, async () => {
    let links = 0;
    const sequence = fc.array(fc.tuple(fc.boolean(), move), { minLength: 10, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.nat(1), sequence, async (helped, first, moves) => {
        const home = await house();
        const door = await openDoor({ home });
        try {
          const [web, teams] = [inWebChat(home), await inTeams(home, door, 'ada', 1)];
          const cleo = await inTeams(home, door, 'cleo', 3);
          await cleo.say('unlock my account');
          const players = [new Player(home, web, [teams, cleo]), new Player(home, teams, [cleo])] as const;
          for (const one of helped ? [...OPENING, ...PROOFS] : OPENING) await players[first ? 0 : 1].play(one);
          for (const [isFirst, one] of moves) await players[isFirst ? 0 : 1].play(one);
          for (const { session, proofs } of await granted(home)) {
            links += 1;
            expect([session, proofs]).toEqual([session, 2]);
          }
        } finally {
          await door.close();
          await home.close();
        }
      }),
      { numRuns: 40 },
    );
    expect(links).toBeGreaterThan(5);
    expect(taps.good).toBeGreaterThan(3);
    expect(taps.dead).toBeGreaterThan(30);
  });
});
