import { sql } from 'kysely';
import type { Keyring } from '../../crypto.js';
import { StoreUnavailable } from '../../errors.js';
import type { Clock } from '../ports.js';
import { type Engine, migrations } from './migrations.js';
import type { Database } from './schema.js';

/** Any fixed number: all instances wait for the same lock. */
const LOCK = 7_263_412_001;

/**
 * Brings the schema to the newest step, one instance at a time, all or nothing.
 * @throws StoreUnavailable the database was made by a newer version
 */
export async function migrate(db: Database, engine: Engine, keyring: Keyring, clock: Clock): Promise<void> {
  if (engine === 'postgres') {
    await db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
      await apply(transaction, engine, keyring, clock);
    });
    return;
  }
  await db.connection().execute(async (connection) => {
    // Takes the file's write lock at once; a plain `begin` takes it at the first write, after looking.
    await sql`begin immediate`.execute(connection);
    try {
      await apply(connection, engine, keyring, clock);
      await sql`commit`.execute(connection);
    } catch (error) {
      await sql`rollback`.execute(connection);
      throw error;
    }
  });
}

async function apply(db: Database, engine: Engine, keyring: Keyring, clock: Clock): Promise<void> {
  await db.schema
    .createTable('migration')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  const applied = new Set((await db.selectFrom('migration').select('name').execute()).map(({ name }) => name));
  const unknown = [...applied].filter((name) => !migrations.some((each) => each.name === name));
  if (unknown.length > 0) {
    throw new StoreUnavailable(`The database was made by a newer version (${unknown.join(', ')}): start that one.`);
  }
  for (const { name, up } of migrations) {
    if (applied.has(name)) continue;
    await up(db, engine, keyring);
    await db.insertInto('migration').values({ name, at: clock() }).execute();
  }
}
