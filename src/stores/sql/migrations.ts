import { sql } from 'kysely';
import type { Keyring } from '../../crypto.js';
import { headRow, START } from './audit-chain.js';
import type { Database } from './schema.js';

export type Engine = 'sqlite' | 'postgres';

/** One step of the schema. Never changed once released: a later step changes what an earlier one made. */
export interface Migration {
  readonly name: string;
  up(db: Pick<Database, 'schema' | 'insertInto'>, engine: Engine, keyring: Keyring): Promise<void>;
}

/** In the order they are applied. */
export const migrations: readonly Migration[] = [
  {
    name: '001-first',
    async up(db, _engine, keyring) {
      await db.schema
        .createTable('enrollment')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('method', 'text', (column) => column.notNull())
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('key_id', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('usable_from', 'bigint', (column) => column.notNull())
        .addColumn('confirmed_at', 'bigint', (column) => column.notNull())
        .addColumn('last_used_at', 'bigint')
        .addColumn('last_step', 'bigint')
        .addColumn('spent', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('enrollment_account').on('enrollment').columns(['account_id', 'method']).execute();

      await db.schema
        .createTable('audit_record')
        .addColumn('seq', 'bigint', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('event', 'text', (column) => column.notNull())
        .addColumn('person', 'text', (column) => column.notNull())
        .addColumn('session_id', 'text', (column) => column.notNull())
        .addColumn('channel', 'text', (column) => column.notNull())
        .addColumn('method', 'text')
        .addColumn('outcome', 'text', (column) => column.notNull())
        .addColumn('detail', 'text')
        .addColumn('key_id', 'text', (column) => column.notNull())
        .addColumn('mac', 'text', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('audit_person').on('audit_record').columns(['person', 'seq']).execute();
      await db.schema.createIndex('audit_session').on('audit_record').columns(['session_id', 'seq']).execute();
      await db.schema
        .createTable('audit_head')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('seq', 'bigint', (column) => column.notNull())
        .addColumn('mac', 'text', (column) => column.notNull())
        .addColumn('key_id', 'text', (column) => column.notNull())
        .addColumn('seal', 'text', (column) => column.notNull())
        .execute();
      // Here and never again: a log without its head was wiped.
      await db.insertInto('audit_head').values(headRow(keyring, START)).execute();

      await db.schema
        .createTable('write_journal')
        .addColumn('grant_id', 'text', (column) => column.primaryKey())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('outcome', 'text')
        .addColumn('settled_at', 'bigint')
        .execute();
      await db.schema.createIndex('write_journal_outcome').on('write_journal').columns(['outcome', 'at']).execute();

      await db.schema
        .createTable('account')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('login', 'text', (column) => column.notNull())
        .addColumn('login_key', 'text', (column) => column.notNull().unique())
        .addColumn('display_name', 'text', (column) => column.notNull())
        .addColumn('group_names', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('mail', 'text')
        .addColumn('mail_key', 'text')
        .addColumn('phone', 'text')
        .addColumn('locale', 'text')
        .addColumn('password_set_at', 'bigint')
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('failed_sign_ins', 'integer', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('account_mail').on('account').column('mail_key').execute();

      await db.schema
        .createTable('policy_version')
        .addColumn('seq', 'integer', (column) => column.primaryKey())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  {
    name: '002-disputes',
    async up(db) {
      await db.schema
        .createTable('dispute')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('until', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('dispute_until').on('dispute').column('until').execute();
    },
  },
  {
    name: '003-references',
    async up(db) {
      await db.schema
        .createTable('reference')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('person', 'text')
        .addColumn('account_id', 'text')
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('key_id', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('until', 'bigint', (column) => column.notNull())
        .execute();
      for (const column of ['person', 'account_id', 'until'] as const) {
        await db.schema.createIndex(`reference_${column}`).on('reference').column(column).execute();
      }
    },
  },
  {
    name: '004-journal-before',
    async up(db) {
      await db.schema.alterTable('write_journal').addColumn('password_set_at', 'bigint').execute();
    },
  },
  {
    name: '005-kept-passwords',
    async up(db, engine) {
      await db.schema.alterTable('write_journal').addColumn('password_version', 'bigint').execute();
      const table = db.schema.createTable('kept_password');
      await (engine === 'postgres' ? table.modifyFront(sql`unlogged`) : table)
        .addColumn('grant_id', 'text', (column) => column.primaryKey())
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  {
    name: '006-dispute-keys',
    async up(db) {
      await db.schema
        .alterTable('dispute')
        .addColumn('key_id', 'text', (column) => column.notNull().defaultTo(''))
        .execute();
    },
  },
  {
    name: '007-told-disputes',
    async up(db) {
      for (const column of ['told_in', 'told_as']) {
        await db.schema.alterTable('dispute').addColumn(column, 'text').execute();
      }
    },
  },
];
