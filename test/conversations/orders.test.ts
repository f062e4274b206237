import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chat, type House, house } from '../support/house.js';

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
  | { readonly kind: 'tap'; readonly say: string }
  | { readonly kind: 'wait'; readonly seconds: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('say' as const), text: fc.constantFrom(...WORDS) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('app', 'text', 'mail', 'press') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('replay', 'restart', 'open', 'nudge') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tap' as const), say: fc.constantFrom(...WORDS) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 31, 61, 301, 1000) }),
  },
);

/** One person at the keyboard of one chat. */
class Player {
  readonly #home: House;
  readonly #chat: Chat;
  #links: string[] = [];
  #codes: string[] = [];

  constructor(home: House, name: string) {
    this.#home = home;
    this.#chat = home.chat(name);
  }

  async #say(text: string): Promise<void> {
    const said = (await this.#chat.say(text)).join('\n');
    for (const [, token = ''] of said.matchAll(/\/password\/(\S+)/g)) this.#links.push(token);
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
        await this.#chat.send({ type: 'message', value: { key: 'abcdefghijklmnopqrstuv', say: one.say } });
        return;
      case 'nudge':
        await this.#chat.send({ type: 'event', name: 'nudge' });
        return;
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

describe('two chats, in any order', () => {
  it('give no link without two independent proofs in that very session', { timeout: 240_000 }, async () => {
    let links = 0;
    const sequence = fc.array(fc.tuple(fc.boolean(), move), { minLength: 8, maxLength: 30 });
    // A beginning that leads somewhere, so that ends are met at all.
    const opening: readonly Move[] = [
      { kind: 'say', text: 'I forgot my password' },
      { kind: 'say', text: ADA },
      { kind: 'say', text: 'authenticator' },
    ];
    await fc.assert(
      fc.asyncProperty(fc.boolean(), sequence, async (helped, moves) => {
        const home = await house();
        try {
          const players = [new Player(home, 'one'), new Player(home, 'two')] as const;
          const ways: readonly Move[] = [{ kind: 'app' }, { kind: 'say', text: 'text me' }, { kind: 'text' }];
          for (const one of helped ? [...opening, ...ways] : opening) await players[0].play(one);
          for (const [first, one] of moves) await players[first ? 0 : 1].play(one);
          for (const { session, proofs } of await granted(home)) {
            links += 1;
            expect([session, proofs]).toEqual([session, 2]);
          }
        } finally {
          await home.close();
        }
      }),
      { numRuns: 60 },
    );
    expect(links).toBeGreaterThan(10);
  });
});
