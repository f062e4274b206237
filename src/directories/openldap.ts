import { AccountRefused, DirectoryUnavailable, PasswordRejected } from '../errors.js';
import type { DirectoryDeps } from './deps.js';
import type { Account, Directory, PasswordSet } from './directory.js';
import type { LdapConnection } from './ldap/connection.js';
import type { LdapEntry } from './ldap/entry.js';
import { LdapRefusal, ldapCode } from './ldap/failure.js';
import { ldapPool } from './ldap/pool.js';
import type { LdapSettings } from './ldap/settings.js';
import { loginIn } from './login.js';
import { namesIn } from './names-in.js';
import { contextOf } from './openldap/context.js';
import { groupsOf, privilegedNames } from './openldap/groups.js';
import { inspectOpenLdap } from './openldap/inspect.js';
import { accountOf, entryById, entryByName, isRoot } from './openldap/people.js';
import { MAX_LENGTH, type Policy, policyOf, rulesFrom } from './openldap/policy.js';
import { setOnce } from './openldap/set-password.js';
import { phoneReader } from './phone.js';
import { typable } from './typable.js';

/** OpenLDAP with the ppolicy overlay, people as inetOrgPerson or posixAccount; see docs/openldap.md. */
export async function openLdap(settings: LdapSettings, deps: DirectoryDeps): Promise<Directory> {
  const { clock, log, policyGroups = [], pauseMs = 500 } = deps;
  const pool = ldapPool({ settings, clock, log });
  const readPhone = await phoneReader(settings.phoneRegion);
  const guarded = privilegedNames(settings.protectedGroups);
  const base = settings.baseDn;
  const contexts = new Map<string, string>();

  async function contextAt(connection: LdapConnection): Promise<string> {
    const context = contexts.get(connection.url) ?? (await contextOf(connection, base));
    contexts.set(connection.url, context);
    return context;
  }

  async function shown(connection: LdapConnection, entry: LdapEntry): Promise<{ account: Account; policy: Policy }> {
    const context = await contextAt(connection);
    const [groups, policy] = [await groupsOf(connection, context, entry), await policyOf(connection, context, entry)];
    const isProtected =
      entry.dn.toLowerCase() === settings.bindDn.toLowerCase() ||
      isRoot(entry) ||
      groups.some((group) => guarded.has(group.toLowerCase()));
    return { account: accountOf(entry, policy, groups, readPhone, isProtected, clock()), policy };
  }

  const known = (find: (connection: LdapConnection) => Promise<LdapEntry | undefined>) =>
    pool.run(async (connection) => {
      const entry = await find(connection);
      return entry && (await shown(connection, entry)).account;
    });

  /** As it is now, provided that self-service may touch it. A disabled one stays so: a new password would lift ppolicy's lock. */
  async function touchable(connection: LdapConnection, id: string) {
    const entry = await entryById(connection, base, id);
    if (!entry) throw new AccountRefused('The account is no longer in the directory.');
    const { account, policy } = await shown(connection, entry);
    if (account.isProtected) throw new AccountRefused('The account is protected: it belongs to a privileged group.');
    if (account.state.disabled) throw new AccountRefused('An administrator has locked the account for good.');
    return { entry, account, policy };
  }

  async function setPassword({ id }: Account, typed: string): Promise<PasswordSet> {
    const password = typable(typed, MAX_LENGTH);
    // An empty new password would ask the server to make one up (RFC 3062 §2).
    if (password === '') throw new PasswordRejected('too-short');
    await pool.run(async (connection) => {
      const { entry, account, policy } = await touchable(connection, id);
      if (account.state.cannotChange) throw new AccountRefused('The directory lets only administrators change it.');
      if (namesIn(account).some((name) => password.toLowerCase().includes(name))) {
        throw new PasswordRejected('contains-name');
      }
      await setOnce(connection, { pool, log, base, id, password, policy, entry, now: clock(), pauseMs });
    });
    return { sessionsEnded: false };
  }

  async function unlock({ id }: Account): Promise<void> {
    await pool.run(async (connection) => {
      const { entry } = await touchable(connection, id);
      if (entry.text('pwdAccountLockedTime') === undefined) return;
      try {
        await connection.modify(entry.dn, [{ type: 'pwdAccountLockedTime', values: [] }]);
      } catch (error) {
        if (!(error instanceof LdapRefusal) || error.code !== ldapCode.insufficientAccess) throw error;
        throw new AccountRefused('The service account has no right to unlock this account.', { cause: error });
      }
    });
  }

  async function verifyPassword({ id }: Account, typed: string): Promise<boolean> {
    // An empty password is an anonymous sign-in to LDAP, and succeeds (RFC 4513 §5.1.2).
    if (typed === '') return false;
    const entry = await pool.run((connection) => entryById(connection, base, id));
    if (!entry) return false;
    const answer = await pool.tryBind(entry.dn, typed.normalize('NFC'));
    if (answer === 'accepted') return true;
    if (answer.code === ldapCode.invalidCredentials) return false;
    throw new DirectoryUnavailable(`The directory does not try passwords (LDAP result ${answer.code}).`, {
      cause: answer,
    });
  }

  return {
    name: 'openldap',
    async find(typed) {
      const name = loginIn(typed);
      return name === undefined ? undefined : known((connection) => entryByName(connection, base, name));
    },
    read: (id) => known((connection) => entryById(connection, base, id)),
    rules: ({ id }) =>
      pool.run(async (connection) => {
        const entry = await entryById(connection, base, id);
        return rulesFrom(await policyOf(connection, await contextAt(connection), entry));
      }),
    setPassword,
    unlock,
    verifyPassword,
    inspect: (look = 'thorough') => inspectOpenLdap(pool, settings, clock, { policyGroups, readPhone, look }),
    async close() {
      pool.close();
    },
  };
}
