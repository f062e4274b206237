import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { keptOf } from '../support/card-moves.js';
import { type Chat, type House, house } from '../support/house.js';
import { type Resident, resident } from '../support/residents.js';
import { type TeamsChat, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor, TENANT } from '../support/teams-door.js';

const MINUTE = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'approval-values-'));
const POLICY_FILE = join(folder, 'policy.yaml');
writeFileSync(
  POLICY_FILE,
  'policies:\n  - name: everyone\n    gates: 2\n    methods: [authenticator-code, teams-approval, sms, email]\n',
);

/** Where the person stands in Teams while a request comes from the web chat. */
const places: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  'a choice': ['I forgot my password'],
  'a code': ['I forgot my password', 'Text message'],
};
/** What is done first, and what becomes of the reset in the web chat. */
const firsts: readonly (readonly [string, 'right' | 'wrong' | 'deny', number, RegExp])[] = [
  ['approved', 'right', 0, /One more/],
  ['approved with another number', 'wrong', 0, /did not work/],
  ['turned down', 'deny', 0, /stopped|turned down|did not work/],
  ['approved too late', 'right', MINUTE, /./],
];

const value = z.looseObject({ approval: z.string(), action: z.string() });

describe('a value of a request in Teams', () => {
  let home: House;
  let door: Door;
  beforeAll(async () => {
    home = await house({ env: { POLICY_FILE } });
    door = await openDoor({ home });
  });
  afterAll(async () => {
    await door.close();
    await home.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const mindOf = (chat: Chat): Promise<unknown> =>
    home.adapters.live.conversations.turn(chat.key, undefined, async (record) => ({
      record,
      lines: [],
      result: record?.mind,
    }));
  const effects = async (web: Chat, ...people: readonly Resident[]) => ({
    web: await mindOf(web),
    teams: await Promise.all(people.map(async (who) => (await keptOf(home, who)).all)),
    sent: (await home.phone()).length,
    recorded: (await home.adapters.durable.audit.list({ limit: 1 }))[0]?.seq,
  });

  /** The three values there are of the newest request. */
  function values(teams: TeamsChat, number: string) {
    const all = teams.cards().flatMap(({ id, buttons }) =>
      buttons.flatMap(({ data }) => {
        const { data: found } = value.safeParse(data);
        return found ? [{ id, ...found }] : [];
      }),
    );
    const of = (action: string) => {
      const { id, ...data } = all.findLast((one) => one.action === action) ?? { id: '', approval: '', action };
      return { id, data };
    };
    const other = number === '42' ? '43' : '42';
    const approve = of('approve');
    return {
      right: { ...approve, data: { ...approve.data, entry: number } },
      wrong: { ...approve, data: { ...approve.data, entry: other } },
      deny: of('deny'),
    };
  }

  const cases = Object.entries(places).flatMap(([place, words]) =>
    firsts.map((first) => [place, first[0], words, first] as const),
  );
  it.each(cases)(
    'answers once, for its owner, and moves nothing in Teams: at %s, %s',
    async (place, done, words, first) => {
      const [, which, waited, then] = first;
      const [who, stranger] = [
        await resident(home, { registered: true, withTeamsApproval: true }),
        await resident(home, { registered: true }),
      ];
      const [teams, other] = [teamsChat(door, who), teamsChat(door, stranger)];
      await teams.installs();
      for (const said of words) await teams.tap(said);
      await other.say('I forgot my password');
      const web = home.chat(`${place} ${done}`);
      for (const said of ['I forgot my password', who.upn]) await web.say(said);
      const number = /\*\*(\d\d)\*\*/.exec((await web.say('Approve in Teams')).join())?.[1] ?? '';
      await vi.waitFor(() => expect(values(teams, number).right.data.approval).not.toBe(''), { timeout: 10_000 });
      const all = values(teams, number);
      const before = await effects(web, who, stranger);
      const ownersChat = { id: `a:${who.id}`, conversationType: 'personal', tenantId: TENANT };
      const strangerTries = async (): Promise<void> => {
        for (const { data } of Object.values(all)) {
          await other.post({ value: data });
          await other.post({ value: data, conversation: ownersChat });
        }
      };
      await strangerTries();
      expect(await effects(web, who, stranger), 'somebody else').toEqual(before);

      home.time.now += waited;
      const told = (await web.heard()).length;
      expect(told).toBe(0);
      const { id, data } = all[which];
      await teams.post({ value: data, replyToId: id });
      let said = '';
      await vi.waitFor(
        async () => {
          if (waited > 0) return;
          said += JSON.stringify(await web.heard());
          expect(said).toMatch(then);
        },
        { timeout: 10_000 },
      );
      // The notice goes out beside it: to both addresses and the number.
      const isTold = async (): Promise<void> => expect((await home.phone()).length).toBe(before.sent + 3);
      if (which === 'deny') await vi.waitFor(isTold, { timeout: 10_000 });
      const after = await effects(web, who, stranger);
      expect(after.teams, 'the conversation in Teams').toEqual(before.teams);
      await strangerTries();
      for (const each of [all.right, all.wrong, ...(which === 'deny' || waited === 0 ? [all.deny] : [])]) {
        await teams.post({ value: each.data, replyToId: each.id });
      }
      expect(await effects(web, who, stranger), 'again').toEqual(after);
    },
  );
});
