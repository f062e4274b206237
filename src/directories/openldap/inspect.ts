import type { Clock } from '../../stores/ports.js';
import type { Finding } from '../directory.js';
import type { LdapConnection } from '../ldap/connection.js';
import { certificateFinding, inspectServers } from '../ldap/inspect.js';
import type { LdapPool } from '../ldap/pool.js';
import type { LdapSettings } from '../ldap/settings.js';
import { worstFirst } from '../worst-first.js';
import { somebody } from './people.js';
import { policyOf } from './policy.js';

const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';
const PASSWORD_POLICY = '1.3.6.1.4.1.42.2.27.8.5.1';

/** What an administrator should know of the directory, worst first. */
export async function inspectOpenLdap(
  pool: LdapPool,
  settings: LdapSettings,
  clock: Clock,
): Promise<readonly Finding[]> {
  return inspectServers(pool, async (connection) => [
    { severity: 'ok', text: `${connection.url} answers over TLS and takes the service account.` },
    ...certificateFinding(connection, clock()),
    ...(await serverFindings(connection)),
    ...(await policyFindings(connection, settings.baseDn)),
    ...(await rightsFindings(connection, settings.baseDn)),
  ]).then(worstFirst);
}

async function serverFindings(connection: LdapConnection): Promise<readonly Finding[]> {
  const [root] = await connection.search('', {
    scope: 'base',
    attributes: ['supportedExtension', 'supportedControl'],
    limit: 1,
  });
  return [
    ...(root?.texts('supportedExtension').includes(PASSWORD_MODIFY)
      ? []
      : [
          {
            severity: 'warning',
            text: `${connection.url} does not know the password modify operation (RFC 3062): no reset can work.`,
          } as const,
        ]),
    ...(root?.texts('supportedControl').includes(PASSWORD_POLICY)
      ? []
      : [
          {
            severity: 'warning',
            text: `${connection.url} has no password policy overlay (ppolicy): no length, history or lock-out is enforced.`,
          } as const,
        ]),
  ];
}

async function policyFindings(connection: LdapConnection, base: string): Promise<readonly Finding[]> {
  const policy = await policyOf(connection, base);
  const findings: Finding[] = [];
  if (policy.wantsOldPassword) {
    findings.push({
      severity: 'warning',
      text: 'pwdSafeModify is TRUE: the server wants the old password, so no reset can work. Set it to FALSE.',
    });
  }
  if (policy.checksQuality) {
    const text = `The policy wants ${policy.minLength} characters and remembers ${policy.history} passwords.`;
    findings.push({ severity: 'ok', text });
  } else {
    findings.push({ severity: 'note', text: 'No readable policy checks the quality of passwords (pwdCheckQuality).' });
  }
  if (policy.history === 0) findings.push({ severity: 'note', text: 'History not enforced: pwdInHistory is not set.' });
  return findings;
}

async function rightsFindings(connection: LdapConnection, base: string): Promise<readonly Finding[]> {
  const one = await somebody(connection, base);
  if (!one) return [{ severity: 'warning', text: `Nobody is found under ${base} (LDAP_BASE_DN).` }];
  const findings: Finding[] = [];
  if (one.text('userPassword') !== undefined) {
    findings.push({
      severity: 'warning',
      text: 'Too many rights: the service account reads password hashes, and with `manage` or as rootdn it steps over every password rule. Give it `=w` on userPassword.',
    });
  }
  if (one.text('entryUUID') === undefined || one.text('entryCSN') === undefined) {
    findings.push({
      severity: 'warning',
      text: 'Too few rights: the service account cannot read entryUUID and entryCSN, by which people and writes are recognised.',
    });
  }
  return findings;
}
