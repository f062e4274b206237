import { sql } from 'kysely';
import { z } from 'zod';
import { type Keyring, newId } from '../../crypto.js';
import type { Enrollment } from '../../methods/method.js';
import { methodId } from '../../methods/traits.js';
import type { Clock, Enrollments } from '../ports.js';
import { reach } from './reach.js';
import type { Database, Tables } from './schema.js';
import { BATCH, sealAgain } from './seal-again.js';

type Row = Tables['enrollment'];

/** What is sealed: a name may tell a number, and a proof does. */
const secret = z.strictObject({ name: z.string(), proof: z.string(), data: z.unknown() });
type Secret = Pick<Enrollment, 'name' | 'proof' | 'data'>;

export function sqlEnrollments(db: Database, keyring: Keyring, clock: Clock): Enrollments {
  const owner = (row: Pick<Row, 'account_id' | 'id'>): string => `${row.account_id}|${row.id}`;
  const sealed = ({ name, proof, data }: Secret, of: Pick<Row, 'account_id' | 'id'>) => ({
    sealed: keyring.seal(JSON.stringify({ name, proof, data }), owner(of)).toString('base64'),
    key_id: keyring.keyId,
  });
  const opened = (row: Row): Secret =>
    secret.parse(JSON.parse(keyring.open(Buffer.from(row.sealed, 'base64'), owner(row))));
  const enrollmentIn = (row: Row): Enrollment => ({
    id: row.id,
    accountId: row.account_id,
    method: methodId(row.method),
    ...opened(row),
    createdAt: row.created_at,
    usableFrom: row.usable_from,
    confirmedAt: row.confirmed_at,
    lastUsedAt: row.last_used_at ?? undefined,
  });
  const rowOf = (id: string): Promise<Row | undefined> =>
    db.selectFrom('enrollment').selectAll().where('id', '=', id).executeTakeFirst();
  /** True when the row was still as it was read. */
  const replace = async (row: Row, change: Partial<Row>): Promise<boolean> => {
    const { numUpdatedRows } = await db
      .updateTable('enrollment')
      .set(change)
      .where('id', '=', row.id)
      .where('sealed', '=', row.sealed)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  };

  return {
    list: (accountId) =>
      reach(async () => {
        const rows = await db
          .selectFrom('enrollment')
          .selectAll()
          .where('account_id', '=', accountId)
          .orderBy('created_at')
          .orderBy('id')
          .execute();
        return rows.map(enrollmentIn);
      }),

    add: (accountId, enrollment, usableFrom) =>
      reach(async () => {
        const id = newId();
        const now = clock();
        const row: Row = {
          id,
          account_id: accountId,
          method: enrollment.method,
          ...sealed(enrollment, { account_id: accountId, id }),
          created_at: now,
          usable_from: usableFrom,
          confirmed_at: now,
          last_used_at: null,
          last_step: null,
          spent: 0,
        };
        await db.insertInto('enrollment').values(row).execute();
        return enrollmentIn(row);
      }),

    update: (id, change) =>
      reach(async () => {
        for (;;) {
          const row = await rowOf(id);
          if (!row) return false;
          const { name, usableFrom, confirmedAt, lastUsedAt } = change;
          const reseals = name !== undefined || change.data !== undefined;
          const before = reseals ? opened(row) : undefined;
          const next: Partial<Row> = {
            ...(before && sealed({ ...before, name: name ?? before.name, data: change.data ?? before.data }, row)),
            // Nothing that was not given: another update may be setting it at this moment.
            ...(usableFrom !== undefined && { usable_from: usableFrom }),
            ...(confirmedAt !== undefined && { confirmed_at: confirmedAt }),
            ...(lastUsedAt !== undefined && { last_used_at: lastUsedAt }),
          };
          if (Object.keys(next).length === 0) return true;
          if (await replace(row, next)) return true;
        }
      }),

    remove: (id) =>
      reach(async () => {
        const { numDeletedRows } = await db.deleteFrom('enrollment').where('id', '=', id).executeTakeFirst();
        return numDeletedRows > 0n;
      }),

    advance: (id, step) =>
      reach(async () => {
        const { numUpdatedRows } = await db
          .updateTable('enrollment')
          .set({ last_step: step })
          .where('id', '=', id)
          .where((is) => is.or([is('last_step', 'is', null), is('last_step', '<', step)]))
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),

    spend: (id, place) =>
      reach(async () => {
        const bit = 2 ** place;
        const { numUpdatedRows } = await db
          .updateTable('enrollment')
          .set((column) => ({ spent: sql<number>`${column.ref('spent')} | ${sql.lit(bit)}` }))
          .where('id', '=', id)
          .where(sql`spent & ${sql.lit(bit)}`, '=', 0)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),

    people: (limit) =>
      reach(async () => {
        const rows = await db
          .selectFrom('enrollment')
          .select('account_id')
          .distinct()
          .orderBy('account_id')
          .limit(limit)
          .execute();
        return rows.map((row) => row.account_id);
      }),

    rotate: () =>
      reach(() =>
        sealAgain(
          () => db.selectFrom('enrollment').selectAll().where('key_id', '!=', keyring.keyId).limit(BATCH).execute(),
          (row) => replace(row, sealed(opened(row), row)),
        ),
      ),
  };
}
