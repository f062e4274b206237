import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { generalizedTime } from '../ldap/time.js';

/** MS-ADTS LDAP_SERVER_POLICY_HINTS_OID, and its first, deprecated number. */
const POLICY_HINTS = ['1.2.840.113556.1.4.2239', '1.2.840.113556.1.4.2066'];

/** What the server says of itself and its domain (rootDSE). */
export interface Domain {
  readonly base: string;
  /** The control that makes a reset obey history and minimum age, when the server offers it. */
  readonly hints: string | undefined;
  /** Epoch ms. */
  readonly time: number | undefined;
  readonly server: string;
}

export async function domainOf(connection: LdapConnection): Promise<Domain> {
  const [root] = await connection.search('', {
    scope: 'base',
    attributes: ['defaultNamingContext', 'supportedControl', 'currentTime', 'dnsHostName'],
    limit: 1,
  });
  const offered = new Set(root?.texts('supportedControl'));
  return {
    base: root?.text('defaultNamingContext') ?? '',
    hints: POLICY_HINTS.find((oid) => offered.has(oid)),
    time: generalizedTime(root?.text('currentTime')),
    server: root?.text('dnsHostName') ?? connection.url,
  };
}

/** The domain's password policy; readable by everybody who may sign in. */
export async function domainPolicy(connection: LdapConnection, base: string): Promise<LdapEntry | undefined> {
  const [policy] = await connection.search(base, {
    scope: 'base',
    attributes: ['minPwdLength', 'pwdProperties', 'pwdHistoryLength', 'minPwdAge', 'maxPwdAge'],
    limit: 1,
  });
  return policy;
}
