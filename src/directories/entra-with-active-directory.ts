import { AccountRefused } from '../errors.js';
import type { ActiveDirectory } from './active-directory.js';
import type { Account, Directory } from './directory.js';
import type { EntraDirectory } from './entra.js';
import { worstFirst } from './worst-first.js';

/**
 * Both at once: people are known by their Entra account, and an account that is synchronised from Active Directory is
 * written there, found by its SID. A person keeps one id whichever way the password goes.
 */
export function entraWithActiveDirectory(cloud: EntraDirectory, premises: ActiveDirectory): Directory {
  /** The account the password belongs to. */
  async function home({ id }: Account): Promise<Account | undefined> {
    const sid = await cloud.mirrored(id);
    if (sid === undefined) return undefined;
    const account = await premises.findBySid(sid);
    if (!account)
      throw new AccountRefused('The account is synchronised, but not found in Active Directory under LDAP_BASE_DN.');
    return account;
  }

  async function whole(account: Account | undefined): Promise<Account | undefined> {
    const sid = account && (await cloud.mirrored(account.id));
    if (!account || sid === undefined) return account;
    const local = await premises.findBySid(sid);
    if (!local) return account;
    return {
      ...account,
      groups: [...new Set([...account.groups, ...local.groups])],
      state: { ...local.state, disabled: local.state.disabled || account.state.disabled },
      mail: account.mail ?? local.mail,
      phone: account.phone ?? local.phone,
      isProtected: account.isProtected || local.isProtected,
      passwordSetAt: local.passwordSetAt,
      passwordVersion: local.passwordVersion,
      locale: account.locale ?? local.locale,
    };
  }

  return {
    name: 'entra+active-directory',
    takesTwoWrites: true,
    find: async (login) => whole(await cloud.find(login)),
    read: async (id) => whole(await cloud.read(id)),
    async rules(account) {
      const local = await home(account);
      return local ? premises.rules(local) : cloud.rules(account);
    },
    async setPassword(account, password) {
      const local = await home(account);
      if (!local) return cloud.setPassword(account, password);
      // What the cloud says of the account counts on premises too.
      const now = await cloud.read(account.id);
      if (!now) throw new AccountRefused('The account is no longer in Microsoft Entra ID.');
      if (now.isProtected) throw new AccountRefused('The account is protected: it holds a role.');
      if (now.state.disabled) throw new AccountRefused('The account is disabled in Microsoft Entra ID.');
      await premises.setPassword(local, password);
      return { sessionsEnded: await cloud.revokeSessions(account.id) };
    },
    async finish(account, write) {
      const local = await home(account);
      const result = local && premises.finish ? await premises.finish(local, write) : 'done';
      await cloud.revokeSessions(account.id);
      return result;
    },
    async unlock(account) {
      const local = await home(account);
      return local ? premises.unlock(local) : cloud.unlock(account);
    },
    async verifyPassword(account, password) {
      const local = await home(account);
      return local ? premises.verifyPassword(local, password) : cloud.verifyPassword(account, password);
    },
    inspect: async (look) => worstFirst((await Promise.all([cloud.inspect(look), premises.inspect(look)])).flat()),
    async close() {
      await Promise.all([cloud.close(), premises.close()]);
    },
  };
}
