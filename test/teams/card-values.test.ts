import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keyring } from '../../src/crypto.js';
import { enrollSession } from '../../src/enroll/session.js';
import { resetSession } from '../../src/reset/session.js';
import { durableStore } from '../../src/stores/sql.js';
import { type At, type Here, keptOf, type Move, movesAt, phaseOf, stepOf, valuesOf } from '../support/card-moves.js';
import { LEGAL, UNREACHED } from '../support/card-rules.js';
import { type House, house } from '../support/house.js';
import { type Resident, type ResidentKind, resident } from '../support/residents.js';
import { type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor, TENANT } from '../support/teams-door.js';

/** Who begins, and with which words; everything that follows is found. */
const beginnings: readonly (readonly [ResidentKind, readonly string[]])[] = [
  [{ registered: true, locked: true }, ['Unlock my account']],
  [{ registered: true, longAgo: true }, ['Set up my sign-in methods']],
  [{}, ['Set up my sign-in methods']],
  [{}, ['I forgot my password']],
  [{ registered: true }, ['What have I registered?', 'another way']],
  [{ registered: true }, []],
];

const keyed = z.looseObject({ nonce: z.string() });

// Some ten thousand records: where there is one, in a file system that no disk has to keep up with.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'card-values-'));
const time = { now: Date.now() };

let home: House;
let door: Door;
beforeAll(async () => {
  const durable = await durableStore({
    file: join(folder, 'test.db'),
    keyring: keyring(randomBytes(32)),
    clock: () => time.now,
  });
  home = await house({ durable });
  door = await openDoor({ home });
});
afterAll(async () => {
  await door.close();
  await home.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody new who has gone that way; `ever` is all that stood on a card meanwhile. */
async function walk(kind: ResidentKind, path: readonly Move[]): Promise<Here & { readonly ever: ReadonlySet<string> }> {
  const who = await resident(home, kind);
  const here: Here = { home, who, chat: teamsChat(door, who) };
  const ever = new Set<string>();
  const note = (): void => {
    for (const value of asText(here.chat)) ever.add(value);
  };
  await here.chat.installs();
  note();
  for (const move of path) {
    await move.make(here);
    note();
  }
  return { ...here, ever };
}

/** Somebody else, at a question of his own; another one when that is about to run out. */
let other: { readonly here: Here; readonly at: number } | undefined;
async function stranger(): Promise<Here> {
  if (!other || home.time.now - other.at > 10 * 60_000) {
    const asks: Move = { label: '', make: ({ chat }) => chat.say('I forgot my password') };
    other = { here: await walk({ registered: true }, [asks]), at: home.time.now };
  }
  return other.here;
}

/** Everything that could tell that something happened to these people. */
const effects = async (...people: readonly Resident[]) => ({
  people: await Promise.all(people.map(async (who) => (await keptOf(home, who)).all)),
  sent: (await home.phone()).length,
  recorded: (await home.adapters.durable.audit.list({ limit: 1 }))[0]?.seq,
});

function oneLetterOff(value: object): object {
  const { nonce, ...rest } = keyed.parse(value);
  return { ...rest, nonce: nonce.replace(/.$/, (letter) => (letter === 'A' ? 'Q' : 'A')) };
}

const asText = (chat: TeamsChat): readonly string[] => valuesOf(chat).map((value) => JSON.stringify(value));

/** Tries all that was ever on a card, by its owner and by somebody else: nothing moves. */
async function tries({ who, chat, ever }: Awaited<ReturnType<typeof walk>>, where: string): Promise<void> {
  const somebody = await stranger();
  const before = await effects(who, somebody.who);
  const ownersChat = { id: `a:${who.id}`, conversationType: 'personal', tenantId: TENANT };
  for (const text of ever) await somebody.chat.post({ value: JSON.parse(text) });
  for (const value of valuesOf(chat)) await somebody.chat.post({ value, conversation: ownersChat });
  const live = valuesOf(chat);
  const good = new Set(asText(chat));
  const dead = [...ever].filter((text) => !good.has(text)).map((text): object => JSON.parse(text));
  const made = { nonce: randomBytes(16).toString('base64url'), say: 'Cancel', grant: true };
  for (const value of [...dead, made, ...live.map(oneLetterOff)]) await chat.post({ value });
  expect(await effects(who, somebody.who), where).toEqual(before);
}

const passed = (at: At | undefined): number => at?.passed?.length ?? 0;

/** What must hold of every move, whatever it is. */
function holds(from: At | undefined, { label }: Move, to: At | undefined, where: string): void {
  const gained = passed(to) - passed(from);
  if (from?.plan && to?.plan) expect(gained, where).toBeLessThanOrEqual(/<(right|picked up)>/.test(label) ? 1 : 0);
  if (to?.phase === 'password' && to.goal !== 'change') {
    expect(passed(to), where).toBeGreaterThanOrEqual(to.plan?.gates ?? Number.POSITIVE_INFINITY);
  }
}

describe('a value of a card', () => {
  const steps = new Set<string>();
  const phases = new Set<string>();
  const found = new Map<string, Set<string>>();

  it('makes legal moves only, once, for its owner: from every step there is, breadth first', async () => {
    for (const [kind, words] of beginnings) {
      const begin = words.map((said): Move => ({ label: said, make: ({ chat }) => chat.say(said) }));
      const queue: { readonly path: readonly Move[]; readonly step: string }[] = [{ path: begin, step: '' }];
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { path } = next;
        const here = await walk(kind, path);
        const { at } = await keptOf(home, here.who);
        const moves = movesAt(here, at);
        if (next.step !== '') expect(stepOf(at, moves), 'the same way leads to the same step').toBe(next.step);
        const from = phaseOf(at);
        phases.add(from);
        steps.add(stepOf(at, moves));
        await tries(here, stepOf(at, moves));
        for (const move of moves) {
          const there = await walk(kind, path);
          const good = new Set(asText(there.chat));
          await move.make(there);
          const { at: to } = await keptOf(home, there.who);
          const where = `${from}: ${move.label} → ${phaseOf(to)}`;
          expect(LEGAL[from]?.[move.label] ?? [], where).toContain(phaseOf(to));
          found.set(from, (found.get(from) ?? new Set()).add(`${move.label} → ${phaseOf(to)}`));
          holds(at, move, to, where);
          const then = movesAt(there, to);
          // What was good a moment ago and is no more changes nothing now.
          const before = await effects(there.who);
          const live = new Set(asText(there.chat));
          for (const text of good) if (!live.has(text)) await there.chat.post({ value: JSON.parse(text) });
          expect(await effects(there.who), `${where}, twice`).toEqual(before);
          const step = stepOf(to, then);
          if (steps.has(step)) continue;
          steps.add(step);
          queue.push({ path: [...path, move], step });
        }
      }
    }
  }, 600_000);

  it('was tried in every phase there is', () => {
    const all = [
      ...resetSession.options.map(({ shape }) => `reset.${shape.phase.value}`),
      ...enrollSession.options.map(({ shape }) => `enroll.${shape.phase.value}`),
    ];
    const was = [...phases].flatMap((phase) => {
      const [goal = '', name = ''] = phase.split(' ');
      return name === '' ? [] : [`${/register|manage/.test(goal) ? 'enroll' : 'reset'}.${name}`];
    });
    expect(all.filter((phase) => !was.includes(phase))).toEqual(UNREACHED);
  });

  it('has no legal move that nothing makes', () => {
    const declared = Object.entries(LEGAL).flatMap(([from, moves]) =>
      Object.entries(moves).flatMap(([label, to]) => to.map((each) => `${from}: ${label} → ${each}`)),
    );
    const made = [...found].flatMap(([from, moves]) => [...moves].map((move) => `${from}: ${move}`));
    expect(declared.filter((move) => !made.includes(move))).toEqual([]);
  });
});
