import type { Clock } from '../../stores/ports.js';
import { contactFindings } from '../contacts.js';
import type { Finding, Look } from '../directory.js';
import { endOf, inTime } from '../in-time.js';
import type { LdapConnection } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { LdapRefusal } from '../ldap/failure.js';
import { is } from '../ldap/filter.js';
import { certificateFinding, inspectServers } from '../ldap/inspect.js';
import type { LdapPool } from '../ldap/pool.js';
import type { LdapSettings } from '../ldap/settings.js';
import { missingGroups } from '../named-groups.js';
import type { PhoneReader } from '../phone.js';
import { worstFirst } from '../worst-first.js';
import { type Domain, domainOf, domainPolicy } from './domain.js';
import { hasGroup } from './groups.js';
import { passwordVersion, somePeople } from './people.js';
import { inspectRights } from './rights.js';

const LONGEST_SKEW_MS = 5 * 60_000;
/** On how many people rights and attributes are tried. */
const SAMPLE = 20;

/** What an administrator should know of the domain, worst first. */
export async function inspectAd(
  pool: LdapPool,
  settings: LdapSettings,
  protectedNames: ReadonlySet<string>,
  clock: Clock,
  about: { readonly policyGroups: readonly string[]; readonly readPhone: PhoneReader; readonly look: Look },
): Promise<readonly Finding[]> {
  const by = endOf(about.look);
  const servers = inspectServers(pool, by, async (connection) => {
    const domain = await domainOf(connection);
    return [
      { severity: 'ok', text: `${connection.url} (${domain.server}) answers over TLS and takes the service account.` },
      ...certificateFinding(connection, clock()),
      ...timeFinding(connection.url, domain, clock()),
      ...historyFinding(connection.url, domain),
    ];
  });
  const ofDomain = servers.firstUp.then((url) => (url === undefined ? [] : domainFindings(url)));
  return worstFirst([...(await servers.findings), ...(await ofDomain)]);

  /** What is the same on every controller is asked of the first that answers. */
  async function domainFindings(url: string): Promise<readonly Finding[]> {
    try {
      return await inTime(by, pool.on(url, examineDomain));
    } catch (error) {
      const text = `The directory cannot be examined: ${error instanceof Error ? error.message : 'no reason given'}`;
      // A refusal stays; what was lost or late may be there at the next look.
      return [{ severity: error instanceof LdapRefusal ? 'down' : 'warning', text }];
    }
  }

  async function examineDomain(connection: LdapConnection): Promise<readonly Finding[]> {
    const { protectedGroups: guarded, baseDn } = settings;
    const groups = { guarded, setting: 'LDAP_PROTECTED_GROUPS', policy: about.policyGroups };
    const domain = await domainOf(connection);
    const people = await somePeople(connection, baseDn, SAMPLE);
    const contacts = people.map((one) => ({
      mail: one.text('mail'),
      phones: [one.text('mobile'), one.text('telephoneNumber')],
    }));
    return [
      ...(await policyFindings(connection, domain)),
      ...(await inspectRights(connection, settings, domain, protectedNames, people)),
      ...versionFinding(people),
      ...contactFindings(contacts, about.readPhone),
      ...(await missingGroups(groups, (name) => hasGroup(connection, domain.base, name))),
    ];
  }
}

function timeFinding(url: string, { time }: Domain, now: number): readonly Finding[] {
  if (time === undefined || Math.abs(time - now) <= LONGEST_SKEW_MS) return [];
  const minutes = Math.round(Math.abs(time - now) / 60_000);
  return [{ severity: 'warning', text: `The clock of ${url} and ours differ by ${minutes} minutes; set both by NTP.` }];
}

function historyFinding(url: string, { hints }: Domain): readonly Finding[] {
  if (hints !== undefined) return [];
  const text = `${url} does not offer the policy hints control: history not enforced on a reset, nor the minimum age.`;
  return [{ severity: 'warning', text }];
}

function versionFinding(people: readonly LdapEntry[]): readonly Finding[] {
  if (people.every((one) => passwordVersion(one) !== undefined)) return [];
  const text =
    'Too few rights: the service account cannot read msDS-KeyVersionNumber, so a password write that a crash cut in two cannot be finished.';
  return [{ severity: 'warning', text }];
}

async function policyFindings(connection: LdapConnection, domain: Domain): Promise<readonly Finding[]> {
  const policy = await domainPolicy(connection, domain.base);
  const readable: Finding =
    policy?.text('minPwdLength') === undefined
      ? {
          severity: 'warning',
          text: "The domain's password policy cannot be read: people see no rules beside the field.",
        }
      : {
          severity: 'ok',
          text: `The domain wants ${policy.number('minPwdLength')} characters${policy.number('pwdProperties') & 1 ? ' of three kinds' : ''} and remembers ${policy.number('pwdHistoryLength')} passwords.`,
        };
  return [readable, ...(await finePolicies(connection, domain))];
}

async function finePolicies(connection: LdapConnection, { base }: Domain): Promise<readonly Finding[]> {
  const container = `CN=Password Settings Container,CN=System,${base}`;
  const unreadable: Finding = {
    severity: 'note',
    text: 'Fine-grained password policies cannot be read: people under one see no rules beside the field, only why a password was refused. Grant read on the Password Settings Container to show the right ones.',
  };
  try {
    const found = await connection.search(container, {
      scope: 'sub',
      filter: is('objectClass', 'msDS-PasswordSettings'),
      attributes: ['msDS-MinimumPasswordLength'],
      limit: 5,
    });
    const [first] = await connection.search(container, { scope: 'base', attributes: ['cn'], limit: 1 });
    if (!first || found.some((policy) => policy.text('msDS-MinimumPasswordLength') === undefined)) return [unreadable];
    return found.length > 0 ? [{ severity: 'ok', text: 'Fine-grained password policies are readable.' }] : [];
  } catch (error) {
    if (error instanceof LdapRefusal) return [unreadable];
    throw error;
  }
}
