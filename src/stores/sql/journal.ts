import { z } from 'zod';
import type { Clock, WriteJournal } from '../ports.js';
import { reach } from './reach.js';
import type { Database } from './schema.js';

/** An outcome that a later look may still replace. */
const OPEN = 'unknown';

const actions = z.enum(['set-password', 'unlock']);

export function sqlJournal(db: Database, clock: Clock): WriteJournal {
  return {
    claim: ({ grantId, accountId, action, passwordSetAt }) =>
      reach(async () => {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('write_journal')
          .values({
            grant_id: grantId,
            account_id: accountId,
            action,
            at: clock(),
            password_set_at: passwordSetAt ?? null,
            outcome: null,
            settled_at: null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        return (numInsertedOrUpdatedRows ?? 0n) > 0n;
      }),

    settle: (grantId, outcome) =>
      reach(async () => {
        const { numUpdatedRows } = await db
          .updateTable('write_journal')
          .set({ outcome, settled_at: clock() })
          .where('grant_id', '=', grantId)
          .where((is) => is.or([is('outcome', 'is', null), is('outcome', '=', OPEN)]))
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),

    unsettled: (beforeMs) =>
      reach(async () => {
        const rows = await db
          .selectFrom('write_journal')
          .select(['grant_id', 'account_id', 'action', 'at', 'password_set_at'])
          .where('at', '<', beforeMs)
          .where((is) => is.or([is('outcome', 'is', null), is('outcome', '=', OPEN)]))
          .orderBy('at')
          .execute();
        return rows.map((row) => ({
          grantId: row.grant_id,
          accountId: row.account_id,
          action: actions.parse(row.action),
          at: row.at,
          passwordSetAt: row.password_set_at ?? undefined,
        }));
      }),
  };
}
