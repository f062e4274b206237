import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, Directory } from '../../src/directories/directory.js';
import { openLdap } from '../../src/directories/openldap.js';
import { AccountRefused, OutcomeUnknown, PasswordRejected } from '../../src/errors.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import {
  abreast,
  failuresIn,
  faultsOver,
  resetUnder,
  resetUnderDeath,
  type Subject,
  struckIn,
  underEach,
  wholeReset,
} from '../support/faults.js';
import { hostileNames } from '../support/hostile-names.js';
import { until } from '../support/programs.js';
import { quiet } from '../support/quiet.js';
import { roundTrips } from '../support/round-trips.js';
import { type Slapd, slapdLacking, startSlapd } from '../support/slapd.js';

const reason = slapdLacking();
const FULL = process.env['BAR'] === 'full';
const ROUND_TRIPS = FULL ? 10_000 : 300;
const HOSTILE_NAMES = FULL ? 100_000 : 1000;
const FAULT_POINTS = FULL ? 600 : 160;
const OLD = 'Quiet-Harbour-1';
const NEW = 'Brisk-Lantern-2';

describe.skipIf(reason !== undefined)(`a real OpenLDAP server${reason ? ` (${reason})` : ''}`, () => {
  let slapd: Slapd;
  let directory: Directory;
  let made = 0;
  const deps = { clock: Date.now, log: quiet, pauseMs: 60 };

  beforeAll(async () => {
    slapd = await startSlapd();
    directory = await openLdap(slapd.settings, deps);
  }, 30_000);
  afterAll(async () => {
    await directory?.close();
    await slapd?.stop();
  });

  async function someone(kind: 'person' | 'posix' = 'person', attributes: Readonly<Record<string, string>> = {}) {
    made += 1;
    const uid = `olga${made}`;
    const dn = await slapd.add({ uid, password: OLD, kind, attributes });
    return { uid, dn, account: await found(uid) };
  }
  async function found(uid: string): Promise<Account> {
    const account = await directory.find(uid);
    if (!account) throw new Error(`${uid} is not found.`);
    return account;
  }
  const refusal = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'not refused',
      (error: unknown) => error,
    );

  it.each(['person', 'posix'] as const)(
    'resets a %s account: ldapwhoami takes the new password and refuses the old',
    async (kind) => {
      const { dn, account } = await someone(kind, kind === 'posix' ? { shadowLastChange: '1000' } : {});
      await directory.setPassword(account, NEW);
      expect([await slapd.whoami(dn, NEW), await slapd.whoami(dn, OLD)]).toEqual([true, false]);
    },
  );

  it('"must change" is met by a reset, and UNIX machines count the age from today', async () => {
    const { uid, dn, account } = await someone('posix', { shadowLastChange: '1000' });
    await slapd.replace(dn, 'pwdReset', ['TRUE']);
    expect((await found(uid)).state.passwordExpired).toBe(true);
    await directory.setPassword(account, NEW);
    expect((await found(uid)).state.passwordExpired).toBe(false);
    const { searchEntries } = await slapd.admin.search(dn, { scope: 'base', attributes: ['shadowLastChange'] });
    expect(Number(searchEntries[0]?.['shadowLastChange'])).toBe(Math.floor(Date.now() / 86_400_000));
  });

  it.each([
    ['too-short', 'Ab1-xyz'],
    ['too-long', 'aB1-'.repeat(40)],
    ['in-history', OLD],
    ['contains-name', 'Vale-of-tears-77'],
    ['characters', 'Bell\u0007-and-Whistle'],
  ] as const)('a refused password is told as %s, and the account is as it was', async (rule, password) => {
    const { dn, account } = await someone('person', { displayName: 'Olga Vale' });
    const refused = await refusal(directory.setPassword(account, password));
    expect(refused).toBeInstanceOf(PasswordRejected);
    expect(refused).toMatchObject({ rule });
    expect(await slapd.whoami(dn, OLD)).toBe(true);
    expect(await slapd.passwordWrites(dn)).toBe(0);
  });

  it('shows the rules of the policy', async () => {
    const { account } = await someone();
    expect(await directory.rules(account)).toMatchObject({ minLength: 10, maxLength: 128, history: 3, classes: 0 });
  });

  it('the minimum age is shown where there is one, and a change before its time is refused with that reason', async () => {
    const { dn, account } = await someone();
    expect((await directory.rules(account)).minAgeMs).toBeUndefined();
    const policy = `cn=default,ou=policies,${slapd.baseDn}`;
    await directory.setPassword(account, NEW);
    await slapd.replace(policy, 'pwdMinAge', ['3600']);
    expect(await directory.rules(account)).toMatchObject({ minAgeMs: 3_600_000 });
    expect(await refusal(directory.setPassword(account, 'Slow-Meadow-3-Otter'))).toMatchObject({ rule: 'too-young' });
    await slapd.replace(policy, 'pwdMinAge', []);
    expect(await slapd.whoami(dn, NEW)).toBe(true);
  });

  it('a right password that has run out is refused like a wrong one, by the server itself; a reset is the way on', async () => {
    const { uid, dn, account } = await someone();
    await directory.setPassword(account, NEW);
    const policy = `cn=default,ou=policies,${slapd.baseDn}`;
    await slapd.replace(policy, 'pwdMaxAge', ['1']);
    await until('it has run out', async () => !(await slapd.whoami(dn, NEW)));
    expect((await found(uid)).state.passwordExpired).toBe(true);
    expect(await directory.verifyPassword(account, NEW)).toBe(false);
    await slapd.replace(policy, 'pwdMaxAge', []);
    expect(await directory.verifyPassword(account, NEW)).toBe(true);
  });

  it('an account that an administrator locked for good is disabled; neither reset nor unlock lifts that', async () => {
    const { uid, dn } = await someone();
    await slapd.replace(dn, 'pwdAccountLockedTime', ['000001010000Z']);
    const account = await found(uid);
    expect(account.state).toMatchObject({ disabled: true, locked: false });
    expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
    expect(await refusal(directory.unlock(account))).toBeInstanceOf(AccountRefused);
    expect(await slapd.whoami(dn, OLD)).toBe(false);
  });

  it('protected accounts are refused: nested groups, posix groups by name or number, and our own', async () => {
    const [nested, byName, byNumber] = [await someone(), await someone('posix'), await someone('posix')];
    const inner = await slapd.addGroup('night-shift', [nested.dn]);
    await slapd.addGroup('Domain Admins', [await slapd.addGroup('operators', [inner])]);
    await slapd.addPosixGroup('wheel', [byName.uid], 10);
    await slapd.addPosixGroup('sudo', [], 27);
    await slapd.replace(byNumber.dn, 'gidNumber', ['27']);
    for (const { account, dn } of [nested, byName, byNumber]) {
      expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
      expect((await directory.read(account.id))?.isProtected).toBe(true);
      expect(await slapd.whoami(dn, OLD)).toBe(true);
    }
    expect((await directory.read(nested.account.id))?.groups).toEqual(['night-shift', 'operators', 'Domain Admins']);
  });

  it('groups and the policy are found also when LDAP_BASE_DN is the branch of the people alone', async () => {
    const { dn, uid } = await someone();
    await slapd.addGroup('ldapadmins', [dn]);
    const narrow = await openLdap({ ...slapd.settings, baseDn: `ou=people,${slapd.baseDn}` }, deps);
    const account = await narrow.find(uid);
    if (!account) throw new Error(`${uid} is not found.`);
    expect(account).toMatchObject({ groups: ['ldapadmins'], isProtected: true });
    expect(await refusal(narrow.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
    expect(await narrow.rules(account)).toMatchObject({ minLength: 10, history: 3 });
    expect((await narrow.inspect()).map(({ text }) => text).join()).toMatch(/wants 10 characters/);
    await narrow.close();
  });

  it('whoever is root on UNIX machines is protected, whatever the groups are called', async () => {
    const [byUser, byGroup] = [await someone('posix'), await someone('posix')];
    await slapd.replace(byUser.dn, 'uidNumber', ['0']);
    await slapd.replace(byGroup.dn, 'gidNumber', ['0']);
    for (const { account, dn } of [byUser, byGroup]) {
      expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
      expect(await refusal(directory.unlock(account))).toBeInstanceOf(AccountRefused);
      expect(await slapd.whoami(dn, OLD)).toBe(true);
    }
  });

  it('a referral is not followed, in a search or elsewhere', async () => {
    let strangers = 0;
    const elsewhere = createServer((socket) => {
      strangers += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const address = elsewhere.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { uid, account } = await someone();
    await slapd.refer(`ou=branch,ou=people,${slapd.baseDn}`, `ldap://127.0.0.1:${port}/ou=people,${slapd.baseDn}`);
    expect((await found(uid)).id).toBe(account.id);
    await directory.setPassword(account, NEW);
    expect(strangers).toBe(0);
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it.each(['vale, iris (r&d) * #1', 'back\\slash <é;ü>=', 'ирис 🐎'])(
    'a name that has to be escaped hides nobody from the group that protects: %j',
    async (uid) => {
      made += 1;
      const dn = await slapd.add({ uid, password: OLD, attributes: { mail: `odd${made}@contoso.example` } });
      await slapd.addGroup('admin', [await slapd.addGroup(`odd (${made}) *, "y" \\ é`, [dn])]);
      const account = await found(`odd${made}@contoso.example`);
      expect(account).toMatchObject({ login: uid, isProtected: true });
      expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
      expect(await slapd.bind(dn, OLD)).toBe(true);
      await slapd.admin.del(`cn=admin,ou=groups,${slapd.baseDn}`);
      expect((await found(`odd${made}@contoso.example`)).isProtected).toBe(false);
    },
  );

  it('groups that contain each other end the search, not the server', async () => {
    const { uid, dn } = await someone();
    const one = await slapd.addGroup('one', [dn]);
    const two = await slapd.addGroup('two', [one]);
    await slapd.replace(one, 'member', [dn, two]);
    expect((await found(uid)).groups).toEqual(['one', 'two']);
  });

  it('inspection warns of rights that step over every rule, and finds nothing to warn of with the documented ones', async () => {
    const warned = (findings: Awaited<ReturnType<Directory['inspect']>>): readonly string[] =>
      findings.filter(({ severity }) => severity !== 'ok').map(({ text }) => text);
    await someone();
    expect(warned(await directory.inspect())).toEqual([]);
    const loose = await startSlapd({ access: 'manage' });
    await loose.add({ uid: 'ada', password: OLD });
    const careless = await openLdap(loose.settings, deps);
    expect(warned(await careless.inspect()).join()).toMatch(/Too many rights: .*hashes/);
    await careless.close();
    await loose.stop();
  });

  it('inspection names groups that are not there, and says who can be reached', async () => {
    const small = await startSlapd();
    const dn = await small.add({
      uid: 'ada',
      password: OLD,
      attributes: { mail: 'ada@x.example', mobile: '0170 1234567' },
    });
    await small.add({ uid: 'ben', password: OLD, attributes: { mobile: '+1 202 555 0101' } });
    await small.addGroup('Treasury', [dn]);
    const settings = { ...small.settings, protectedGroups: ['treasury', 'tresury'] };
    const watched = await openLdap(settings, { ...deps, policyGroups: ['Treasury', 'Administrators'] });
    const text = (await watched.inspect()).map((finding) => `${finding.severity}: ${finding.text}`).join('\n');
    expect(text).toMatch(/warning: No group is named "tresury" \(LDAP_PROTECTED_GROUPS\): nobody is protected by it/);
    expect(text).toMatch(/warning: No group is named "Administrators", which the policy is about/);
    expect(text).not.toMatch(/"[Tt]reasury"/);
    expect(text).toMatch(/ok: Of 2 people looked at, 1 have a mail address and 1 a phone number on file/);
    expect(text).toMatch(/note: The phone numbers of 1 of them cannot be read: .*LDAP_PHONE_REGION/);
    await watched.close();
    await small.stop();
  });

  it('inspection says when the server wants the old password, so that no reset can work', async () => {
    const strict = await startSlapd({ safeModify: true });
    await strict.add({ uid: 'ada', password: OLD });
    const barred = await openLdap(strict.settings, deps);
    const account = await barred.find('ada');
    expect((await barred.inspect()).map(({ text }) => text).join()).toContain('pwdSafeModify is TRUE');
    expect(account && (await refusal(barred.setPassword(account, NEW)))).toBeInstanceOf(AccountRefused);
    await barred.close();
    await strict.stop();
  });

  it(
    `${HOSTILE_NAMES} hostile names find nobody, or the one person of exactly that name`,
    async () => {
      const { uid } = await someone();
      for (const typed of hostileNames(uid, HOSTILE_NAMES)) {
        const account = await directory.find(typed);
        if (account) expect(account.login.toLowerCase()).toBe(typed.normalize('NFKC').trim().toLowerCase());
      }
    },
    60_000 + HOSTILE_NAMES * 10,
  );

  it(
    `${ROUND_TRIPS} random Unicode passwords sign in with the same key strokes, or are refused with a rule; the one before is refused`,
    async () => {
      const taken = await roundTrips(ROUND_TRIPS, 1, async () => {
        const { dn, account } = await someone();
        return { directory, account, password: OLD, signsIn: (password) => slapd.bind(dn, password) };
      });
      expect(taken).toBeGreaterThan(ROUND_TRIPS / 2);
    },
    60_000 + ROUND_TRIPS * 100,
  );

  describe('when the network fails', () => {
    async function subject(timeoutMs: number): Promise<Subject> {
      const { dn, account } = await someone();
      const proxy = await startFaultProxy({ host: '127.0.0.1', port: Number(new URL(slapd.url).port) });
      const settings = { ...slapd.settings, urls: [`ldaps://127.0.0.1:${proxy.port}`], timeoutMs };
      const faulty = await openLdap(settings, deps);
      return {
        proxy,
        directory: faulty,
        account,
        oldPassword: OLD,
        signsIn: (password) => slapd.bind(dn, password),
        writes: () => slapd.passwordWrites(dn),
        async stop() {
          await faulty.close();
          await proxy.stop();
        },
      };
    }
    it(
      `at ${FAULT_POINTS} points: no false outcome, no double write, nobody stuck`,
      async () => {
        const traffic = await wholeReset(() => subject(5000), NEW);
        const faults = faultsOver(traffic, FAULT_POINTS, 1);
        const verdicts = await underEach(faults, 10, async (fault) => resetUnder(fault, await subject(600), NEW));
        expect(failuresIn(verdicts, 1)).toEqual({ falseOutcomes: [], doubleWrites: [], stuckAccounts: [] });
        expect(struckIn(verdicts)).toBeGreaterThanOrEqual(Math.floor(faults.length * 0.97));
        expect(new Set(verdicts.map(({ said }) => said))).toEqual(new Set(['done', 'not written', 'unknown']));
      },
      60_000 + FAULT_POINTS * 800,
    );

    it('a server that dies at the write, and starts again: no false outcome, nobody stuck', async () => {
      const traffic = await wholeReset(() => subject(5000), NEW);
      const deaths = [0, 1, 2, 4, 8, 16, 32].map((ms) => [1, ms] as const);
      const restart = () => slapd.restart();
      const verdicts = await abreast(deaths, 1, (death) =>
        resetUnderDeath(() => subject(600), traffic, death, { restart, newPassword: NEW }),
      );
      expect(failuresIn(verdicts, 1)).toEqual({ falseOutcomes: [], doubleWrites: [], stuckAccounts: [] });
      expect(struckIn(verdicts)).toBe(deaths.length);
    }, 60_000);

    it('frozen at the write: the outcome is unknown, and when it wakes the new password is the one in force', async () => {
      const { requests } = await wholeReset(() => subject(5000), NEW);
      const { proxy, directory: faulty, account, signsIn, writes, stop } = await subject(500);
      const atByte = requests.slice(0, -1).reduce((sum, length) => sum + length, 1);
      proxy.arm({ kind: 'delay', direction: 'request', atByte, onStrike: () => slapd.freeze() });
      const outcome = await refusal(faulty.setPassword(account, NEW));
      slapd.thaw();
      expect(outcome).toBeInstanceOf(OutcomeUnknown);
      await until('the new password signs in', () => signsIn(NEW));
      expect(await writes()).toBe(1);
      await stop();
    }, 30_000);
  });
});
