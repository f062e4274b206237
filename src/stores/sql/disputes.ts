import type { Keyring } from '../../crypto.js';
import type { Clock, Dispute, Disputes } from '../ports.js';
import { reach } from './reach.js';
import type { Database, Tables } from './schema.js';

type Row = Tables['dispute'];

/** Used links and those that are over are taken out: nothing is kept of them but the audit log. */
export function sqlDisputes(db: Database, keyring: Keyring, clock: Clock): Disputes {
  const owner = (hash: string): string => `dispute|${hash}`;
  const opened = (row: Row): Dispute => ({
    accountId: row.account_id,
    change: JSON.parse(keyring.open(Buffer.from(row.sealed, 'base64'), owner(row.hash))),
    at: row.at,
  });
  const standing = (row: Row | undefined): Dispute | undefined =>
    row && clock() < row.until ? opened(row) : undefined;

  return {
    add: (hash, { accountId, change }, until) =>
      reach(async () => {
        const now = clock();
        await db.deleteFrom('dispute').where('until', '<=', now).execute();
        const sealed = keyring.seal(JSON.stringify(change), owner(hash)).toString('base64');
        await db.insertInto('dispute').values({ hash, account_id: accountId, sealed, at: now, until }).execute();
      }),
    read: (hash) =>
      reach(async () =>
        standing(await db.selectFrom('dispute').selectAll().where('hash', '=', hash).executeTakeFirst()),
      ),
    take: (hash) =>
      reach(async () =>
        standing(await db.deleteFrom('dispute').where('hash', '=', hash).returningAll().executeTakeFirst()),
      ),
  };
}
