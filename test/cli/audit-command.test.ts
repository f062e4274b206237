import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeDurable } from '../../src/adapters.js';
import { auditCommand } from '../../src/cli/audit-command.js';
import { readConfig } from '../../src/config.js';
import { keyring } from '../../src/crypto.js';
import { createLogger } from '../../src/http/logger.js';
import { needing } from '../support/machine.js';
import { type PostgresServer, startPostgres } from '../support/postgres.js';

let env: NodeJS.ProcessEnv;

const run = async (...args: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await auditCommand(args, { env, print: (line) => out.push(line), warn: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
};

/** A database that somebody has in hands. */
interface Engine {
  /** The environment of a server over an empty database, and what is done to it behind its back. */
  begin(): Promise<{ readonly env: NodeJS.ProcessEnv; meddle(sql: string): Promise<void> }>;
}

const folderOf = (): string => mkdtempSync(join(tmpdir(), 'reset-assistant-audit-'));

const libsql: Engine = {
  async begin() {
    const folder = folderOf();
    const meddle = async (sql: string): Promise<void> => {
      const db = new Database(join(folder, 'reset-assistant.db'));
      db.exec(sql);
      db.close();
    };
    return { env: { DATA_DIR: folder }, meddle };
  },
};

let server: PostgresServer;
const postgres: Engine = {
  async begin() {
    const url = await server.database();
    const meddle = async (sql: string): Promise<void> => {
      const client = new pg.Client(url);
      await client.connect();
      await client.query(sql).finally(() => client.end());
    };
    return { env: { DATA_DIR: folderOf(), DATABASE_URL: url }, meddle };
  },
};

function suite(name: string, engine: Engine): void {
  describe(`npm run audit -- verify, on ${name}`, () => {
    let meddle: (sql: string) => Promise<void>;

    beforeEach(async () => {
      const begun = await engine.begin();
      env = begun.env;
      meddle = begun.meddle;
      const config = await readConfig(env);
      const log = createLogger({ level: 'silent' });
      const durable = await makeDurable({ config, keyring: keyring(config.secretKey), clock: Date.now, log });
      for (const outcome of ['one', 'two', 'three', 'four']) {
        const entry = { event: 'session_created', person: 'p', sessionId: 's', channel: 'webchat', outcome };
        await durable.audit.append(entry);
      }
      await durable.close();
    });

    it('says how many records are intact and which head to keep', async () => {
      const { code, out } = await run('verify');
      expect(code).toBe(0);
      expect(out).toMatch(/^intact: 4 records\nhead: 4:\S+$/);
    });

    it.each([
      ['an edit', "update audit_record set outcome = 'other' where seq = 2", 2],
      ['a cut in the middle', 'delete from audit_record where seq = 3', 3],
      ['a wipe, head and all', 'delete from audit_record; delete from audit_head', 0],
      ['a cut at the end', 'delete from audit_record where seq = 4', 4],
      [
        'a swap',
        'update audit_record set seq = 99 where seq = 1; update audit_record set seq = 1 where seq = 2; update audit_record set seq = 2 where seq = 99',
        1,
      ],
    ])('finds %s, and exits 1', async (_what, sql, seq) => {
      await meddle(sql);
      const { code, out } = await run('verify');
      expect(code).toBe(1);
      expect(out).toContain(`broken at record ${seq}`);
    });

    it('finds a log that begins anew, by the head that was kept', async () => {
      const head = /head: (\S+)/.exec((await run('verify')).out)?.[1] ?? '';
      expect((await run('verify', '--head', head)).code).toBe(0);
      expect(
        (
          await run(
            'verify',
            '--head',
            head.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
          )
        ).code,
      ).toBe(1);
      expect((await run('verify', '--head', 'nonsense')).code).toBe(1);
    });

    it('explains itself, and refuses what it does not know', async () => {
      expect((await run('--help')).out).toMatch(/--head/);
      expect((await run('verify', 'now')).code).toBe(2);
      expect((await run()).code).toBe(2);
      env = { ...env, HOST: '0.0.0.0' };
      expect(await run('verify')).toMatchObject({ code: 2, err: expect.stringMatching(/HOST: expected/) });
    });
  });
}

suite('libsql', libsql);

needing(['postgres', 'initdb'], 'npm run audit on PostgreSQL', () => {
  describe('with a server', () => {
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.stop());
    suite('PostgreSQL', postgres);
  });
});
