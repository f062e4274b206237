import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keyring } from '../../src/crypto.js';
import type { DurableStore } from '../../src/stores/ports.js';
import { durableStore } from '../../src/stores/sql.js';
import { needing } from '../support/machine.js';
import { type PostgresServer, startPostgres } from '../support/postgres.js';
import { auditContract } from './audit-contract.js';
import { disputesContract } from './disputes-contract.js';
import type { DurableEngine } from './durable-engine.js';
import { enrollmentsContract } from './enrollments-contract.js';
import { referencesContract } from './references-contract.js';
import { rowsContract } from './rows-contract.js';

const secret = new Uint8Array(32).fill(3);
const keys = keyring(secret);
const rows = z.array(z.record(z.string(), z.unknown()));

function engineOn(place: { readonly url: string } | { readonly file: string }): DurableEngine {
  const opened: DurableStore[] = [];
  return {
    secret,
    async open({ keyring: own = keys, clock = Date.now } = {}) {
      const store = await durableStore({ ...place, keyring: own, clock });
      opened.push(store);
      return store;
    },
    async query(sql) {
      if ('url' in place) {
        const client = new pg.Client(place.url);
        await client.connect();
        const found = await client.query(sql).finally(() => client.end());
        return rows.parse(Array.isArray(found) ? [] : found.rows);
      }
      const database = new Libsql(place.file);
      const statement = database.prepare(sql);
      const found = statement.reader ? rows.parse(statement.all()) : [];
      if (!statement.reader) statement.run();
      database.close();
      return found;
    },
    async end() {
      for (const store of opened) await store.close();
    },
  };
}

function contract(make: () => Promise<DurableEngine>): void {
  let engine: DurableEngine;
  beforeEach(async () => {
    engine = await make();
  });
  afterEach(() => engine.end());
  enrollmentsContract(() => engine);
  auditContract(() => engine);
  rowsContract(() => engine);
  disputesContract(() => engine);
  referencesContract(() => engine);
}

describe('the lasting store in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'libsql-'));
  let files = 0;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  contract(async () => {
    files += 1;
    return engineOn({ file: join(folder, `${files}`, 'test.db') });
  });
});

needing(['postgres', 'initdb'], 'the lasting store in PostgreSQL', () => {
  describe('the lasting store in PostgreSQL', () => {
    let server: PostgresServer;
    let url = '';
    beforeAll(async () => {
      server = await startPostgres();
      url = await server.database();
    });
    afterAll(() => server.stop());
    contract(async () => {
      const engine = engineOn({ url });
      await engine.query('drop schema public cascade; create schema public');
      return engine;
    });

    it('keeps passwords out of the write-ahead log, and so out of replicas and archives', async () => {
      const engine = engineOn({ url });
      const found = await engine.query(
        "select relpersistence::text as kind from pg_class where relname = 'kept_password'",
      );
      expect(found).toEqual([{ kind: 'u' }]);
    });
  });
});
