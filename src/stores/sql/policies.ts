import type { Clock, PolicyHistory } from '../ports.js';
import { reach } from './reach.js';
import type { Database } from './schema.js';

export function sqlPolicies(db: Database, clock: Clock): PolicyHistory {
  return {
    record: ({ hash, text }) =>
      reach(async () => {
        for (;;) {
          const last = await db
            .selectFrom('policy_version')
            .select(['seq', 'hash'])
            .orderBy('seq', 'desc')
            .limit(1)
            .executeTakeFirst();
          if (last?.hash === hash) return false;
          const { numInsertedOrUpdatedRows } = await db
            .insertInto('policy_version')
            .values({ seq: (last?.seq ?? 0) + 1, hash, text, at: clock() })
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst();
          if ((numInsertedOrUpdatedRows ?? 0n) > 0n) return true;
          // Another instance recorded one at this moment: look again.
        }
      }),
    list: () => reach(() => db.selectFrom('policy_version').select(['hash', 'text', 'at']).orderBy('seq').execute()),
  };
}
