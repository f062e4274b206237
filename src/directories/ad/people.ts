import type { Account } from '../directory.js';
import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { all, any, hasBits, is, type LdapFilter } from '../ldap/filter.js';
import { sameLogin } from '../login.js';
import type { PhoneReader } from '../phone.js';
import type { Groups } from './groups.js';
import { fileTime, guidBytes, guidText, sidBytes } from './ids.js';
import { acesOf, deniesOwnChange, sdFlags } from './security-descriptor.js';

const ATTRIBUTES = [
  'objectGUID',
  'objectSid',
  'userPrincipalName',
  'sAMAccountName',
  'displayName',
  'mail',
  'mobile',
  'telephoneNumber',
  'preferredLanguage',
  'userAccountControl',
  'msDS-User-Account-Control-Computed',
  'lockoutTime',
  'accountExpires',
  'pwdLastSet',
  'msDS-KeyVersionNumber',
  'adminCount',
  'primaryGroupID',
  'msDS-ResultantPSO',
  'nTSecurityDescriptor',
];

/** Bits of userAccountControl and of its computed sister (MS-ADTS §2.2.16). */
const uac = { disabled: 0x2, locked: 0x10, normal: 0x200, neverExpires: 0x1_0000, passwordExpired: 0x80_0000 } as const;

/** People only: no computers, no trusts between domains. */
export const person = all(
  is('objectCategory', 'person'),
  is('objectClass', 'user'),
  hasBits('userAccountControl', uac.normal),
);

const search = (connection: LdapConnection, base: string, filter: LdapFilter, limit: number) =>
  connection.search(base, {
    scope: 'sub',
    filter: all(person, filter),
    attributes: ATTRIBUTES,
    binary: ['objectGUID', 'objectSid', 'nTSecurityDescriptor'],
    limit,
    controls: [sdFlags],
  });

/** The one entry of that name: by UPN before login name before mail; a mail that two people have is nobody's. */
export async function entryByName(
  connection: LdapConnection,
  base: string,
  name: string,
): Promise<LdapEntry | undefined> {
  const names = ['userPrincipalName', 'sAMAccountName', 'mail'];
  const found = await search(connection, base, any(...names.map((attribute) => is(attribute, name))), 10);
  for (const attribute of names) {
    const [only, another] = found.filter((entry) => sameLogin(entry.text(attribute), name));
    if (only) return another ? undefined : only;
  }
  return undefined;
}

export async function entryById(connection: LdapConnection, base: string, id: string): Promise<LdapEntry | undefined> {
  const guid = guidBytes(id);
  return guid && (await search(connection, base, is('objectGUID', guid), 1))[0];
}

export async function entryBySid(
  connection: LdapConnection,
  base: string,
  sid: string,
): Promise<LdapEntry | undefined> {
  if (!/^S-1-5-21(-\d{1,10}){4}$/.test(sid)) return undefined;
  return (await search(connection, base, is('objectSid', sidBytes(sid)), 1))[0];
}

/** Anybody at all: what the rights are tried on. */
export const somePeople = (connection: LdapConnection, base: string, limit: number, also?: LdapFilter) =>
  search(connection, base, also ?? person, limit);

export function accountOf(
  entry: LdapEntry,
  groups: Groups,
  readPhone: PhoneReader,
  isProtected: boolean,
  now: number,
): Account {
  const flags = entry.number('userAccountControl');
  const computed = entry.number('msDS-User-Account-Control-Computed');
  const expiresAt = fileTime(entry.text('accountExpires'));
  const mustChange = entry.text('pwdLastSet') === '0' && (flags & uac.neverExpires) === 0;
  const accountName = entry.text('sAMAccountName') ?? '';
  const [guid = Buffer.alloc(16)] = entry.bytes('objectGUID');
  return {
    id: guidText(guid),
    login: entry.text('userPrincipalName') ?? accountName,
    displayName: entry.text('displayName') ?? accountName,
    groups: groups.names,
    state: {
      disabled: (flags & uac.disabled) !== 0,
      locked: (computed & uac.locked) !== 0,
      expired: expiresAt !== undefined && expiresAt <= now,
      passwordExpired: mustChange || (computed & uac.passwordExpired) !== 0,
      cannotChange: deniesOwnChange(acesOf(entry.bytes('nTSecurityDescriptor')[0])),
    },
    mail: entry.text('mail'),
    phone: readPhone(entry.text('mobile')) ?? readPhone(entry.text('telephoneNumber')),
    isProtected,
    passwordSetAt: fileTime(entry.text('pwdLastSet')),
    passwordVersion: passwordVersion(entry),
    locale: entry.text('preferredLanguage'),
  };
}

/** How often the password was written (MS-ADTS §3.1.1.4.5.16); undefined where we may not look. */
export function passwordVersion(entry: LdapEntry | undefined): number | undefined {
  const text = entry?.text('msDS-KeyVersionNumber');
  return text === undefined ? undefined : Number(text);
}
