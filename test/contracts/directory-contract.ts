import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, Directory } from '../../src/directories/directory.js';
import { PasswordRejected } from '../../src/errors.js';

/** Somebody to put into the directory by its own means, not through the adapter. */
export interface NewPerson {
  readonly login: string;
  readonly displayName: string;
  readonly password: string;
  readonly mail?: string;
  /** E.164. */
  readonly phone?: string;
  readonly groups?: readonly string[];
  readonly disabled?: boolean;
}

export interface DirectoryUnderTest {
  readonly directory: Directory;
  addPerson(person: NewPerson): Promise<void>;
  /** Locks the account by the directory's own means. */
  lock(login: string): Promise<void>;
  /** A client that knows nothing of the adapter signs in. */
  signsIn(login: string, password: string): Promise<boolean>;
  stop(): Promise<void>;
}

const HOSTILE = [
  '*',
  'a*',
  '*)(uid=*',
  'iris)(|(uid=*',
  'iris\u0000',
  'iris\\2a',
  "' or 1=1 --",
  'iris;drop',
  'iris\n',
  'a'.repeat(114),
  '',
  ' ',
  '../iris',
  'cn=iris,dc=example',
  '\u202eiris',
  '(&)',
];

/** What every directory promises. `domain` completes the logins used here; without `locks` it has no lock-out that anybody could see or lift. */
export function directoryContract(
  name: string,
  start: () => Promise<DirectoryUnderTest>,
  { domain = 'contoso.example', locks = true }: { readonly domain?: string; readonly locks?: boolean } = {},
): void {
  describe(`${name} as a directory`, () => {
    let under: DirectoryUnderTest;
    let made = 0;
    beforeAll(async () => {
      under = await start();
    }, 120_000);
    afterAll(() => under?.stop());

    async function someone(
      sketch: Partial<NewPerson> = {},
    ): Promise<{ account: Account; login: string; password: string }> {
      made += 1;
      const login = sketch.login ?? `iris${made}@${domain}`;
      const password = sketch.password ?? `Old-Lantern-${made}-Harbour`;
      await under.addPerson({ displayName: `Iris Vale ${made}`, mail: `mail.${login}`, ...sketch, login, password });
      const account = await under.directory.find(login);
      if (!account) throw new Error(`${login} was added and is not found.`);
      return { account, login, password };
    }

    it('finds a person by login and by mail, whatever the case', async () => {
      const { account, login } = await someone();
      expect((await under.directory.find(login.toUpperCase()))?.id).toBe(account.id);
      expect((await under.directory.find(`Mail.${login}`))?.id).toBe(account.id);
    });

    it('reads the same person by immutable id, and nobody by an unknown one', async () => {
      const { account } = await someone();
      expect(await under.directory.read(account.id)).toEqual(account);
      expect(await under.directory.read('00000000-0000-4000-8000-000000000000')).toBeUndefined();
    });

    it.each(HOSTILE)('finds nobody by %j', async (typed) => {
      await someone();
      expect(await under.directory.find(typed)).toBeUndefined();
    });

    it('says what is on file: name, mail, phone, groups', async () => {
      const { account, login } = await someone({ phone: '+12025550111', groups: ['Staff'] });
      expect(account).toMatchObject({ mail: `mail.${login}`, phone: '+12025550111', isProtected: false });
      expect(account.displayName).toContain('Iris Vale');
      expect(account.groups).toContain('Staff');
    });

    it('says that an account is disabled', async () => {
      const { account } = await someone({ disabled: true });
      expect(account.state.disabled).toBe(true);
    });

    it('sets a password: from then on the new one signs in and the old one does not', async () => {
      const { account, login, password } = await someone();
      expect(await under.signsIn(login, password)).toBe(true);
      await under.directory.setPassword(account, 'Fresh-Meadow-7-Walnut');
      expect(await under.signsIn(login, 'Fresh-Meadow-7-Walnut')).toBe(true);
      expect(await under.signsIn(login, password)).toBe(false);
    });

    it('says when the password was set, where it says so at all', async () => {
      const { account } = await someone();
      await under.directory.setPassword(account, 'Second-Meadow-8-Walnut');
      const after = await under.directory.read(account.id);
      expect(after?.passwordSetAt ?? 0).toBeGreaterThanOrEqual(account.passwordSetAt ?? 0);
    });

    it('refuses a password that is too short and leaves the account as it was', async () => {
      const { account, login, password } = await someone();
      const refused = await under.directory.setPassword(account, 'Aa1-').catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(PasswordRejected);
      expect(await under.signsIn(login, password)).toBe(true);
      expect(await under.signsIn(login, 'Aa1-')).toBe(false);
    });

    it('takes passwords in any script where its rules say so', async () => {
      const { account, login } = await someone();
      const { unicode } = await under.directory.rules(account);
      if (!unicode) return;
      await under.directory.setPassword(account, 'Žluťoučký-kůň-🐎-42');
      expect(await under.signsIn(login, 'Žluťoučký-kůň-🐎-42')).toBe(true);
    });

    if (locks) {
      it('unlocks an account and leaves its password alone', async () => {
        const { login, password } = await someone();
        await under.lock(login);
        const locked = await under.directory.find(login);
        if (!locked) throw new Error('The locked account is gone.');
        expect(locked.state.locked).toBe(true);
        await under.directory.unlock(locked);
        expect((await under.directory.find(login))?.state.locked).toBe(false);
        expect(await under.signsIn(login, password)).toBe(true);
      });

      it('lifts the lock-out when it sets a password', async () => {
        const { account, login } = await someone();
        await under.lock(login);
        await under.directory.setPassword(account, 'Third-Meadow-9-Walnut');
        expect((await under.directory.find(login))?.state.locked).toBe(false);
        expect(await under.signsIn(login, 'Third-Meadow-9-Walnut')).toBe(true);
      });
    }

    it('verifies a password: the right one, not a wrong or an empty one', async () => {
      const { account, password } = await someone();
      expect(await under.directory.verifyPassword(account, password)).toBe(true);
      expect(await under.directory.verifyPassword(account, `${password}x`)).toBe(false);
      expect(await under.directory.verifyPassword(account, '')).toBe(false);
    });

    it('verifies nothing for an account that is not there', async () => {
      const { account, password } = await someone();
      const ghost = { ...account, id: '00000000-0000-4000-8000-000000000000', login: `ghost@${domain}` };
      expect(await under.directory.verifyPassword(ghost, password)).toBe(false);
    });

    it('shows rules that can be met', async () => {
      const { account } = await someone();
      const rules = await under.directory.rules(account);
      expect(rules.minLength).toBeGreaterThanOrEqual(0);
      expect(rules.maxLength).toBeGreaterThanOrEqual(Math.max(rules.minLength, 64));
    });

    it('inspects itself and finds nothing down', async () => {
      const findings = await under.directory.inspect();
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.filter(({ severity }) => severity === 'down')).toEqual([]);
    });
  });
}
