import { AccountRefused, DirectoryUnavailable, PasswordRejected } from '../errors.js';
import { type Domain, domainOf } from './ad/domain.js';
import { groupsOf, protectedNames, protection } from './ad/groups.js';
import { inspectAd } from './ad/inspect.js';
import { accountOf, entryById, entryByName, entryBySid } from './ad/people.js';
import { MAX_LENGTH, rulesOf } from './ad/rules.js';
import { finishTwice, setTwice } from './ad/set-password.js';
import type { DirectoryDeps } from './deps.js';
import type { Account, Directory, PasswordSet, UnfinishedWrite } from './directory.js';
import type { LdapConnection } from './ldap/connection.js';
import { LdapEntry } from './ldap/entry.js';
import { LdapRefusal, ldapCode } from './ldap/failure.js';
import { ldapPool } from './ldap/pool.js';
import type { LdapSettings } from './ldap/settings.js';
import { loginIn } from './login.js';
import { phoneReader } from './phone.js';
import { typable } from './typable.js';

export interface ActiveDirectory extends Directory {
  /** By security identifier (`S-1-5-21-…`), never typed by a person. @throws DirectoryUnavailable */
  findBySid(sid: string): Promise<Account | undefined>;
}

/** Microsoft Active Directory (and Samba) over LDAP, as a delegated service account; see docs/active-directory.md. */
export async function activeDirectory(settings: LdapSettings, deps: DirectoryDeps): Promise<ActiveDirectory> {
  const { clock, log, policyGroups = [], pauseMs = 500 } = deps;
  const pool = ldapPool({ settings, clock, log });
  const readPhone = await phoneReader(settings.phoneRegion);
  const guarded = protectedNames(settings.protectedGroups);
  const base = settings.baseDn;
  const domains = new Map<string, Domain>();

  /** What a server is and offers does not change while it runs; asked again when it answers after a rest is not needed. */
  async function domainAt(connection: LdapConnection): Promise<Domain> {
    const known = domains.get(connection.url);
    if (known) return known;
    const domain = await domainOf(connection);
    domains.set(connection.url, domain);
    return domain;
  }

  async function shown(connection: LdapConnection, entry: LdapEntry | undefined): Promise<Account | undefined> {
    if (!entry) return undefined;
    const { groups, reason } = await standing(connection, entry);
    return accountOf(entry, groups, readPhone, reason !== undefined, clock());
  }

  async function standing(connection: LdapConnection, entry: LdapEntry) {
    const groups = await groupsOf(connection, (await domainAt(connection)).base, entry);
    const isOurself = isNamed(entry, settings.bindDn);
    return { groups, reason: isOurself ? 'it is our own service account' : protection(entry, groups, guarded) };
  }

  /** The entry as it is now, provided that self-service may touch it: somebody may have become an administrator meanwhile. */
  async function touchable(connection: LdapConnection, id: string): Promise<{ entry: LdapEntry; account: Account }> {
    const entry = await entryById(connection, base, id);
    if (!entry) throw new AccountRefused('The account is no longer in the directory.');
    const { groups, reason } = await standing(connection, entry);
    if (reason !== undefined) throw new AccountRefused(`The account is protected: ${reason}.`);
    return { entry, account: accountOf(entry, groups, readPhone, false, clock()) };
  }

  async function setPassword({ id }: Account, typed: string): Promise<PasswordSet> {
    const password = typable(typed, MAX_LENGTH);
    if (password === '') throw new PasswordRejected('too-short');
    await pool.run(async (connection) => {
      const { entry, account } = await touchable(connection, id);
      if (account.state.disabled) throw new AccountRefused('The account is disabled.');
      if (account.state.cannotChange) throw new AccountRefused('The directory lets only administrators change it.');
      const domain = await domainAt(connection);
      const rules = await rulesOf(connection, domain, entry);
      const task = { pool, log, base, id, password, domain, rules, entry, now: clock(), pauseMs };
      await setTwice(connection, task);
    });
    return { sessionsEnded: false };
  }

  async function finish({ id }: Account, { password: typed, versionBefore }: UnfinishedWrite) {
    if (typed === undefined || versionBefore === undefined) return 'done';
    const password = typable(typed, MAX_LENGTH);
    return pool.run(async (connection) => {
      const { entry } = await touchable(connection, id);
      return finishTwice(connection, { pool, password, entry, versionBefore });
    });
  }

  async function unlock({ id }: Account): Promise<void> {
    await pool.run(async (connection) => {
      const { entry } = await touchable(connection, id);
      try {
        await connection.modify(entry.dn, [{ type: 'lockoutTime', values: ['0'] }]);
      } catch (error) {
        if (!(error instanceof LdapRefusal) || error.code !== ldapCode.insufficientAccess) throw error;
        throw new AccountRefused('The service account has no right to unlock this account.', { cause: error });
      }
    });
  }

  /** True also for a right password that has expired or must be changed: it is still what the person knows. */
  async function verifyPassword({ id }: Account, typed: string): Promise<boolean> {
    // An empty password is an anonymous sign-in to LDAP, and succeeds (RFC 4513 §5.1.2).
    if (typed === '') return false;
    const entry = await pool.run((connection) => entryById(connection, base, id));
    if (!entry) return false;
    const answer = await pool.tryBind(entry.dn, typed.normalize('NFC'));
    if (answer === 'accepted') return true;
    if (answer.code === ldapCode.invalidCredentials) return ['532', '773'].includes(answer.bindReason ?? '');
    throw new DirectoryUnavailable(`The directory does not try passwords (LDAP result ${answer.code}).`, {
      cause: answer,
    });
  }

  return {
    name: 'active-directory',
    takesTwoWrites: true,
    async find(typed) {
      const name = loginIn(typed);
      if (name === undefined) return undefined;
      return pool.run(async (connection) => shown(connection, await entryByName(connection, base, name)));
    },
    read: (id) => pool.run(async (connection) => shown(connection, await entryById(connection, base, id))),
    findBySid: (sid) => pool.run(async (connection) => shown(connection, await entryBySid(connection, base, sid))),
    rules: ({ id }) =>
      pool.run(async (connection) => {
        const entry = await entryById(connection, base, id);
        return rulesOf(connection, await domainAt(connection), entry ?? new LdapEntry('', []));
      }),
    setPassword,
    finish,
    unlock,
    verifyPassword,
    inspect: (look = 'thorough') => inspectAd(pool, settings, guarded, clock, { policyGroups, readPhone, look }),
    async close() {
      pool.close();
    },
  };
}

/** Whether the entry is the one of that DN, UPN, `DOMAIN\name` or name@domain. */
function isNamed(entry: LdapEntry, bindName: string): boolean {
  const name = bindName.toLowerCase();
  const [accountName] = (name.split('\\').at(-1) ?? name).split('@');
  return (
    entry.dn.toLowerCase() === name ||
    entry.text('userPrincipalName')?.toLowerCase() === name ||
    entry.text('sAMAccountName')?.toLowerCase() === accountName
  );
}
