import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { all, any, is, type LdapFilter } from '../ldap/filter.js';

/** Groups within groups within groups; more is a circle or a mistake. */
const DEEPEST = 20;

/** Common names of groups whose members rule UNIX machines or the directory itself. */
const PRIVILEGED = [
  'admin',
  'admins',
  'administrators',
  'domain admins',
  'ldapadmins',
  'ldap admins',
  'wheel',
  'sudo',
  'root',
];

/** Names of all groups of an entry: by DN (nested), by uid, by primary group, and those memberOf tells of. */
export async function groupsOf(connection: LdapConnection, base: string, entry: LdapEntry): Promise<readonly string[]> {
  const uid = entry.text('uid');
  const gid = entry.text('gidNumber');
  const names = new Set(entry.texts('memberOf').map(nameIn));
  const seen = new Set([entry.dn]);
  let wanted: readonly LdapFilter[] = [
    ...byDn(entry.dn),
    ...(uid === undefined ? [] : [is('memberUid', uid)]),
    ...(gid === undefined ? [] : [all(is('objectClass', 'posixGroup'), is('gidNumber', gid))]),
    ...entry.texts('memberOf').flatMap(byDn),
  ];
  for (let depth = 0; wanted.length > 0 && depth < DEEPEST; depth += 1) {
    const found = await connection.search(base, {
      scope: 'sub',
      filter: any(...wanted),
      attributes: ['cn'],
      limit: 0,
    });
    const fresh = found.filter(({ dn }) => !seen.has(dn));
    for (const group of fresh) {
      seen.add(group.dn);
      names.add(group.text('cn') ?? nameIn(group.dn));
    }
    wanted = fresh.flatMap(({ dn }) => byDn(dn));
  }
  return [...names];
}

export const privilegedNames = (configured: readonly string[]): ReadonlySet<string> =>
  new Set([...PRIVILEGED, ...configured.map((name) => name.toLowerCase())]);

const byDn = (dn: string): readonly LdapFilter[] => [is('member', dn), is('uniqueMember', dn)];

/** The value of the first part of a DN. */
const nameIn = (dn: string): string => /^[^=]+=((?:\\.|[^,+])+)/.exec(dn)?.[1]?.replace(/\\(.)/g, '$1') ?? dn;

/** Whether there is a group of that name, of whichever kind. */
export async function hasGroup(connection: LdapConnection, base: string, name: string): Promise<boolean> {
  const kinds = ['groupOfNames', 'groupOfUniqueNames', 'posixGroup', 'groupOfMembers'];
  const filter = all(is('cn', name), any(...kinds.map((kind) => is('objectClass', kind))));
  return (await connection.search(base, { scope: 'sub', filter, attributes: ['cn'], limit: 1 })).length > 0;
}
