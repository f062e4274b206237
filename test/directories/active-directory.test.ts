import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ActiveDirectory, activeDirectory } from '../../src/directories/active-directory.js';
import type { Account } from '../../src/directories/directory.js';
import type { LdapSettings } from '../../src/directories/ldap/settings.js';
import { AccountRefused, PasswordRejected } from '../../src/errors.js';
import { hostileNames } from '../support/hostile-names.js';
import { quiet } from '../support/quiet.js';
import { roundTrips } from '../support/round-trips.js';
import { type Samba, sambaLacking, startSamba } from '../support/samba.js';

const reason = sambaLacking();
const FULL = process.env['BAR'] === 'full';
const ROUND_TRIPS = FULL ? 10_000 : 25;
const HOSTILE_NAMES = FULL ? 100_000 : 300;
const OLD = 'Quiet-Harbour-1';
const NEW = 'Brisk-Lantern-2';

describe.skipIf(reason !== undefined)(`a real domain controller${reason ? ` (${reason})` : ''}`, () => {
  let samba: Samba;
  let directory: ActiveDirectory;
  let made = 0;

  const open = (changes: Partial<LdapSettings> = {}): Promise<ActiveDirectory> =>
    activeDirectory({ ...samba.settings, ...changes }, { clock: Date.now, log: quiet });

  beforeAll(async () => {
    samba = await startSamba();
    directory = await open();
  }, 120_000);
  afterAll(async () => {
    await directory?.close();
    await samba?.stop();
  });

  async function someone(attributes: Readonly<Record<string, string>> = {}) {
    made += 1;
    const name = `sam${made}`;
    const dn = await samba.add({ name, password: OLD, attributes });
    return { name, dn, account: await found(name) };
  }

  async function found(name: string): Promise<Account> {
    const account = await directory.find(name);
    if (!account) throw new Error(`${name} is not found.`);
    return account;
  }

  const refusal = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'not refused',
      (error: unknown) => error,
    );

  describe('after a reset', () => {
    it('Kerberos, SMB and LDAP take the new password and refuse the old, whatever grace the server has by default', async () => {
      const { name, dn, account } = await someone();
      await directory.setPassword(account, NEW);
      const [ldapOld, ldapNew] = [await samba.whoami(dn, OLD), await samba.whoami(dn, NEW)];
      const [kinitOld, kinitNew] = [await samba.kinit(name, OLD), await samba.kinit(name, NEW)];
      const [smbOld, smbNew] = [await samba.smb(name, OLD), await samba.smb(name, NEW)];
      expect({ ldapOld, ldapNew, kinitOld, kinitNew, smbOld, smbNew }).toEqual({
        ldapOld: false,
        ldapNew: true,
        kinitOld: false,
        kinitNew: true,
        smbOld: false,
        smbNew: true,
      });
    });

    it('one write alone would have left the old password working here, so the test above can fail', async () => {
      const { name, dn } = await someone();
      await samba.tool('user', 'setpassword', name, `--newpassword=${NEW}`);
      expect(await samba.bind(dn, OLD)).toBe('OK');
    });

    it('lifts the lock-out and "must change" in the same write', async () => {
      const { name, dn, account } = await someone();
      await samba.replace(dn, 'pwdLastSet', ['0']);
      for (let wrong = 0; wrong < 3; wrong += 1) await samba.bind(dn, 'Not-The-Password-1');
      expect((await found(name)).state).toMatchObject({ locked: true, passwordExpired: true });
      await directory.setPassword(account, NEW);
      expect((await found(name)).state).toMatchObject({ locked: false, passwordExpired: false });
      expect(await samba.bind(dn, NEW)).toBe('OK');
    });
  });

  describe('a refused password', () => {
    it.each([
      ['too-short', 'Ab1-xyz'],
      ['too-simple', 'onlylowercaseletters'],
      ['contains-name', 'Vale-of-tears-77'],
      ['characters', 'Bell\u0007-and-Whistle-1'],
      ['characters', `Lone-Surrogate-1${'\ud800'}`],
      ['too-long', 'aB1-'.repeat(65)],
    ] as const)('is told as %s, and the account is as it was', async (rule, password) => {
      const { dn, account } = await someone({ displayName: 'Iris Vale' });
      const before = [await samba.passwordWrites(dn), (await directory.read(account.id))?.passwordSetAt];
      const refused = await refusal(directory.setPassword(account, password));
      expect(refused).toBeInstanceOf(PasswordRejected);
      expect(refused).toMatchObject({ rule });
      expect([await samba.passwordWrites(dn), (await directory.read(account.id))?.passwordSetAt]).toEqual(before);
      expect(await samba.bind(dn, OLD)).toBe('OK');
    });

    it('by a fine-grained policy is told too, and its rules are shown where they may be read, never others instead', async () => {
      const { name, dn, account } = await someone();
      await samba.tool(
        ...['domain', 'passwordsettings', 'pso', 'create', 'strict', '1', '--min-pwd-length=20', '--complexity=on'],
      );
      await samba.tool('domain', 'passwordsettings', 'pso', 'apply', 'strict', name);
      expect(await refusal(directory.setPassword(account, NEW))).toMatchObject({ rule: 'too-short' });
      expect(await samba.bind(dn, OLD)).toBe('OK');
      const asAdministrator = await open({ bindDn: 'Administrator@example.test', bindPassword: 'Adm1n-Passw0rd!' });
      expect(await asAdministrator.rules(account)).toMatchObject({ minLength: 20, classes: 3 });
      await asAdministrator.close();
      expect(await directory.rules(account)).toMatchObject({ minLength: 0, classes: 0, unread: true });
    });
  });

  it('shows the rules of the domain; history is left out, as this server does not enforce it on a reset', async () => {
    const { account } = await someone();
    expect(await directory.rules(account)).toEqual({
      minLength: 10,
      maxLength: 256,
      classes: 3,
      unicode: true,
      history: undefined,
      forbidsOwnName: true,
    });
  });

  describe('protected accounts are refused by us, whatever the directory would allow', () => {
    const group = (name: string): Promise<string> => samba.addGroup(name);

    async function isRefused(account: Account, dn: string): Promise<void> {
      expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
      expect(await refusal(directory.unlock(account))).toBeInstanceOf(AccountRefused);
      expect(await samba.bind(dn, OLD)).toBe('OK');
      expect((await directory.read(account.id))?.isProtected).toBe(true);
    }

    it('marked by adminCount', async () => {
      const { dn, account } = await someone({ adminCount: '1' });
      await isRefused(account, dn);
    });

    it('in Domain Admins through five groups, and from the moment it is: also between the proofs and the write', async () => {
      const { dn, account } = await someone();
      expect(account.isProtected).toBe(false);
      let inner = dn;
      for (let depth = 1; depth <= 5; depth += 1) {
        const outer = await group(`Ring ${depth}`);
        await samba.join(outer, inner);
        inner = outer;
      }
      await samba.join(`CN=Domain Admins,CN=Users,${samba.baseDn}`, inner);
      await isRefused(account, dn);
      expect((await directory.read(account.id))?.groups).toEqual(
        expect.arrayContaining(['Ring 1', 'Ring 5', 'Domain Admins']),
      );
    }, 20_000);

    it('with a privileged group as primary group, which memberOf does not show', async () => {
      const { dn, account } = await someone();
      await samba.join(`CN=Domain Admins,CN=Users,${samba.baseDn}`, dn);
      await samba.replace(dn, 'primaryGroupID', ['512']);
      await isRefused(account, dn);
    });

    it.each(['Vale, Iris (R&D) * "x" #1 + 2', ' leading and trailing ', 'C:\\Users\\<é;ü>=', 'Ирис Вейл 🐎'])(
      'in Domain Admins through a group, with a name that has to be escaped: %j',
      async (cn) => {
        made += 1;
        const name = `odd${made}`;
        const dn = await samba.add({ name, cn, password: OLD });
        const outer = await group(`Odd (${made}) *, "y" \\ é`);
        expect((await found(name)).isProtected).toBe(false);
        await samba.join(outer, dn);
        await samba.join(`CN=Domain Admins,CN=Users,${samba.baseDn}`, outer);
        await isRefused(await found(name), dn);
      },
    );

    it('in a privileged group that the service account may not look at, or that is kept in another domain', async () => {
      const { dn, account } = await someone();
      const hidden = `CN=Backup Operators,CN=Builtin,${samba.baseDn}`;
      const shown = await samba.tool('user', 'show', 'svc-reset', '--attributes=objectSid');
      const sid = /objectSid: (\S+)/.exec(shown)?.[1] ?? '';
      await samba.tool('dsacl', 'set', `--objectdn=${hidden}`, `--sddl=(D;;RPLC;;;${sid})`);
      await samba.join(hidden, dn);
      expect((await directory.read(account.id))?.groups).not.toContain('Backup Operators');
      await isRefused(account, dn);
    });

    it('in a group that the settings name', async () => {
      const { dn, account } = await someone();
      await samba.join(await group('Treasury'), dn);
      expect((await directory.read(account.id))?.isProtected).toBe(false);
      const careful = await open({ protectedGroups: ['treasury'] });
      expect(await refusal(careful.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
      await careful.close();
    });

    it('our own service account, and the built-in administrator', async () => {
      const whole = await open({ baseDn: samba.baseDn });
      expect(await whole.find('svc-reset')).toMatchObject({ isProtected: true });
      expect(await whole.find('Administrator')).toMatchObject({ isProtected: true });
      await whole.close();
    });
  });

  describe('what is known of an account', () => {
    it('disabled, expired and "cannot change" are seen; the first and the last are refused', async () => {
      const gone = await someone({ userAccountControl: '514', accountExpires: '131000000000000000' });
      expect(gone.account.state).toMatchObject({ disabled: true, expired: true });
      expect(await refusal(directory.setPassword(gone.account, NEW))).toBeInstanceOf(AccountRefused);
      const kept = await someone();
      const deny = (who: string): string => `(OD;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;${who})`;
      await samba.tool('dsacl', 'set', `--objectdn=${kept.dn}`, `--sddl=${deny('WD')}${deny('PS')}`);
      const account = await found(kept.name);
      expect(account.state.cannotChange).toBe(true);
      expect(await refusal(directory.setPassword(account, NEW))).toBeInstanceOf(AccountRefused);
    });

    it('a right password that must be changed is still the right password; a wrong or disabled one is not', async () => {
      const { dn, account } = await someone();
      await samba.replace(dn, 'pwdLastSet', ['0']);
      expect(await directory.verifyPassword(account, OLD)).toBe(true);
      expect(await directory.verifyPassword(account, NEW)).toBe(false);
      await samba.replace(dn, 'userAccountControl', ['514']);
      expect(await directory.verifyPassword(account, OLD)).toBe(false);
    });

    it('a name of one person is not taken for the mail of another', async () => {
      const { name, account } = await someone();
      await someone({ mail: `${name}@example.test` });
      expect((await directory.find(`${name}@example.test`))?.id).toBe(account.id);
      const shared = { mail: 'both@example.test' };
      await someone(shared);
      await someone(shared);
      expect(await directory.find('both@example.test')).toBeUndefined();
    });

    it('is the same by its SID', async () => {
      const { name, account } = await someone();
      const shown = await samba.tool('user', 'show', name, '--attributes=objectSid');
      const sid = /objectSid: (\S+)/.exec(shown)?.[1] ?? '';
      expect(await directory.findBySid(sid)).toEqual(account);
    });
  });

  it(
    `${HOSTILE_NAMES} hostile names find nobody, or the one person of exactly that name`,
    async () => {
      const { name } = await someone({ mail: 'target@example.test' });
      for (const typed of hostileNames(name, HOSTILE_NAMES)) {
        const account = await directory.find(typed);
        if (account)
          expect(account.login.split('@', 1)[0]?.toLowerCase()).toBe(typed.normalize('NFKC').trim().toLowerCase());
      }
    },
    60_000 + HOSTILE_NAMES * 50,
  );

  it(
    `${ROUND_TRIPS} random Unicode passwords sign in with the same key strokes, or are refused with a rule; the one before is refused`,
    async () => {
      const patient = await open({ timeoutMs: FULL ? 30_000 : 5000 });
      const taken = await roundTrips(ROUND_TRIPS, FULL ? 4 : 1, async () => {
        const { dn, account } = await someone();
        const signsIn = async (password: string): Promise<boolean> => (await samba.bind(dn, password)) === 'OK';
        return { directory: patient, account, password: OLD, signsIn };
      });
      await patient.close();
      expect(taken).toBeGreaterThan(ROUND_TRIPS / 2);
    },
    60_000 + ROUND_TRIPS * 1000,
  );
});
