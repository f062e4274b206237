import type { Keyring } from '../../crypto.js';
import type { Clock, KeptReference, References } from '../ports.js';
import { reach } from './reach.js';
import type { Database, Tables } from './schema.js';
import { BATCH, sealAgain } from './seal-again.js';

type Row = Tables['reference'];

/** Where people can be reached. What has run out is taken out whenever one is put. */
export function sqlReferences(db: Database, keyring: Keyring, clock: Clock): References {
  const owner = (key: string): string => `reference|${key}`;
  const sealed = (address: unknown, key: string) => ({
    sealed: keyring.seal(JSON.stringify(address), owner(key)).toString('base64'),
    key_id: keyring.keyId,
  });
  const addressIn = (row: Row): unknown => JSON.parse(keyring.open(Buffer.from(row.sealed, 'base64'), owner(row.key)));
  const kept = (row: Row): KeptReference => ({
    key: row.key,
    person: row.person ?? undefined,
    accountId: row.account_id ?? undefined,
    address: addressIn(row),
  });
  const newest = async (column: 'key' | 'person' | 'account_id', value: string): Promise<KeptReference | undefined> => {
    const row = await db
      .selectFrom('reference')
      .selectAll()
      .where(column, '=', value)
      .where('until', '>', clock())
      .orderBy('at', 'desc')
      .orderBy('key')
      .executeTakeFirst();
    return row && kept(row);
  };

  return {
    put: ({ key, person = null, accountId = null, address }, until) =>
      reach(async () => {
        const at = clock();
        await db.deleteFrom('reference').where('until', '<=', at).execute();
        const said = { person, account_id: accountId, ...sealed(address, key), at, until };
        await db
          .insertInto('reference')
          .values({ key, ...said })
          .onConflict((conflict) => conflict.column('key').doUpdateSet(said))
          .execute();
      }),
    read: (key) => reach(() => newest('key', key)),
    ofPerson: (person) => reach(() => newest('person', person)),
    ofAccount: (accountId) => reach(() => newest('account_id', accountId)),
    unlinked: (after, limit) =>
      reach(async () => {
        const rows = await db
          .selectFrom('reference')
          .selectAll()
          .where('account_id', 'is', null)
          .where('person', 'is not', null)
          .where('key', '>', after)
          .where('until', '>', clock())
          .orderBy('key')
          .limit(limit)
          .execute();
        return rows.map(kept);
      }),
    link: (key, accountId) =>
      reach(async () => {
        await db
          .updateTable('reference')
          .set({ account_id: accountId })
          .where('key', '=', key)
          .where('account_id', 'is', null)
          .execute();
      }),
    forget: (person) =>
      reach(async () => {
        await db.deleteFrom('reference').where('person', '=', person).execute();
      }),
    rotate: () =>
      reach(() =>
        sealAgain(
          () => db.selectFrom('reference').selectAll().where('key_id', '!=', keyring.keyId).limit(BATCH).execute(),
          async (row) => {
            const { numUpdatedRows } = await db
              .updateTable('reference')
              .set(sealed(addressIn(row), row.key))
              .where('key', '=', row.key)
              .where('sealed', '=', row.sealed)
              .executeTakeFirst();
            return numUpdatedRows > 0n;
          },
        ),
      ),
  };
}
