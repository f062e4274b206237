import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DirectLineClient } from '../support/direct-line-client.js';
import { needing } from '../support/machine.js';
import { type Pair, startPair } from '../support/pair.js';
import { until } from '../support/programs.js';
import { age } from '../support/redis.js';

/** Administrators are sent to the helpdesk: dana is out of scope. */
const POLICY = `
policies:
  - name: administrators
    appliesTo: { groups: [Domain Admins] }
    privileged: true
    refuse: true
  - name: everyone
    gates: 2
    methods: [authenticator-code, sms, voice, email]
`;

const ORDINARY = 'ada@contoso.example';
const BLOCKED = 'cleo@contoso.example';
const OTHERS = {
  unknown: 'zoe.nobody@contoso.example',
  disabled: 'eve@contoso.example',
  unregistered: 'ben@contoso.example',
  'out of scope': 'dana@contoso.example',
  blocked: BLOCKED,
};

/** What is said on the way to a first proof that never comes, and how long is waited before. */
const SCRIPT: readonly (readonly [string, number])[] = [
  ['something else', 0],
  ['authenticator', 0],
  ['what?', 0],
  ['000000', 0],
  ['000001', 31_000],
  ['000002', 0],
  ['000003', 31_000],
  ['another way', 0],
  ['text me', 0],
  ['text me', 0],
  ['send it again', 31_000],
  ['00000003', 31_000],
  ['00000004', 31_000],
  ['00000005', 31_000],
  ['email', 61_000],
  ['00000006', 31_000],
  ['help', 0],
  ['call me', 121_000],
  ['hello?', 0],
  ['unlock my account', 0],
  ['cancel', 0],
];

needing(['redis-server', 'postgres', 'initdb'], 'who exists', () => {
  describe('who exists', { timeout: 240_000 }, () => {
    let pair: Pair;
    beforeAll(async () => {
      const file = join(mkdtempSync(join(tmpdir(), 'policy-')), 'policy.yaml');
      writeFileSync(file, POLICY);
      pair = await startPair({ POLICY_FILE: file });
    });
    afterAll(() => pair.stop());

    let sources = 0;
    const begin = (): Promise<DirectLineClient> => {
      sources += 1;
      return DirectLineClient.begin(pair.one.address, `198.51.100.${sources}`);
    };

    /** The whole conversation as the client got it, but for names, ids and times. */
    async function transcript(login: string): Promise<readonly string[]> {
      const chat = await begin();
      const socket = await chat.listen(pair.one.address);
      await socket.until(/What do you need/);
      for (const [text, waitMs] of [['I forgot my password', 0] as const, [login, 0] as const, ...SCRIPT]) {
        await age(pair.redis, waitMs);
        const before = socket.said();
        expect(await chat.post(pair.one.address, text)).toBe(200);
        await until(`an answer to ${text}, all of it`, async () => {
          const { activities } = await chat.raw(pair.two.address);
          const kept = activities.filter(({ from }) => from.id === 'reset-assistant').length;
          return socket.said() > before && socket.said() === kept;
        });
      }
      socket.close();
      const { activities } = await chat.raw(pair.two.address);
      const heard = socket.lines.filter(({ from }) => from.id === 'reset-assistant');
      const veiled = (text: string): string =>
        text
          .replaceAll(login, '<login>')
          .replaceAll(chat.conversation, '<conversation>')
          .replace(/"dl_[\w-]{22}"/g, '"<person>"')
          .replace(/"(id|replyToId)":"[\w-]{22}"/g, '"$1":"<id>"')
          .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
          .replace(/in (\d+ seconds|a moment|one second)/g, 'in <a while>');
      return [...activities, ...heard].map((each) => veiled(JSON.stringify(each)));
    }

    it('does not show in any byte before a first proof, be it an ordinary, unknown, disabled, unregistered, blocked or exempt account', async () => {
      // Five wrong answers in another conversation: resets are refused for a day.
      const other = await begin();
      await other.say(pair.one.address, 'I forgot my password');
      await other.say(pair.one.address, BLOCKED);
      for (let n = 0; n < 5; n += 1) {
        await other.say(pair.one.address, 'authenticator');
        await other.say(pair.one.address, `99999${n}`);
        await age(pair.redis, 31_000);
      }
      expect(await pair.query("select seq from audit_record where outcome = 'blocked'")).toHaveLength(1);
      // Its counters of an hour ago are gone, as anybody's are; the block stays.
      await age(pair.redis, 3_600_000);
      const ordinary = await transcript(ORDINARY);
      expect(ordinary.join('\n')).toContain('Text message');
      for (const [kind, login] of Object.entries(OTHERS)) {
        expect([kind, await transcript(login)]).toEqual([kind, ordinary]);
      }
    });
  });
});
