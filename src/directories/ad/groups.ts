import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { all, any, inChain, is, type LdapFilter } from '../ldap/filter.js';
import { sidBytes, sidText } from './ids.js';

export interface Groups {
  /** Names of all groups, through any number of others, the primary one included. */
  readonly names: readonly string[];
  readonly sids: readonly string[];
}

/** Relative ids of accounts and groups that rule the domain (MS-ADTS §3.1.1.6.1.2, AdminSDHolder's list and beyond). */
const PRIVILEGED_RIDS = new Set([
  500, // Administrator
  502, // krbtgt
  512, // Domain Admins
  516, // Domain Controllers
  517, // Cert Publishers
  518, // Schema Admins
  519, // Enterprise Admins
  520, // Group Policy Creator Owners
  521, // Read-only Domain Controllers
  526, // Key Admins
  527, // Enterprise Key Admins
]);

const PRIVILEGED_BUILTIN = new Set([
  'S-1-5-32-544', // Administrators
  'S-1-5-32-548', // Account Operators
  'S-1-5-32-549', // Server Operators
  'S-1-5-32-550', // Print Operators
  'S-1-5-32-551', // Backup Operators
  'S-1-5-32-552', // Replicator
  'S-1-5-32-569', // Cryptographic Operators
  'S-1-5-32-578', // Hyper-V Administrators
]);

/** No well-known number: made per domain. */
const PRIVILEGED_NAMES = [
  'dnsadmins',
  'organization management',
  'exchange windows permissions',
  'exchange trusted subsystem',
];

export const isPrivilegedSid = (sid: string): boolean =>
  PRIVILEGED_BUILTIN.has(sid) ||
  (sid.startsWith('S-1-5-21-') && PRIVILEGED_RIDS.has(Number(sid.slice(sid.lastIndexOf('-') + 1))));

/**
 * All groups of an entry: by name as far as we may look, and by SID as the controller itself counts them at a sign-in
 * (tokenGroups, MS-ADTS §3.1.1.4.5.19), those of other domains and those hidden from us included. memberOf leaves out the
 * primary group, so that is asked for by its SID.
 */
export async function groupsOf(connection: LdapConnection, domainBase: string, entry: LdapEntry): Promise<Groups> {
  const primary = primarySid(entry);
  const [primaryGroup] = primary ? await search(connection, domainBase, is('objectSid', sidBytes(primary)), 1) : [];
  const member = inChain('member', entry.dn);
  const nested = await search(
    connection,
    domainBase,
    primaryGroup ? any(member, inChain('member', primaryGroup.dn)) : member,
    0,
  );
  const found = primaryGroup ? [primaryGroup, ...nested] : nested;
  const [counted] = await connection.search(entry.dn, {
    scope: 'base',
    attributes: ['tokenGroups'],
    binary: ['tokenGroups'],
    limit: 1,
  });
  const sids = [...found.flatMap((group) => group.bytes('objectSid')), ...(counted?.bytes('tokenGroups') ?? [])];
  return {
    names: [...new Set(found.map((group) => group.text('sAMAccountName') ?? group.text('cn') ?? group.dn))],
    sids: [...new Set(sids.map(sidText))],
  };
}

/** The reason an account is out of bounds for self-service, or undefined. `protectedNames` in lower case. */
export function protection(entry: LdapEntry, groups: Groups, protectedNames: ReadonlySet<string>): string | undefined {
  if (entry.number('adminCount') === 1) return 'it is marked as protected (adminCount)';
  const own = entry.bytes('objectSid').map(sidText);
  if (own.some(isPrivilegedSid)) return 'it is a built-in administrative account';
  if (groups.sids.some(isPrivilegedSid)) return 'it belongs to a privileged group';
  const listed = groups.names.some((name) => protectedNames.has(name.toLowerCase()));
  return listed ? 'it belongs to a group listed as protected' : undefined;
}

/** What is protected by name: the setting's groups and the well-known ones. */
export const protectedNames = (configured: readonly string[]): ReadonlySet<string> =>
  new Set([...PRIVILEGED_NAMES, ...configured.map((name) => name.toLowerCase())]);

/** Whether the domain has a group of that name. */
export const hasGroup = async (connection: LdapConnection, domainBase: string, name: string): Promise<boolean> =>
  (
    await search(
      connection,
      domainBase,
      all(is('objectClass', 'group'), any(is('sAMAccountName', name), is('cn', name))),
      1,
    )
  ).length > 0;

function primarySid(entry: LdapEntry): string | undefined {
  const [own] = entry.bytes('objectSid').map(sidText);
  const rid = entry.number('primaryGroupID');
  return own && rid > 0 ? `${own.slice(0, own.lastIndexOf('-'))}-${rid}` : undefined;
}

const search = (
  connection: LdapConnection,
  base: string,
  filter: LdapFilter,
  limit: number,
): Promise<readonly LdapEntry[]> =>
  connection.search(base, {
    scope: 'sub',
    filter,
    attributes: ['sAMAccountName', 'cn', 'objectSid'],
    binary: ['objectSid'],
    limit,
  });
