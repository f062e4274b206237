import type { Clock } from '../../stores/ports.js';
import { contactFindings } from '../contacts.js';
import type { Finding, Look } from '../directory.js';
import { endOf } from '../in-time.js';
import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { certificateFinding, inspectServers } from '../ldap/inspect.js';
import type { LdapPool } from '../ldap/pool.js';
import type { LdapSettings } from '../ldap/settings.js';
import { missingGroups } from '../named-groups.js';
import type { PhoneReader } from '../phone.js';
import { contextOf } from './context.js';
import { hasGroup } from './groups.js';
import { somePeople } from './people.js';
import { policyOf } from './policy.js';

const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';
const PASSWORD_POLICY = '1.3.6.1.4.1.42.2.27.8.5.1';

/** What an administrator should know of the directory, worst first. */
export async function inspectOpenLdap(
  pool: LdapPool,
  settings: LdapSettings,
  clock: Clock,
  about: { readonly policyGroups: readonly string[]; readonly readPhone: PhoneReader; readonly look: Look },
): Promise<readonly Finding[]> {
  const { baseDn: base, protectedGroups: guarded } = settings;
  const groups = { guarded, setting: 'LDAP_PROTECTED_GROUPS', policy: about.policyGroups };
  const servers = inspectServers(pool, endOf(about.look), async (connection) => {
    const context = await contextOf(connection, base);
    const people = await somePeople(connection, base);
    const contacts = people.map((one) => ({
      mail: one.text('mail'),
      phones: [one.text('mobile'), one.text('telephoneNumber')],
    }));
    return [
      { severity: 'ok', text: `${connection.url} answers over TLS and takes the service account.` },
      ...certificateFinding(connection, clock()),
      ...(await serverFindings(connection)),
      ...(await policyFindings(connection, context)),
      ...rightsFindings(people, base),
      ...contactFindings(contacts, about.readPhone),
      ...(await missingGroups(groups, (name) => hasGroup(connection, context, name))),
    ];
  });
  return servers.findings;
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

function rightsFindings(people: readonly LdapEntry[], base: string): readonly Finding[] {
  if (people.length === 0) return [{ severity: 'warning', text: `Nobody is found under ${base} (LDAP_BASE_DN).` }];
  const findings: Finding[] = [];
  if (people.some((one) => one.text('userPassword') !== undefined)) {
    findings.push({
      severity: 'warning',
      text: 'Too many rights: the service account reads password hashes, and with `manage` or as rootdn it steps over every password rule. Give it `=w` on userPassword.',
    });
  }
  if (people.some((one) => one.text('entryUUID') === undefined || one.text('entryCSN') === undefined)) {
    findings.push({
      severity: 'warning',
      text: 'Too few rights: the service account cannot read entryUUID and entryCSN, by which people and writes are recognised.',
    });
  }
  return findings;
}
