import { sql } from 'kysely';
import type { Keyring } from '../crypto.js';
import type { Clock, DurableStore } from './ports.js';
import { sqlAccounts } from './sql/accounts.js';
import { sqlAudit } from './sql/audit.js';
import { sqlDisputes } from './sql/disputes.js';
import { openFile, openPostgres } from './sql/engines.js';
import { sqlEnrollments } from './sql/enrollments.js';
import { sqlJournal } from './sql/journal.js';
import { migrate } from './sql/migrate.js';
import { sqlPolicies } from './sql/policies.js';
import { reach } from './sql/reach.js';
import { sqlReferences } from './sql/references.js';

interface Needs {
  readonly keyring: Keyring;
  readonly clock: Clock;
}

/**
 * Everything that must survive, in PostgreSQL (`url`) or in one SQLite file (`file`, made with its folder), one code for both.
 * Brings the schema up to date by itself. @throws StoreUnavailable
 */
export const durableStore = (
  options: Needs & ({ readonly url: string } | { readonly file: string }),
): Promise<DurableStore> =>
  reach(async () => {
    const { keyring, clock } = options;
    const isShared = 'url' in options;
    const db = isShared ? await openPostgres(options.url) : await openFile(options.file);
    try {
      await migrate(db, isShared ? 'postgres' : 'sqlite', keyring, clock);
    } catch (error) {
      await db.destroy();
      throw error;
    }
    return {
      enrollments: sqlEnrollments(db, keyring, clock),
      audit: sqlAudit(db, keyring, clock),
      journal: sqlJournal(db, clock),
      accounts: sqlAccounts(db),
      policies: sqlPolicies(db, clock),
      disputes: sqlDisputes(db, keyring, clock),
      references: sqlReferences(db, keyring, clock),
      ping: () =>
        reach(async () => {
          const startedAt = performance.now();
          await sql`select 1`.execute(db);
          return performance.now() - startedAt;
        }),
      close: () => reach(() => db.destroy()),
    };
  });
