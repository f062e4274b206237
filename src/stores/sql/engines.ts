import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import type { Database, Tables } from './schema.js';

/** The driver waits without letting anything else run; longer waits are `reach`'s. */
const BUSY_MS = 20;
const MOST_CONNECTIONS = 10;
const CONNECT_MS = 3000;
const STATEMENT_MS = 5000;
/** `int8`, which PostgreSQL's driver would give as text: all of ours are far below 2^53. */
const INT8 = 20;

/** One file: WAL, and on disk before a write is answered. */
export async function openFile(file: string): Promise<Database> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const { default: Libsql } = await import('libsql');
  const database = new Libsql(file);
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  database.exec(`pragma busy_timeout = ${BUSY_MS}`);
  database.exec('pragma foreign_keys = on');
  // What is deleted is overwritten.
  database.exec('pragma secure_delete = on');
  // People's names, mails and numbers are in it.
  await chmod(file, 0o600);
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

/** A bounded pool; nothing waits longer than a person would. */
export async function openPostgres(url: string): Promise<Database> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'reset-assistant',
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 1000,
    lock_timeout: STATEMENT_MS - 1000,
    idle_in_transaction_session_timeout: 2 * STATEMENT_MS,
    types: {
      getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)),
    },
  });
  // An idle connection that breaks is taken out of the pool; whoever needs one gets another, or an error of their own.
  pool.on('error', () => undefined);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
