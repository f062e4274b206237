import type { PasswordRules } from '../directory.js';
import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { LdapRefusal } from '../ldap/failure.js';
import { type Domain, domainPolicy } from './domain.js';

const COMPLEX = 1;
/** Windows' sign-in dialogs and password APIs end there (LM20_PWLEN excepted, which is history). */
export const MAX_LENGTH = 256;
/** Upper, lower, digit, symbol, other letter: three of the five. */
const COMPLEX_CLASSES = 3;

const PSO = [
  'msDS-MinimumPasswordLength',
  'msDS-PasswordComplexityEnabled',
  'msDS-PasswordHistoryLength',
  'msDS-MinimumPasswordAge',
];

/** The fine-grained policy of the account where it has one, else the domain's. One that may not be read is never guessed at. */
export async function rulesOf(connection: LdapConnection, domain: Domain, entry: LdapEntry): Promise<PasswordRules> {
  const dn = entry.text('msDS-ResultantPSO');
  if (dn !== undefined) {
    const fine = await fineGrained(connection, dn);
    if (fine?.text('msDS-MinimumPasswordLength') === undefined) return UNREAD;
    return rules(domain, {
      minLength: fine.number('msDS-MinimumPasswordLength'),
      complex: fine.text('msDS-PasswordComplexityEnabled') === 'TRUE',
      history: fine.number('msDS-PasswordHistoryLength'),
      minAge: fine.text('msDS-MinimumPasswordAge'),
    });
  }
  const policy = await domainPolicy(connection, domain.base);
  return rules(domain, {
    minLength: policy?.number('minPwdLength') ?? 0,
    complex: ((policy?.number('pwdProperties') ?? 0) & COMPLEX) !== 0,
    history: policy?.number('pwdHistoryLength') ?? 0,
    minAge: policy?.text('minPwdAge'),
  });
}

const UNREAD: PasswordRules = {
  minLength: 0,
  maxLength: MAX_LENGTH,
  classes: 0,
  unicode: true,
  forbidsOwnName: true,
  unread: true,
};

/** Undefined where the service account may not read the Password Settings Container. */
async function fineGrained(connection: LdapConnection, dn: string): Promise<LdapEntry | undefined> {
  try {
    return (await connection.search(dn, { scope: 'base', attributes: PSO, limit: 1 }))[0];
  } catch (error) {
    if (error instanceof LdapRefusal) return undefined;
    throw error;
  }
}

/** History and minimum age count on a reset only with the policy hints control. */
function rules(
  { hints }: Domain,
  read: { minLength: number; complex: boolean; history: number; minAge: string | undefined },
): PasswordRules {
  const minAgeMs = Number(-BigInt(read.minAge ?? '0') / 10_000n);
  return {
    minLength: read.minLength,
    maxLength: MAX_LENGTH,
    classes: read.complex ? COMPLEX_CLASSES : 0,
    unicode: true,
    history: hints === undefined ? undefined : read.history,
    minAgeMs: hints === undefined || minAgeMs === 0 ? undefined : minAgeMs,
    forbidsOwnName: true,
  };
}
