import type { Keyring } from '../../crypto.js';
import type { Clock, Dispute, Disputes } from '../ports.js';
import { reach } from './reach.js';
import type { Database, Tables } from './schema.js';
import { BATCH, sealAgain } from './seal-again.js';

type Row = Tables['dispute'];

/** Used links and those that are over are taken out: nothing is kept of them but the audit log. */
export function sqlDisputes(db: Database, keyring: Keyring, clock: Clock): Disputes {
  const owner = (hash: string): string => `dispute|${hash}`;
  const sealed = (change: unknown, hash: string) => ({
    sealed: keyring.seal(JSON.stringify(change), owner(hash)).toString('base64'),
    key_id: keyring.keyId,
  });
  const changeIn = (row: Row): unknown => JSON.parse(keyring.open(Buffer.from(row.sealed, 'base64'), owner(row.hash)));
  const opened = (row: Row): Dispute => ({
    accountId: row.account_id,
    change: changeIn(row),
    at: row.at,
    ...(row.told_in !== null && row.told_as !== null && { told: { conversation: row.told_in, message: row.told_as } }),
  });
  const standing = (row: Row | undefined): Dispute | undefined =>
    row && clock() < row.until ? opened(row) : undefined;

  const forgetOver = () => db.deleteFrom('dispute').where('until', '<=', clock()).execute();

  return {
    add: (hash, { accountId, change }, until) =>
      reach(async () => {
        await forgetOver();
        const row = {
          hash,
          account_id: accountId,
          ...sealed(change, hash),
          at: clock(),
          until,
          told_in: null,
          told_as: null,
        };
        await db.insertInto('dispute').values(row).execute();
      }),
    tell: (hash, { conversation, message }) =>
      reach(async () => {
        await db
          .updateTable('dispute')
          .set({ told_in: conversation, told_as: message })
          .where('hash', '=', hash)
          .execute();
      }),
    read: (hash) =>
      reach(async () =>
        standing(await db.selectFrom('dispute').selectAll().where('hash', '=', hash).executeTakeFirst()),
      ),
    take: (hash) =>
      reach(async () =>
        standing(await db.deleteFrom('dispute').where('hash', '=', hash).returningAll().executeTakeFirst()),
      ),
    rotate: () =>
      reach(async () => {
        await forgetOver();
        return sealAgain(
          () => db.selectFrom('dispute').selectAll().where('key_id', '!=', keyring.keyId).limit(BATCH).execute(),
          async (row) => {
            const { numUpdatedRows } = await db
              .updateTable('dispute')
              .set(sealed(changeIn(row), row.hash))
              .where('hash', '=', row.hash)
              .where('sealed', '=', row.sealed)
              .executeTakeFirst();
            return numUpdatedRows > 0n;
          },
        );
      }),
  };
}
