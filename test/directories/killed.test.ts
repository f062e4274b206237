import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { activeDirectory } from '../../src/directories/active-directory.js';
import type { Directory } from '../../src/directories/directory.js';
import type { LdapSettings } from '../../src/directories/ldap/settings.js';
import { openLdap } from '../../src/directories/openldap.js';
import { writeRepairs } from '../../src/reset/repair.js';
import { durableStore } from '../../src/stores/sql.js';
import { traces } from '../support/canary.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { abreast, type Traffic } from '../support/faults.js';
import { until } from '../support/programs.js';
import { quiet } from '../support/quiet.js';
import { sambaLacking, startSamba } from '../support/samba.js';
import { slapdLacking, startSlapd } from '../support/slapd.js';

const OLD = 'Quiet-Harbour-1';
const NEW = 'Brisk-Lantern-2';
const POINTS = process.env['BAR'] === 'full' ? 200 : 10;
/** The messages of a reset among which it is killed, from the end: what comes before only looks things up. */
const LAST = 10;
const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256));
const folder = mkdtempSync(join(tmpdir(), 'killed-'));
const ROOT = join(import.meta.dirname, '../..');
beforeAll(() => {
  execFileSync(process.execPath, ['scripts/bundle.mjs', 'test/support/resetting.mjs', 'dist/killed'], { cwd: ROOT });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Real {
  readonly settings: LdapSettings;
  readonly target: { readonly host: string; readonly port: number };
  /** How many writes make one reset. */
  readonly pair: number;
  open(settings: LdapSettings): Promise<Directory>;
  /** Its DN. */
  add(name: string): Promise<string>;
  signsIn(dn: string, password: string): Promise<boolean>;
  writes(dn: string): Promise<number>;
  stop(): Promise<void>;
}

const servers: readonly (readonly [string, string, string | undefined, () => Promise<Real>])[] = [
  [
    'OpenLDAP',
    'openldap',
    slapdLacking(),
    async () => {
      const slapd = await startSlapd();
      return {
        settings: slapd.settings,
        target: { host: '127.0.0.1', port: Number(new URL(slapd.url).port) },
        pair: 1,
        open: (settings) => openLdap(settings, { clock: Date.now, log: quiet }),
        async add(uid) {
          const dn = await slapd.add({ uid, password: 'First-Password-0' });
          // From the first change on ppolicy says when the last one was.
          await slapd.replace(dn, 'userPassword', [OLD]);
          // That it says in whole seconds.
          const second = Math.floor(Date.now() / 1000);
          await until('the next change shows', async () => Math.floor(Date.now() / 1000) > second);
          return dn;
        },
        signsIn: (dn, password) => slapd.bind(dn, password),
        writes: (dn) => slapd.passwordWrites(dn),
        stop: () => slapd.stop(),
      };
    },
  ],
  [
    'Active Directory',
    'active-directory',
    sambaLacking(),
    async () => {
      const samba = await startSamba();
      return {
        settings: samba.settings,
        target: { host: samba.ip, port: 636 },
        pair: 2,
        open: (settings) => activeDirectory(settings, { clock: Date.now, log: quiet }),
        add: (name) => samba.add({ name, password: OLD }),
        signsIn: async (dn, password) => (await samba.bind(dn, password)) === 'OK',
        writes: (dn) => samba.passwordWrites(dn),
        stop: () => samba.stop(),
      };
    },
  ],
];

describe.each(servers)('a process killed while it writes to %s', (title, kind, reason, start) => {
  let real: Real;
  let patient: Directory;
  let people = 0;
  beforeAll(async () => {
    if (reason !== undefined) return;
    real = await start();
    patient = await real.open(real.settings);
  }, 240_000);
  afterAll(async () => {
    await patient?.close();
    await real?.stop();
  });

  /** One reset by a process of its own, killed when it has sent so many bytes, or between the write and the journal, or never; and what the next start makes of it. */
  async function resetKilledAt(atByte: number | 'written' | 'never') {
    people += 1;
    const name = `kim${people}`;
    const dn = await real.add(name);
    const before = await real.writes(dn);
    const proxy = await startFaultProxy(real.target);
    const file = join(folder, `${kind}-${name}.db`);
    const waits = atByte === 'written';
    const child = resetting({ directory: kind, login: name, file, waits }, proxy.port, real.settings);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const onStrike = (): void => void child.kill('SIGKILL');
    if (typeof atByte === 'number') proxy.arm({ kind: 'delay', direction: 'request', atByte, onStrike });
    if (waits) child.stdout.once('data', onStrike);
    await ended;
    const traffic: Traffic = { bytes: { ...proxy.bytes }, requests: [...proxy.requests] };
    const struck = proxy.struck() || waits;
    await proxy.stop();
    const works = async () => ({ old: await real.signsIn(dn, OLD), new: await real.signsIn(dn, NEW) });
    const atOnce = await works();
    const leaks = traces([{ name: 'the new password', value: NEW, guessable: true }], filesOf(file));
    const found = await nextStart(file);
    return {
      atByte,
      atOnce,
      leaks,
      ...found,
      later: await works(),
      writes: (await real.writes(dn)) - before,
      struck,
      traffic,
    };
  }

  /** What the process that comes after does with the journal, at once and when the time for late writes is over. */
  async function nextStart(file: string) {
    let now = Date.now();
    const keys = keyring(KEY);
    const store = await durableStore({ file, keyring: keys, clock: () => now });
    const told: string[] = [];
    const announcer = {
      announce: async (what: string): Promise<void> => void told.push(what),
      settle: async () => undefined,
    };
    const log = { warn: () => {} };
    const repairs = writeRepairs({ ...store, directory: patient, announcer, keyring: keys, clock: () => now, log });
    await repairs.look(0);
    now += 16 * 60_000;
    await repairs.look(0);
    await repairs.look(0);
    const all = (await store.audit.list({ limit: 99 })).map(({ outcome }) => outcome);
    const open = (await store.journal.unsettled(now)).length;
    await store.close();
    return { told, outcomes: all.filter((one) => one.startsWith('found-')), open };
  }

  it.skipIf(reason !== undefined)(
    `at ${POINTS} points${reason ? ` (${reason})` : ''}: one password is in force and one only, the next start knows which, and says it once`,
    async () => {
      const whole = await resetKilledAt('never');
      expect(whole).toMatchObject({
        later: { old: false, new: true },
        told: [],
        outcomes: [],
        open: 0,
        writes: real.pair,
      });
      const { requests } = whole.traffic;
      const middles = requests.map((length, index) =>
        requests.slice(0, index).reduce((sum, one) => sum + one, Math.ceil(length / 2)),
      );
      const points = Array.from({ length: POINTS }, (_, index) => middles.at(-1 - (index % LAST)) ?? 1);
      const verdicts = await abreast<number | 'written', Awaited<ReturnType<typeof resetKilledAt>>>(
        ['written', ...points],
        3,
        resetKilledAt,
      );
      const isRight = (one: (typeof verdicts)[number]): boolean => {
        const found = one.outcomes.join();
        const isSettled = one.open === 0 && (found === '' || found === (one.later.new ? 'found-done' : 'found-failed'));
        const isTold = one.told.join() === (found === 'found-done' ? 'password-changed' : '');
        const somebodyIn = one.atOnce.new || one.atOnce.old;
        const isOne = one.later.new !== one.later.old;
        return somebodyIn && isOne && isSettled && isTold && one.leaks.length === 0 && one.writes <= real.pair;
      };
      expect(verdicts.filter((one) => !isRight(one)).map(({ traffic, ...verdict }) => verdict)).toEqual([]);
      const count = (fits: (one: (typeof verdicts)[number]) => boolean): number => verdicts.filter(fits).length;
      expect(count(({ struck }) => struck)).toBeGreaterThanOrEqual(POINTS - 2);
      expect(
        count(({ outcomes }) => outcomes.includes('found-done')),
        title,
      ).toBeGreaterThan(0);
      expect(
        count(({ outcomes }) => outcomes.includes('found-failed')),
        title,
      ).toBeGreaterThan(0);
      // Killed between two writes: the old password still worked, and no longer does.
      const cutInTwo = count(({ atOnce, later }) => atOnce.new && atOnce.old && later.new && !later.old);
      expect(cutInTwo > 0, title).toBe(real.pair === 2);
    },
    120_000 + POINTS * 3000,
  );
});

/** The database with whatever lies beside it. */
const filesOf = (file: string) =>
  readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => path.startsWith(file))
    .map((path) => ({ name: path.slice(file.length), bytes: readFileSync(path) }));

interface Task {
  readonly directory: string;
  readonly login: string;
  readonly file: string;
  /** Says that the password is written, and goes no further. */
  readonly waits: boolean;
}

const POLICY = `
compatibility: none
policies:
  - name: everyone
    gates: 1
    methods: [authenticator-code]
    allowAuthenticatorOnly: true
`;

function resetting({ directory, ...task }: Task, port: number, settings: LdapSettings) {
  const [ca, policy] = [join(folder, `${directory}.pem`), join(folder, 'policy.yaml')];
  writeFileSync(ca, settings.ca ?? '');
  writeFileSync(policy, POLICY);
  const env = {
    DIRECTORY: directory,
    SECRET_KEY: KEY.toString('base64'),
    PUBLIC_URL: 'https://reset.example.test',
    POLICY_FILE: policy,
    LDAP_URL: `ldaps://127.0.0.1:${port}`,
    LDAP_BASE_DN: settings.baseDn,
    LDAP_BIND_DN: settings.bindDn,
    LDAP_BIND_PASSWORD: settings.bindPassword,
    LDAP_CA_FILE: ca,
  };
  return spawn(process.execPath, ['dist/killed/test/support/resetting.js'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], RESETTING: JSON.stringify({ ...task, env, password: NEW }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
