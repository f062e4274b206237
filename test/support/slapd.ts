import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client, InvalidCredentialsError } from 'ldapts';
import type { LdapSettings } from '../../src/directories/ldap/settings.js';
import { certificates } from './certificates.js';
import { end, lacking, must, run, serve, signal, until } from './programs.js';

/** Why no OpenLDAP server can be started here, or undefined. */
export const slapdLacking = (): string | undefined => lacking(['slapd', 'slapadd', 'ldapwhoami', 'openssl']);

const BASE = 'dc=example,dc=test';
const ROOT = { dn: `cn=root,${BASE}`, password: 'Root-Secret-1' };
const SERVICE = { dn: `cn=reset,ou=services,${BASE}`, password: 'Service-Secret-1' };

export interface SlapdPerson {
  readonly uid: string;
  readonly password: string;
  /** `posix` is an account without a person, as many UNIX sites have them. */
  readonly kind?: 'person' | 'posix';
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A real OpenLDAP server with ppolicy, and the access list of docs/openldap.md. */
export interface Slapd {
  readonly url: string;
  readonly startTlsUrl: string;
  readonly baseDn: string;
  readonly settings: LdapSettings;
  /** As the server's root. */
  readonly admin: Client;
  add(person: SlapdPerson): Promise<string>;
  addGroup(name: string, members: readonly string[]): Promise<string>;
  addPosixGroup(name: string, uids: readonly string[], gid: number): Promise<void>;
  replace(dn: string, attribute: string, values: readonly string[]): Promise<void>;
  /** An entry that says: go there. */
  refer(dn: string, to: string): Promise<void>;
  /** ldapwhoami, a client that knows nothing of the product. */
  whoami(dn: string, password: string): Promise<boolean>;
  /** Simple bind by a client of its own: quicker, and with no shell in between. */
  bind(dn: string, password: string): Promise<boolean>;
  /** How often the password was written since the account was made, of the last three. */
  passwordWrites(dn: string): Promise<number>;
  freeze(): void;
  thaw(): void;
  /** Dies as if the power had gone, and is started again on what it had written. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface SlapdOptions {
  /** The service account's access to passwords; `manage` is the mistake that switches all rules off. */
  readonly access?: '=w' | 'manage';
  /** Whether the policy wants the old password with every new one. */
  readonly safeModify?: boolean;
}

/** As part of a DN (RFC 4514 §2.4). */
const inDn = (text: string): string => text.replace(/["+,;<>\\#=]/g, (character) => `\\${character}`);

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** The access list an administrator is told to write. */
export const accessList = (access: string): string => `
access to attrs=userPassword
  by dn.exact="${SERVICE.dn}" ${access}
  by self =w
  by anonymous auth
  by * none
access to attrs=pwdAccountLockedTime,pwdReset,shadowLastChange
  by dn.exact="${SERVICE.dn}" =wrscd
  by * none
access to *
  by dn.exact="${SERVICE.dn}" read
  by self read
  by * none
`;

const configuration = (folder: string, access: string): string => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile ${folder}/pid
TLSCACertificateFile ${folder}/ca.pem
TLSCertificateFile ${folder}/server.pem
TLSCertificateKeyFile ${folder}/server.key
security simple_bind=128
database mdb
maxsize 104857600
suffix "${BASE}"
rootdn "${ROOT.dn}"
rootpw ${ROOT.password}
directory ${folder}/db
index objectClass,uid,mail,member,memberUid,entryUUID eq
dbnosync
overlay ppolicy
ppolicy_default "cn=default,ou=policies,${BASE}"
ppolicy_hash_cleartext
${accessList(access)}
`;

const seed = (safeModify: boolean): string => `
dn: ${BASE}
objectClass: domain
dc: example

dn: ou=people,${BASE}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${BASE}
objectClass: organizationalUnit
ou: groups

dn: ou=services,${BASE}
objectClass: organizationalUnit
ou: services

dn: ou=policies,${BASE}
objectClass: organizationalUnit
ou: policies

dn: cn=default,ou=policies,${BASE}
objectClass: organizationalRole
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdMinLength: 10
pwdMaxLength: 128
pwdCheckQuality: 2
pwdInHistory: 3
pwdLockout: TRUE
pwdMaxFailure: 3
pwdLockoutDuration: 300
pwdSafeModify: ${safeModify ? 'TRUE' : 'FALSE'}

dn: ${SERVICE.dn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reset
userPassword: ${SERVICE.password}
`;

/** Starts a server on free ports; a tenth of a second. */
export async function startSlapd({ access = '=w', safeModify = false }: SlapdOptions = {}): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'slapd-'));
  mkdirSync(join(folder, 'db'));
  const certs = await certificates(folder, ['IP:127.0.0.1']);
  const [port, startTlsPort] = [await freePort(), await freePort()];
  const conf = join(folder, 'slapd.conf');
  writeFileSync(conf, configuration(folder, access));
  writeFileSync(join(folder, 'seed.ldif'), seed(safeModify));
  await must('slapadd', ['-f', conf, '-l', join(folder, 'seed.ldif')]);
  const [url, startTlsUrl] = [`ldaps://127.0.0.1:${port}`, `ldap://127.0.0.1:${startTlsPort}`];
  const launch = () => serve('slapd', ['-f', conf, '-h', `${url}/ ${startTlsUrl}/`, '-d', '0']);
  let server = launch();
  const admin = new Client({ url, timeout: 10_000, connectTimeout: 3000, tlsOptions: { ca: certs.ca } });
  const isUp = (): Promise<void> =>
    until(`slapd answers at ${url}`, async () => {
      await admin.bind(ROOT.dn, ROOT.password);
      return true;
    });
  await isUp();
  const attribute = (type: string, values: readonly string[]): Attribute =>
    new Attribute({ type, values: [...values] });
  let uidNumber = 10_000;

  return {
    url,
    startTlsUrl,
    baseDn: BASE,
    admin,
    settings: {
      urls: [url],
      baseDn: BASE,
      bindDn: SERVICE.dn,
      bindPassword: SERVICE.password,
      ca: certs.ca,
      startTls: false,
      protectedGroups: [],
      timeoutMs: 5000,
      poolSize: 8,
    },
    async add({ uid, password, kind = 'person', attributes = {} }) {
      const dn = `uid=${inDn(uid)},ou=people,${BASE}`;
      uidNumber += 1;
      const posix = { uidNumber: String(uidNumber), gidNumber: '500', homeDirectory: `/home/${uid}` };
      const shape = kind === 'posix' ? { cn: uid, ...posix } : { cn: uid, sn: uid };
      const classes = kind === 'posix' ? ['account', 'posixAccount', 'shadowAccount'] : ['inetOrgPerson'];
      await admin.add(dn, [
        attribute('objectClass', classes),
        ...Object.entries({ uid, userPassword: password, ...shape, ...attributes }).map(([type, value]) =>
          attribute(type, [value]),
        ),
      ]);
      return dn;
    },
    async addGroup(name, members) {
      const dn = `cn=${inDn(name)},ou=groups,${BASE}`;
      await admin.add(dn, [
        attribute('objectClass', ['groupOfNames']),
        attribute('cn', [name]),
        attribute('member', members),
      ]);
      return dn;
    },
    async addPosixGroup(name, uids, gid) {
      await admin.add(`cn=${name},ou=groups,${BASE}`, [
        attribute('objectClass', ['posixGroup']),
        attribute('cn', [name]),
        attribute('gidNumber', [String(gid)]),
        ...(uids.length > 0 ? [attribute('memberUid', uids)] : []),
      ]);
    },
    replace: (dn, type, values) =>
      admin.modify(dn, new Change({ operation: 'replace', modification: attribute(type, values) })),
    async refer(dn, to) {
      const rdn = /^ou=([^,]+)/.exec(dn)?.[1] ?? '';
      const classes = attribute('objectClass', ['referral', 'extensibleObject']);
      await admin.add(dn, [classes, attribute('ou', [rdn]), attribute('ref', [to])]);
    },
    async whoami(dn, password) {
      const file = join(folder, `secret-${Math.random()}`);
      writeFileSync(file, password);
      const env = { LDAPTLS_CACERT: certs.caFile };
      const done = await run('ldapwhoami', ['-x', '-H', url, '-D', dn, '-y', file], { env });
      rmSync(file);
      return done.code === 0;
    },
    async bind(dn, password) {
      const other = new Client({ url, timeout: 10_000, connectTimeout: 3000, tlsOptions: { ca: certs.ca } });
      try {
        await other.bind(dn, password);
        return true;
      } catch (error) {
        if (error instanceof InvalidCredentialsError) return false;
        throw error;
      } finally {
        await other.unbind().catch(() => {});
      }
    },
    async passwordWrites(dn) {
      const { searchEntries } = await admin.search(dn, { scope: 'base', attributes: ['pwdHistory'] });
      const history = searchEntries[0]?.['pwdHistory'];
      return typeof history === 'string' ? 1 : (history?.length ?? 0);
    },
    freeze: () => signal(server, 'SIGSTOP'),
    thaw: () => signal(server, 'SIGCONT'),
    async restart() {
      await end(server);
      server = launch();
      await isUp();
    },
    async stop() {
      await admin.unbind().catch(() => {});
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
