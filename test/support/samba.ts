import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client, EqualityFilter } from 'ldapts';
import type { LdapSettings } from '../../src/directories/ldap/settings.js';
import { certificates } from './certificates.js';
import { end, lacking, must, run, serve, signal, until } from './programs.js';

/** Why no domain controller can be started here, or undefined. */
export const sambaLacking = (): string | undefined =>
  lacking(['samba', 'samba-tool', 'kinit', 'smbclient', 'ldapwhoami', 'openssl', 'unshare', 'tar'], true);

const BASE = 'DC=example,DC=test';
const ADMINISTRATOR = { name: 'Administrator@example.test', password: 'Adm1n-Passw0rd!' };
const SERVICE = { name: 'svc-reset@example.test', password: 'Serv1ce-Passw0rd!' };
const CLASS_USER = 'bf967aba-0de6-11d0-a285-00aa003049e2';
/** Changing how the snapshot is made needs a new number here. */
const SNAPSHOT = join(tmpdir(), 'reset-assistant-samba-3.tar.gz');

export interface SambaPerson {
  readonly name: string;
  /** Common name, when it differs. */
  readonly cn?: string;
  readonly password: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A real Active Directory domain controller, with the default hour of grace for old passwords. */
export interface Samba {
  readonly ip: string;
  readonly url: string;
  readonly baseDn: string;
  readonly staffDn: string;
  readonly settings: LdapSettings;
  readonly folder: string;
  /** As the domain's administrator. */
  readonly admin: Client;
  add(person: SambaPerson): Promise<string>;
  /** By an administrator; past us. */
  setPassword(login: string, password: string): Promise<void>;
  dnOf(login: string): Promise<string>;
  replace(dn: string, attribute: string, values: readonly string[]): Promise<void>;
  /** Its DN. */
  addGroup(name: string): Promise<string>;
  join(groupDn: string, memberDn: string): Promise<void>;
  /** Simple bind by a client that knows nothing of the product; `OK` or the server's reason. */
  bind(name: string, password: string): Promise<string>;
  /** ldapwhoami, a client that knows nothing of the product, nor of its library. */
  whoami(name: string, password: string): Promise<boolean>;
  kinit(name: string, password: string): Promise<boolean>;
  smb(name: string, password: string): Promise<boolean>;
  tool(...args: readonly string[]): Promise<string>;
  /** How often the password was ever written (the version of unicodePwd in the replication metadata). */
  passwordWrites(dn: string): Promise<number>;
  /** SIGSTOP and SIGCONT to all its processes. */
  freeze(): void;
  thaw(): void;
  /** Dies as if the power had gone, and is started again on what it had written. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const seedConf = (folder: string): string => `[global]
  log file = ${folder}/log.%m
  private dir = ${folder}/private
  state directory = ${folder}/state
  cache directory = ${folder}/cache
  lock directory = ${folder}
  pid directory = ${folder}/run
  ncalrpc dir = ${folder}/ncalrpc
  ntp signd socket directory = ${folder}/ntp_signd
  binddns dir = ${folder}/bind-dns
`;

/** The rights an administrator is told to give to the service account. */
export function delegation(sid: string): readonly string[] {
  const may = (rights: string, type: string): string => `(OA;CIIO;${rights};${type};${CLASS_USER};${sid})`;
  return [
    may('CR', '00299570-246d-11d0-a768-00aa006e0529'),
    may('RPWP', '28630ebf-41d5-11d1-a9c1-0000f80367c1'),
    may('RPWP', 'bf967a0a-0de6-11d0-a285-00aa003049e2'),
  ];
}

/** Provisions a domain with a delegated service account; about ten seconds, so the result is kept in the temporary folder. */
async function makeSnapshot(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'samba-making-'));
  writeFileSync(join(folder, 'seed.conf'), seedConf(folder));
  await must('samba-tool', [
    ...['domain', 'provision', '-s', join(folder, 'seed.conf'), `--targetdir=${folder}`, '--realm=EXAMPLE.TEST'],
    ...['--domain=EXAMPLE', '--server-role=dc', '--dns-backend=NONE', '--host-name=dc1', '--host-ip=127.0.0.1'],
    ...[`--adminpass=${ADMINISTRATOR.password}`, '--option=interfaces=lo', '--option=bind interfaces only=yes'],
  ]);
  const db = ['-H', join(folder, 'private/sam.ldb'), `--configfile=${join(folder, 'etc/smb.conf')}`];
  await must('samba-tool', ['ou', 'create', 'OU=Staff', ...db]);
  await must('samba-tool', ['ou', 'create', 'OU=Bosses', ...db]);
  await must('samba-tool', ['user', 'create', 'svc-reset', SERVICE.password, ...db]);
  await must('samba-tool', ['user', 'setexpiry', 'svc-reset', '--noexpiry', ...db]);
  await must('samba-tool', [
    ...['domain', 'passwordsettings', 'set', '--complexity=on', '--min-pwd-length=10', '--history-length=5'],
    ...['--min-pwd-age=0', '--account-lockout-threshold=3', '--account-lockout-duration=30'],
    ...['--reset-account-lockout-after=30', ...db],
  ]);
  const shown = await must('samba-tool', ['user', 'show', 'svc-reset', '--attributes=objectSid', ...db]);
  const sid = /objectSid: (\S+)/.exec(shown)?.[1];
  for (const ou of ['OU=Staff', 'OU=Bosses']) {
    for (const ace of delegation(sid ?? ''))
      await must('samba-tool', ['dsacl', 'set', ...db, `--objectdn=${ou},${BASE}`, `--sddl=${ace}`]);
  }
  writeFileSync(join(folder, 'made-in'), folder);
  await must('tar', ['czf', `${SNAPSHOT}.${process.pid}`, '-C', folder, '.']);
  renameSync(`${SNAPSHOT}.${process.pid}`, SNAPSHOT);
  rmSync(folder, { recursive: true, force: true });
}

/** Made once a machine, whichever suite comes first. */
async function snapshot(): Promise<string> {
  const lock = `${SNAPSHOT}.making`;
  const mine = (): boolean => {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return true;
    } catch {
      const holder = Number(readFileSync(lock, 'utf8'));
      if (holder > 0 && !existsSync(`/proc/${holder}`)) rmSync(lock, { force: true });
      return false;
    }
  };
  await until('the snapshot of a domain is made', async () => existsSync(SNAPSHOT) || mine(), 60_000);
  if (existsSync(SNAPSHOT)) return SNAPSHOT;
  try {
    await makeSnapshot();
    return SNAPSHOT;
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Starts a domain controller on an address of its own; half a second once the snapshot is there. */
export async function startSamba(): Promise<Samba> {
  const tar = await snapshot();
  const ip = `127.${randomInt(16, 250)}.${randomInt(1, 250)}.${randomInt(1, 250)}`;
  const folder = mkdtempSync(join(tmpdir(), 'samba-'));
  await must('tar', ['xzf', tar, '-C', folder]);
  const madeIn = readFileSync(join(folder, 'made-in'), 'utf8');
  const tls = join(folder, 'own-tls');
  for (const part of ['run', 'cache', 'ncalrpc', 'own-tls']) mkdirSync(join(folder, part), { recursive: true });
  mkdirSync('/run/samba', { recursive: true });
  const certs = await certificates(tls, ['DNS:dc1.example.test', 'IP:127.0.0.1', `IP:${ip}`]);
  const conf = join(folder, 'etc/smb.conf');
  const services = 's3fs, rpc, ldap, cldap, kdc, winbindd';
  writeFileSync(
    conf,
    readFileSync(conf, 'utf8')
      .replaceAll(madeIn, folder)
      .replace(/interfaces = .*/, `interfaces = ${ip}/8`)
      .replace(
        /server services = .*/,
        `server services = ${services}\n\ttls enabled = yes\n\ttls keyfile = ${certs.keyFile}\n\ttls certfile = ${certs.certFile}\n\ttls cafile = ${certs.caFile}`,
      ),
  );
  // A mount namespace: winbindd's socket has a fixed path, and several controllers run side by side.
  const command = `mount -t tmpfs none /run/samba && exec samba -F -M single --no-process-group -s ${conf}`;
  const launch = () => serve('unshare', ['-m', 'sh', '-c', command]);
  let server = launch();
  const url = `ldaps://${ip}`;
  const client = (): Client => new Client({ url, timeout: 10_000, connectTimeout: 3000, tlsOptions: { ca: certs.ca } });
  const admin = client();
  const isUp = (): Promise<void> =>
    until(`a domain controller answers at ${ip}`, async () => {
      await admin.bind(ADMINISTRATOR.name, ADMINISTRATOR.password);
      return true;
    });
  await isUp();
  const krb5 = join(folder, 'krb5-client.conf');
  writeFileSync(
    krb5,
    `[libdefaults]\ndefault_realm = EXAMPLE.TEST\ndns_lookup_kdc = false\ndns_lookup_realm = false\nrdns = false\n[realms]\nEXAMPLE.TEST = {\n kdc = ${ip}\n}\n`,
  );
  const change = (operation: 'replace' | 'add', type: string, values: readonly string[]): Change =>
    new Change({ operation, modification: new Attribute({ type, values: [...values] }) });
  let logins = 0;

  const samba: Samba = {
    ip,
    url,
    folder,
    admin,
    baseDn: BASE,
    staffDn: `OU=Staff,${BASE}`,
    settings: {
      urls: [url],
      baseDn: BASE,
      bindDn: SERVICE.name,
      bindPassword: SERVICE.password,
      ca: certs.ca,
      startTls: false,
      protectedGroups: [],
      timeoutMs: 5000,
      poolSize: 8,
    },
    async add({ name, cn = name, password, attributes = {} }) {
      const dn = `CN=${inDn(cn)},OU=Staff,${BASE}`;
      await admin.add(dn, [
        ...Object.entries({
          objectClass: 'user',
          sAMAccountName: name,
          userPrincipalName: `${name}@example.test`,
          userAccountControl: '512',
          ...attributes,
        }).map(([type, value]) => new Attribute({ type, values: [value] })),
        new Attribute({ type: 'unicodePwd', values: [Buffer.from(`"${password}"`, 'utf16le')] }),
      ]);
      return dn;
    },
    async setPassword(login, password) {
      const value = Buffer.from(`"${password}"`, 'utf16le');
      const modification = new Attribute({ type: 'unicodePwd', values: [value] });
      await admin.modify(await samba.dnOf(login), new Change({ operation: 'replace', modification }));
    },
    async dnOf(login) {
      const filter = new EqualityFilter({ attribute: 'userPrincipalName', value: login });
      const { searchEntries } = await admin.search(BASE, { scope: 'sub', filter, attributes: ['dn'] });
      return searchEntries[0]?.dn ?? '';
    },
    replace: (dn, attribute, values) => admin.modify(dn, change('replace', attribute, values)),
    async addGroup(name) {
      const dn = `CN=${inDn(name)},CN=Users,${BASE}`;
      const values = { objectClass: 'group', sAMAccountName: name.replace(/[^\w -]/g, '') };
      await admin.add(
        dn,
        Object.entries(values).map(([type, value]) => new Attribute({ type, values: [value] })),
      );
      return dn;
    },
    join: (groupDn, memberDn) => admin.modify(groupDn, change('add', 'member', [memberDn])),
    async bind(name, password) {
      const other = client();
      try {
        await other.bind(name, password);
        return 'OK';
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        return /data ([0-9a-f]+)/.exec(text)?.[1] ?? text;
      } finally {
        await other.unbind().catch(() => {});
      }
    },
    async whoami(name, password) {
      logins += 1;
      const file = join(folder, `whoami-${logins}`);
      writeFileSync(file, password);
      const env = { LDAPTLS_CACERT: certs.caFile };
      const { code, out } = await run('ldapwhoami', ['-x', '-H', url, '-D', name, '-y', file], { env });
      rmSync(file);
      // It does not know the question: whoever is told so has signed in.
      const isIn = code === 0 || /Extended Operation\([\d.]+\) not supported/.test(out);
      if (!isIn && !/Invalid credentials/.test(out)) throw new Error(`ldapwhoami: ${out}`);
      return isIn;
    },
    async kinit(name, password) {
      logins += 1;
      const env = { KRB5_CONFIG: krb5, KRB5CCNAME: `FILE:${folder}/ticket-${logins}` };
      const { code, out } = await run('kinit', [`${name}@EXAMPLE.TEST`], { input: `${password}\n`, env });
      if (code !== 0 && !/incorrect|Preauthentication failed/i.test(out)) throw new Error(`kinit: ${out}`);
      return code === 0;
    },
    async smb(name, password) {
      logins += 1;
      const file = join(folder, `smb-${logins}`);
      writeFileSync(file, `username = ${name}\npassword = ${password}\ndomain = EXAMPLE\n`);
      const args = [`--configfile=${conf}`, `//${ip}/IPC$`, '-A', file, '--use-kerberos=off', '-c', 'quit'];
      let said = await run('smbclient', args);
      // SMB is ready some time after LDAP.
      await until('SMB signs people in', async () => {
        if (/INTERNAL_ERROR|CONNECTION/.test(said.out)) said = await run('smbclient', args);
        return !/INTERNAL_ERROR|CONNECTION/.test(said.out);
      });
      if (said.code !== 0 && !said.out.includes('NT_STATUS_LOGON_FAILURE')) throw new Error(`smbclient: ${said.out}`);
      return said.code === 0;
    },
    tool: (...args) => must('samba-tool', [...args, '-H', join(folder, 'private/sam.ldb'), `--configfile=${conf}`]),
    async passwordWrites(dn) {
      const attributes = ['replPropertyMetaData'];
      const { searchEntries } = await admin.search(dn, {
        scope: 'base',
        attributes,
        explicitBufferAttributes: attributes,
      });
      const blob = searchEntries[0]?.['replPropertyMetaData'];
      return Buffer.isBuffer(blob) ? versionOf(blob, UNICODE_PWD) : 0;
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
  return samba;
}

/** As part of a DN (RFC 4514 §2.4). */
const inDn = (text: string): string =>
  text.replace(/["+,;<>\\#=]/g, (character) => `\\${character}`).replace(/^ | $/g, '\\ ');

const UNICODE_PWD = 0x9005a;

/** Entries of 48 bytes after a head of 16: attribute, version, time, origin, two sequence numbers (MS-DRSR §5.166). */
function versionOf(blob: Buffer, attribute: number): number {
  for (let at = 16; at + 48 <= blob.length; at += 48) {
    if (blob.readUInt32LE(at) === attribute) return blob.readUInt32LE(at + 4);
  }
  return 0;
}
