import { z } from 'zod';
import type { AccountRow, AccountRows } from '../ports.js';
import { reach } from './reach.js';
import type { Database, Tables } from './schema.js';

type Row = Tables['account'];

const groups = z.array(z.string());
const state = z.strictObject({
  disabled: z.boolean(),
  locked: z.boolean(),
  expired: z.boolean(),
  passwordExpired: z.boolean(),
  cannotChange: z.boolean(),
});

const keyOf = (name: string): string => name.normalize('NFC').toLowerCase();

const accountIn = (row: Row): AccountRow => ({
  id: row.id,
  login: row.login,
  displayName: row.display_name,
  groups: groups.parse(JSON.parse(row.group_names)),
  state: state.parse(JSON.parse(row.state)),
  mail: row.mail ?? undefined,
  phone: row.phone ?? undefined,
  locale: row.locale ?? undefined,
  passwordSetAt: row.password_set_at ?? undefined,
  passwordHash: row.password_hash,
  failedSignIns: row.failed_sign_ins,
});

const rowOf = (account: AccountRow): Row => ({
  id: account.id,
  login: account.login,
  login_key: keyOf(account.login),
  display_name: account.displayName,
  group_names: JSON.stringify(account.groups),
  state: JSON.stringify(state.parse(account.state)),
  mail: account.mail ?? null,
  mail_key: account.mail === undefined ? null : keyOf(account.mail),
  phone: account.phone ?? null,
  locale: account.locale ?? null,
  password_set_at: account.passwordSetAt ?? null,
  password_hash: account.passwordHash,
  failed_sign_ins: account.failedSignIns,
});

export function sqlAccounts(db: Database): AccountRows {
  const by = async (column: 'id' | 'login_key' | 'mail_key', value: string): Promise<AccountRow | undefined> => {
    const found = await db.selectFrom('account').selectAll().where(column, '=', value).orderBy('id').executeTakeFirst();
    return found && accountIn(found);
  };
  return {
    find: (login) => reach(async () => (await by('login_key', keyOf(login))) ?? by('mail_key', keyOf(login))),
    read: (id) => reach(() => by('id', id)),
    add: (account) =>
      reach(async () => {
        await db.insertInto('account').values(rowOf(account)).execute();
      }),
    update: (id, change, before) =>
      reach(async () => {
        const columns: Partial<Row> = {
          ...(change.passwordHash !== undefined && { password_hash: change.passwordHash }),
          ...(change.passwordSetAt !== undefined && { password_set_at: change.passwordSetAt }),
          ...(change.state !== undefined && { state: JSON.stringify(state.parse(change.state)) }),
          ...(change.failedSignIns !== undefined && { failed_sign_ins: change.failedSignIns }),
          ...(change.phone !== undefined && { phone: change.phone }),
          ...(change.mail !== undefined && { mail: change.mail, mail_key: keyOf(change.mail) }),
        };
        if (Object.keys(columns).length === 0) return (await by('id', id)) !== undefined;
        const any = db.updateTable('account').set(columns).where('id', '=', id);
        const query = before
          ? any
              .where('password_hash', '=', before.passwordHash)
              .where('failed_sign_ins', '=', before.failedSignIns)
              .where('state', '=', JSON.stringify(state.parse(before.state)))
          : any;
        return (await query.executeTakeFirst()).numUpdatedRows > 0n;
      }),
    count: () =>
      reach(async () => {
        const { people } = await db
          .selectFrom('account')
          .select(({ fn }) => fn.countAll<number>().as('people'))
          .executeTakeFirstOrThrow();
        return people;
      }),
  };
}
