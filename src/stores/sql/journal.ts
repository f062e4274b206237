import { z } from 'zod';
import type { Clock, WriteJournal } from '../ports.js';
import { reach } from './reach.js';
import type { Database } from './schema.js';

/** An outcome that a later look may still replace. */
const OPEN = 'unknown';

const actions = z.enum(['set-password', 'unlock']);

export function sqlJournal(db: Database, clock: Clock): WriteJournal {
  return {
    claim: ({ grantId, accountId, action, passwordSetAt, passwordVersion, kept }) =>
      reach(async () => {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('write_journal')
          .values({
            grant_id: grantId,
            account_id: accountId,
            action,
            at: clock(),
            password_set_at: passwordSetAt ?? null,
            password_version: passwordVersion ?? null,
            outcome: null,
            settled_at: null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        const isFirst = (numInsertedOrUpdatedRows ?? 0n) > 0n;
        if (isFirst && kept !== undefined) {
          await db.insertInto('kept_password').values({ grant_id: grantId, sealed: kept, at: clock() }).execute();
        }
        return isFirst;
      }),

    forget: (beforeMs) =>
      reach(async () => {
        await db.deleteFrom('kept_password').where('at', '<', beforeMs).execute();
      }),

    settle: (grantId, outcome) =>
      reach(async () => {
        const { numUpdatedRows } = await db
          .updateTable('write_journal')
          .set({ outcome, settled_at: clock() })
          .where('grant_id', '=', grantId)
          .where((is) => is.or([is('outcome', 'is', null), is('outcome', '=', OPEN)]))
          .executeTakeFirst();
        if (outcome !== OPEN) await db.deleteFrom('kept_password').where('grant_id', '=', grantId).execute();
        return numUpdatedRows > 0n;
      }),

    unsettled: (beforeMs) =>
      reach(async () => {
        const rows = await db
          .selectFrom('write_journal')
          .leftJoin('kept_password', 'kept_password.grant_id', 'write_journal.grant_id')
          .select([
            'write_journal.grant_id',
            'write_journal.account_id',
            'write_journal.action',
            'write_journal.at',
            'write_journal.password_set_at',
            'write_journal.password_version',
            'kept_password.sealed',
          ])
          .where('write_journal.at', '<', beforeMs)
          .where((is) => is.or([is('outcome', 'is', null), is('outcome', '=', OPEN)]))
          .orderBy('write_journal.at')
          .execute();
        return rows.map((row) => ({
          grantId: row.grant_id,
          accountId: row.account_id,
          action: actions.parse(row.action),
          at: row.at,
          passwordSetAt: row.password_set_at ?? undefined,
          passwordVersion: row.password_version ?? undefined,
          kept: row.sealed ?? undefined,
        }));
      }),
  };
}
