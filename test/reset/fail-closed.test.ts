import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { messageFrom } from '../../src/channels/direct-line-activity.js';
import { streams } from '../../src/channels/direct-line-stream.js';
import { type Turns, turns } from '../../src/channels/direct-line-turns.js';
import { StoreUnavailable } from '../../src/errors.js';
import { resetSession } from '../../src/reset/session.js';
import { BOT_NAME } from '../../src/voice.js';
import { type Failure, failingParts, type Part, parts, type Way } from '../support/failing-parts.js';
import { type Chat, type House, house, shownText } from '../support/house.js';

const MINUTE = 60_000;
/** Longer than any budget remembers. */
const LONG = 31 * 24 * 60 * MINUTE;
const PATIENCE = { timeout: 15_000, interval: 20 };
const APOLOGY = /went wrong on my side/;

interface Person {
  readonly name: 'ada' | 'cleo';
  readonly phone: string;
}
const ADA: Person = { name: 'ada', phone: '+12025550100' };
const CLEO: Person = { name: 'cleo', phone: '+12025550102' };

/** Whose stores never fail: looks on. */
let onlooker: House;
/** The same people and conversations, over stores that do. */
let home: House;
let stores: ReturnType<typeof failingParts>;
let desk: Turns;

beforeAll(async () => {
  onlooker = await house();
  const { live, durable, log, clock } = onlooker.adapters;
  stores = failingParts(live, durable);
  home = await house(stores);
  const { conversations } = stores.live;
  const sockets = streams({ conversations, log });
  desk = turns({ conversations, streams: sockets, run: home.run, log, botName: BOT_NAME, clock });
});
afterAll(() => onlooker.close());

function wait(ms: number): void {
  onlooker.time.now += ms;
  home.time.now = onlooker.time.now;
}

/** Says something as the web chat does; resolves to what the person then reads. */
async function says(chat: Chat, text: string): Promise<string> {
  await onlooker.adapters.live.conversations.open(chat.key);
  await chat.heard();
  const speaker = { key: chat.key, user: 'dl_person' };
  desk.start(messageFrom({ type: 'message', text }, speaker, home.time.now), chat.key, { locale: 'en' });
  await desk.settled();
  const lines: string[] = [];
  await vi.waitFor(async () => {
    lines.push(...(await chat.heard()).map(shownText));
    if (lines.length === 0) throw new Error(`Nothing was said to "${text}".`);
  }, PATIENCE);
  return lines.join('\n');
}

/** The session as it is kept, while there is one that knows the person. */
async function session(chat: Chat) {
  const found = await onlooker.adapters.live.conversations.turn(chat.key, undefined, async (record) => ({
    record,
    lines: [],
    result: { mind: resetSession.safeParse(record?.mind).data },
  }));
  const mind = found === 'not-run' ? undefined : found.mind;
  return mind && 'passed' in mind ? mind : undefined;
}

const recordsOf = (sessionId: string) => onlooker.adapters.durable.audit.list({ sessionId, limit: 100 });

async function row({ name }: Person) {
  const found = await onlooker.adapters.durable.accounts.read(`sample-${name}`);
  if (!found) throw new Error(`${name} is gone`);
  return found;
}

/** What is said on the way to the last code. */
const way = (person: Person, wish: string): readonly (() => Promise<string>)[] => [
  async () => wish,
  async () => `${person.name}@contoso.example`,
  async () => 'authenticator',
  () => onlooker.app(`sample-${person.name}`),
  async () => 'text me',
  async () => (await onlooker.phone(person.phone)).at(-1)?.code ?? '12345678',
];

const tokenIn = (said: string): string => /\/password\/(\S+)/.exec(said)?.[1] ?? '';

interface Journey {
  /** What the person said last, and read last. */
  readonly said: string;
  readonly read: string;
  readonly sessionId: string;
  /** What the page told; undefined where it was not reached. */
  readonly page?: string | undefined;
}

/** Message by message, and what holds after each; until the person reads of a failure. */
async function talks(chat: Chat, failure?: Failure): Promise<Journey> {
  let journey: Journey = { said: '', read: '', sessionId: '' };
  for (const word of way(ADA, 'I forgot my password')) {
    const before = await session(chat);
    const said = await word();
    const read = await says(chat, said);
    const after = await session(chat);
    const sessionId = after?.id ?? journey.sessionId;
    const outcomes = (await recordsOf(sessionId)).map(({ outcome }) => outcome);
    expect(after?.passed.length ?? 0).toBeLessThanOrEqual(outcomes.filter((one) => one === 'proof').length);
    if (tokenIn(read) !== '') expect(outcomes).toContain('link');
    journey = { said, read, sessionId };
    if (!APOLOGY.test(read)) continue;
    const isKept = failure?.part === 'conversations' && failure.way === 'lost';
    if (!isKept) expect(after).toEqual(before);
    return journey;
  }
  return journey;
}

/** What the page tells: that something does not answer, where the door throws. */
async function page(token: string, password: string): Promise<string> {
  try {
    const opened = await home.door.open(token);
    if (opened === 'gone') return 'gone';
    if ((await home.door.view(opened.cookie)) === 'gone') return 'gone';
    return (await home.door.set(opened.cookie, password)).kind;
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return 'trouble';
  }
}

async function resets(chat: Chat, password: string, failure?: Failure): Promise<Journey> {
  const journey = await talks(chat, failure);
  const token = tokenIn(journey.read);
  return token === '' ? journey : { ...journey, page: await page(token, password) };
}

const ways = (part: Part): readonly Way[] =>
  part === 'conversations' ? ['refused', 'unsaved', 'lost'] : ['refused', 'lost'];
const rows = parts.flatMap((part) => ways(part).map((how) => ({ part, how })));

/** One journey after another, each with the next call failing, until none is left to fail. */
async function everyCall(part: Part, how: Way, journey: (failure: Failure) => Promise<boolean>): Promise<number> {
  for (let number = 1; ; number += 1) {
    wait(LONG);
    if (!(await journey({ part, number, way: how }))) return number - 1;
  }
}

describe('a whole reset', { timeout: 60_000 }, () => {
  it.each(rows)('with any one call of $part $how proves, links and writes nothing unseen', async ({ part, how }) => {
    const met = await everyCall(part, how, async (failure) => {
      const at = `${part} ${how} ${failure.number}`;
      const chat = home.chat(at);
      const before = await row(ADA);
      const password = `a passphrase for ${at}`;
      stores.arm(failure);
      const journey = await resets(chat, password, failure);
      const struck = stores.disarm();
      const written = (await row(ADA)).passwordHash !== before.passwordHash;
      if (written) {
        expect([at, journey.page]).toEqual([at, expect.stringMatching(/^(done|unknown)$/)]);
        const events = (await recordsOf(journey.sessionId)).map(({ event, outcome }) => `${event}:${outcome}`);
        expect(events).toContain('authn_password_change:started');
      } else expect([at, journey.page]).not.toEqual([at, 'done']);
      if (!struck) return false;

      wait(3 * MINUTE);
      expect([at, await says(chat, journey.said)]).not.toEqual([at, expect.stringMatching(APOLOGY)]);
      await says(chat, 'cancel');
      wait(MINUTE);
      const second = await talks(chat);
      expect([at, tokenIn(second.read)]).not.toEqual([at, '']);
      if (journey.page) expect([at, await page(tokenIn(second.read), `${password}, again`)]).toEqual([at, 'done']);
      return true;
    });
    if (part !== 'claims') expect(met).toBeGreaterThan(0);
  });
});

describe('the last answer before an unlocking', () => {
  it.each(rows)('with any one call of $part $how is told truly', async ({ part, how }) => {
    await everyCall(part, how, async (failure) => {
      const at = `unlock ${part} ${how} ${failure.number}`.slice(-24);
      const chat = home.chat(at);
      const { state } = await row(CLEO);
      await onlooker.adapters.durable.accounts.update('sample-cleo', { state: { ...state, locked: true } });
      const words = [...way(CLEO, 'unlock my account')];
      const last = words.pop();
      for (const word of words) await says(chat, await word());
      const code = (await last?.()) ?? '';
      const id = (await session(chat))?.id ?? '';
      stores.arm(failure);
      const read = await says(chat, code);
      const struck = stores.disarm();
      const { locked } = (await row(CLEO)).state;
      if (locked) expect([at, read]).not.toEqual([at, expect.stringMatching(/is unlocked/)]);
      else {
        expect([at, read]).not.toEqual([at, expect.stringMatching(/nothing (was|has) changed/i)]);
        expect((await recordsOf(id)).map(({ outcome }) => outcome)).toContain('unlocking');
      }
      if (!struck) return false;
      wait(3 * MINUTE);
      expect([at, await says(chat, 'what now?')]).not.toEqual([at, expect.stringMatching(APOLOGY)]);
      return true;
    });
  });
});
