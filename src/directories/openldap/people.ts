import type { Account } from '../directory.js';
import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { all, any, is, type LdapFilter } from '../ldap/filter.js';
import { generalizedTime } from '../ldap/time.js';
import { sameLogin } from '../login.js';
import type { PhoneReader } from '../phone.js';
import type { Policy } from './policy.js';

const ATTRIBUTES = [
  'entryUUID',
  'entryCSN',
  'uid',
  'cn',
  'displayName',
  'mail',
  'mobile',
  'telephoneNumber',
  'preferredLanguage',
  'uidNumber',
  'gidNumber',
  'memberOf',
  'shadowExpire',
  'shadowLastChange',
  'pwdPolicySubentry',
  'pwdChangedTime',
  'pwdAccountLockedTime',
  'pwdReset',
  'pwdStartTime',
  'pwdEndTime',
];

const person = any(is('objectClass', 'inetOrgPerson'), is('objectClass', 'posixAccount'), is('objectClass', 'person'));

const search = (connection: LdapConnection, base: string, filter: LdapFilter, limit: number) =>
  connection.search(base, { scope: 'sub', filter: all(person, filter), attributes: ATTRIBUTES, limit });

/** The one entry of that name: by uid before mail; a name that two people have is nobody's. */
export async function entryByName(
  connection: LdapConnection,
  base: string,
  name: string,
): Promise<LdapEntry | undefined> {
  const names = ['uid', 'mail'];
  const found = await search(connection, base, any(...names.map((attribute) => is(attribute, name))), 10);
  for (const attribute of names) {
    const [only, another] = found.filter((entry) => entry.texts(attribute).some((value) => sameLogin(value, name)));
    if (only) return another ? undefined : only;
  }
  return undefined;
}

export async function entryById(connection: LdapConnection, base: string, id: string): Promise<LdapEntry | undefined> {
  if (!/^[0-9a-f-]{36}$/i.test(id)) return undefined;
  return (await search(connection, base, is('entryUUID', id), 1))[0];
}

const SAMPLE = 20;

/** Some people, with the password as far as it is shown to us (which it should not be). */
export const somePeople = (connection: LdapConnection, base: string): Promise<readonly LdapEntry[]> =>
  connection.search(base, {
    scope: 'sub',
    filter: person,
    attributes: [...ATTRIBUTES, 'userPassword'],
    limit: SAMPLE,
  });

/** An administrator's lock, without a time (draft-behera-ldap-password-policy §5.3.3). */
const FOR_EVER = '000001010000Z';
const DAY_MS = 86_400_000;

export const isDisabled = (entry: LdapEntry): boolean => entry.text('pwdAccountLockedTime') === FOR_EVER;

/** Root on UNIX machines, or in its group. */
export const isRoot = (entry: LdapEntry): boolean =>
  [entry.text('uidNumber'), entry.text('gidNumber')].some((id) => id !== undefined && Number(id) === 0);

export function accountOf(
  entry: LdapEntry,
  policy: Policy,
  groups: readonly string[],
  readPhone: PhoneReader,
  isProtected: boolean,
  now: number,
): Account {
  const login = entry.text('uid') ?? entry.text('mail') ?? entry.dn;
  const changedAt = generalizedTime(entry.text('pwdChangedTime'));
  return {
    id: entry.text('entryUUID') ?? '',
    login,
    displayName: entry.text('displayName') ?? entry.text('cn') ?? login,
    groups,
    state: {
      disabled: isDisabled(entry),
      locked: isLocked(entry, policy, now),
      expired: hasEnded(entry, now),
      passwordExpired:
        entry.text('pwdReset') === 'TRUE' ||
        (policy.maxAgeMs > 0 && changedAt !== undefined && changedAt + policy.maxAgeMs < now),
      cannotChange: !policy.allowsChange,
    },
    mail: entry.text('mail'),
    phone: readPhone(entry.text('mobile')) ?? readPhone(entry.text('telephoneNumber')),
    isProtected,
    passwordSetAt: changedAt,
    locale: entry.text('preferredLanguage'),
  };
}

function isLocked(entry: LdapEntry, { lockoutMs }: Policy, now: number): boolean {
  if (isDisabled(entry)) return false;
  const lockedAt = generalizedTime(entry.text('pwdAccountLockedTime'));
  return lockedAt !== undefined && (lockoutMs === 0 || lockedAt + lockoutMs > now);
}

function hasEnded(entry: LdapEntry, now: number): boolean {
  const shadow = entry.text('shadowExpire');
  const endsAt = generalizedTime(entry.text('pwdEndTime'));
  return (shadow !== undefined && Number(shadow) >= 0 && Number(shadow) * DAY_MS <= now) || (endsAt ?? now + 1) <= now;
}
