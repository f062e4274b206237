import type { Finding } from '../directory.js';
import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { any, is } from '../ldap/filter.js';
import type { LdapSettings } from '../ldap/settings.js';
import type { Domain } from './domain.js';
import { groupsOf, isPrivilegedSid, protection } from './groups.js';
import { sidText } from './ids.js';
import { somePeople } from './people.js';
import { type Ace, about, acesOf, isAllowed, right } from './security-descriptor.js';

/** How many protected accounts are looked at. */
const SAMPLE = 20;
const EVERYONE = 'S-1-1-0';
const AUTHENTICATED = 'S-1-5-11';

/** What the service account may do to people: what it needs and no more (least privilege, ASVS 13.2.2). */
export async function inspectRights(
  connection: LdapConnection,
  settings: LdapSettings,
  domain: Domain,
  protectedNames: ReadonlySet<string>,
  sample: readonly LdapEntry[],
): Promise<readonly Finding[]> {
  const self = await serviceAccount(connection, settings.bindDn, domain.base);
  if (!self) {
    return [{ severity: 'note', text: 'The service account does not find itself, so its rights were not examined.' }];
  }
  const groups = await groupsOf(connection, domain.base, self);
  const sids = new Set([...self.bytes('objectSid').map(sidText), ...groups.sids, EVERYONE, AUTHENTICATED]);
  const privileged = [...sids].some(isPrivilegedSid)
    ? [tooMuch('belongs to a privileged group; it needs none. Use a delegated account')]
    : [];

  const people = sample.filter(({ dn }) => dn !== self.dn);
  const ordinary = people.filter((entry) => protection(entry, { names: [], sids: [] }, protectedNames) === undefined);
  const guarded = await somePeople(connection, domain.base, SAMPLE, any(is('adminCount', '1')));
  return [
    ...privileged,
    ...(people.length === 0
      ? [{ severity: 'warning', text: `Nobody is found under ${settings.baseDn} (LDAP_BASE_DN).` } as const]
      : []),
    ...tooLittle(ordinary, sids),
    ...(privileged.length > 0 ? [] : beyond(ordinary, sids)),
    ...(guarded.some((entry) => may(entry, sids, right.control, [about.resetPassword]))
      ? [tooMuch('may reset passwords of protected accounts (adminCount); we refuse to, but the right should go')]
      : []),
  ];
}

const tooMuch = (what: string): Finding => ({
  severity: 'warning',
  text: `Too many rights: the service account ${what}.`,
});

const NEEDED = [
  { what: 'reset passwords', mask: right.control, types: [about.resetPassword] },
  {
    what: 'unlock (write lockoutTime)',
    mask: right.writeProperty,
    types: [about.lockoutTime, about.accountRestrictions],
  },
  { what: 'write pwdLastSet', mask: right.writeProperty, types: [about.pwdLastSet, about.accountRestrictions] },
] as const;

function tooLittle(people: readonly LdapEntry[], sids: ReadonlySet<string>): readonly Finding[] {
  return NEEDED.flatMap(({ what, mask, types }): readonly Finding[] => {
    const lacking = people.filter((entry) => !may(entry, sids, mask, types)).length;
    if (people.length === 0) return [];
    if (lacking === 0)
      return [{ severity: 'ok', text: `The service account may ${what} (tried on ${people.length}).` }];
    const text = `Too few rights: the service account may not ${what} for ${lacking} of ${people.length} people looked at.`;
    return [{ severity: 'warning', text }];
  });
}

function beyond(people: readonly LdapEntry[], sids: ReadonlySet<string>): readonly Finding[] {
  const excess = [
    { what: 'change who has rights on people (WRITE_DAC, WRITE_OWNER)', mask: right.writeDacl | right.writeOwner },
    { what: 'delete people', mask: right.delete },
    { what: 'write every attribute of people', mask: right.writeProperty },
  ].filter(({ mask }) => people.some((entry) => may(entry, sids, mask, [])));
  return excess.map(({ what }) => tooMuch(`may ${what}`));
}

const may = (entry: LdapEntry, sids: ReadonlySet<string>, mask: number, types: readonly string[]): boolean =>
  isAllowed(acesFor(entry), sids, mask, types);

const acesFor = (entry: LdapEntry): readonly Ace[] => acesOf(entry.bytes('nTSecurityDescriptor')[0]);

/** The account of LDAP_BIND_DN, in whichever form it was given: DN, `DOMAIN\name`, UPN, or name@domain without a UPN on file. */
async function serviceAccount(connection: LdapConnection, bindName: string, base: string) {
  const [accountName = bindName] = (bindName.split('\\').at(-1) ?? bindName).split('@');
  const [found] = await somePeople(
    connection,
    base,
    1,
    any(is('distinguishedName', bindName), is('userPrincipalName', bindName), is('sAMAccountName', accountName)),
  );
  return found;
}
