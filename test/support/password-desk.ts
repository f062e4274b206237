import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PasswordRules } from '../../src/directories/directory.js';
import { passwordRoutes } from '../../src/http/password.js';
import { passwordJudge } from '../../src/passwords/judge.js';
import { passwordStrength } from '../../src/passwords/strength.js';
import { passwordDoor } from '../../src/reset/door.js';
import { house } from './house.js';
import { pageServer } from './page-server.js';

const POLICY = `policies:
  - name: everyone
    gates: 1
    methods: [authenticator-code]
    allowAuthenticatorOnly: true
`;
const NAMES = ['ada', 'cleo'] as const;

/** The real password page over the real reset and the embedded directory; the directory can be told to misbehave. */
export async function passwordDesk(publicUrl?: URL) {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs', 'server'], { cwd: root });
  const file = join(mkdtempSync(join(tmpdir(), 'reset-assistant-policy-')), 'policy.yaml');
  writeFileSync(file, POLICY);

  const writes: string[] = [];
  let before: ((password: string) => Promise<void> | void) | undefined;
  let after: (() => void) | undefined;
  let rules: Partial<PasswordRules> = {};
  const home = await house({
    env: { POLICY_FILE: file },
    directory: (embedded) => ({
      ...embedded,
      rules: async (account) => ({ ...(await embedded.rules(account)), ...rules }),
      async setPassword(account, password) {
        writes.push(password);
        await before?.(password);
        const set = await embedded.setPassword(account, password);
        after?.();
        return set;
      },
    }),
  });
  const worker = new URL('../../dist/src/passwords/strength-worker.js', import.meta.url);
  // Two cores under a dozen servers are slow to answer.
  const strength = passwordStrength({ worker, answerMs: 20_000 });
  const judge = passwordJudge({ strength });
  const server = await pageServer((needs) => {
    const { live, log, nudge } = home.adapters;
    const door = passwordDoor({
      ...home.world,
      conversations: live.conversations,
      nudge,
      log,
      judge: (password, view) => judge.judge({ ...view, password, organisation: needs.organisation }),
    });
    return passwordRoutes({ ...needs, ...(publicUrl && { publicUrl }), door, clock: () => home.time.now });
  });
  let links = 0;

  return {
    home,
    server,
    /** Every password that reached the directory. */
    writes,
    /** What happens around the next writes; `instead` may throw before anything is written, `afterwards` once it is. */
    misbehave(instead?: (password: string) => Promise<void> | void, afterwards?: () => void): void {
      before = instead;
      after = afterwards;
    },
    /** The directory's rules differ from its own. */
    rule(changes: Partial<PasswordRules>): void {
      rules = changes;
    },
    /** The address of a fresh one-time page, got by proving oneself in the chat. */
    async link(name: (typeof NAMES)[number] = 'ada'): Promise<string> {
      links += 1;
      home.time.now += 60_000;
      const chat = home.chat(`chat ${links}`);
      await chat.say('I forgot my password');
      await chat.say(`${name}@contoso.example`);
      await chat.say('authenticator');
      const said = (await chat.say(await home.app(`sample-${name}`))).join('\n');
      const path = /\/password\/\S+/.exec(said)?.[0];
      if (path === undefined) throw new Error(`no link, but: ${said}`);
      return `${server.origin}${path}`;
    },
    async close(): Promise<void> {
      await server.close();
      await strength.close();
      await home.close();
    },
  };
}
