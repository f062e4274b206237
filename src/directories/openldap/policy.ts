import type { PasswordRules } from '../directory.js';
import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { LdapRefusal } from '../ldap/failure.js';
import { is } from '../ldap/filter.js';

/** A ppolicy entry (draft-behera-ldap-password-policy §5.2), or what holds without one. */
export interface Policy {
  readonly minLength: number;
  readonly maxLength: number;
  readonly history: number;
  readonly maxAgeMs: number;
  /** 0: another change at once. */
  readonly minAgeMs: number;
  /** 0: until somebody unlocks. */
  readonly lockoutMs: number;
  readonly allowsChange: boolean;
  readonly checksQuality: boolean;
  /** The old password is demanded even of the service account: no reset can work. */
  readonly wantsOldPassword: boolean;
}

/** More than any hash or client has trouble with. */
export const MAX_LENGTH = 256;

const NONE: Policy = {
  minLength: 0,
  maxLength: MAX_LENGTH,
  history: 0,
  maxAgeMs: 0,
  minAgeMs: 0,
  lockoutMs: 0,
  allowsChange: true,
  checksQuality: false,
  wantsOldPassword: false,
};

const ATTRIBUTES = [
  'pwdMinLength',
  'pwdMaxLength',
  'pwdInHistory',
  'pwdMaxAge',
  'pwdMinAge',
  'pwdLockoutDuration',
  'pwdAllowUserChange',
  'pwdCheckQuality',
  'pwdSafeModify',
];

/** The policy named in the entry; else the only one under the base, which can but be the default. */
export async function policyOf(connection: LdapConnection, base: string, entry?: LdapEntry): Promise<Policy> {
  const dn = entry?.text('pwdPolicySubentry');
  const found =
    dn === undefined
      ? await connection.search(base, {
          scope: 'sub',
          filter: is('objectClass', 'pwdPolicy'),
          attributes: ATTRIBUTES,
          limit: 20,
        })
      : await named(connection, dn);
  const [only, another] = found;
  if (only && !another) return read(only);
  const usual = found.find(({ dn: one }) => /^cn=default\b/i.test(one));
  return usual ? read(usual) : NONE;
}

async function named(connection: LdapConnection, dn: string): Promise<readonly LdapEntry[]> {
  try {
    return await connection.search(dn, { scope: 'base', attributes: ATTRIBUTES, limit: 1 });
  } catch (error) {
    if (error instanceof LdapRefusal) return [];
    throw error;
  }
}

const read = (entry: LdapEntry): Policy => ({
  // Length counts only where quality is checked at all.
  minLength: entry.number('pwdCheckQuality') > 0 ? entry.number('pwdMinLength') : 0,
  maxLength: Math.min(entry.number('pwdMaxLength') || MAX_LENGTH, MAX_LENGTH),
  history: entry.number('pwdInHistory'),
  maxAgeMs: entry.number('pwdMaxAge') * 1000,
  minAgeMs: entry.number('pwdMinAge') * 1000,
  lockoutMs: entry.number('pwdLockoutDuration') * 1000,
  allowsChange: entry.text('pwdAllowUserChange') !== 'FALSE',
  checksQuality: entry.number('pwdCheckQuality') > 0,
  wantsOldPassword: entry.text('pwdSafeModify') === 'TRUE',
});

/** What people see beside the field. */
export const rulesFrom = ({ minLength, maxLength, history, minAgeMs }: Policy): PasswordRules => ({
  minLength,
  maxLength,
  classes: 0,
  unicode: true,
  history,
  minAgeMs: minAgeMs || undefined,
  forbidsOwnName: true,
});
