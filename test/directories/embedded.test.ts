import { describe, expect, it } from 'vitest';
import { type Keyring, keyring } from '../../src/crypto.js';
import type { Account } from '../../src/directories/directory.js';
import { embeddedDirectory } from '../../src/directories/embedded.js';
import { passwordHashes } from '../../src/directories/embedded-hash.js';
import { people, SAMPLE_DOMAIN, seedPeople } from '../../src/directories/embedded-people.js';
import { AccountRefused, PasswordRejected } from '../../src/errors.js';
import { fakeAccountRows } from '../support/account-rows.js';

const clock = (): number => 1_700_000_000_000;
const first = new Uint8Array(32).fill(1);
const second = new Uint8Array(32).fill(2);

async function seeded(keys: Keyring = keyring(first)) {
  const accounts = fakeAccountRows();
  await seedPeople(accounts, { keyring: keys, clock });
  const directory = embeddedDirectory({ accounts, keyring: keys, clock, domain: SAMPLE_DOMAIN });
  const account = async (name: string): Promise<Account> => {
    const found = await directory.find(`${name}@${SAMPLE_DOMAIN}`);
    if (!found) throw new Error(`${name} is one of the sample people.`);
    return found;
  };
  return { accounts, directory, account };
}

const rejection = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.catch((caught: unknown) => caught);
  return error instanceof PasswordRejected ? error.rule : String(error);
};

describe('the sample people', () => {
  it('are the five of the documentation, seeded once', async () => {
    const { accounts, directory, account } = await seeded();
    expect(await seedPeople(accounts, { keyring: keyring(first), clock })).toEqual([]);
    expect(await accounts.count()).toBe(5);
    expect((await account('cleo')).state.locked).toBe(true);
    expect((await account('eve')).state.disabled).toBe(true);
    expect((await account('dana')).isProtected).toBe(true);
    expect((await account('ben')).phone).toBe('+12025550101');
    expect(people.find(({ login }) => login.startsWith('ben'))?.registered).toEqual([]);
    expect(await directory.verifyPassword(await account('ada'), 'Correct-Horse-1')).toBe(true);
    expect(await directory.verifyPassword(await account('ben'), 'Correct-Horse-2')).toBe(true);
  });

  it('are the same when two instances seed at once', async () => {
    const accounts = fakeAccountRows();
    const keys = keyring(first);
    const added = await Promise.all([
      seedPeople(accounts, { keyring: keys, clock }),
      seedPeople(accounts, { keyring: keys, clock }),
    ]);
    expect(await accounts.count()).toBe(5);
    expect(added.flat().map(({ id }) => id)).toHaveLength(5);
  });

  it('are found without their domain, and in full-width letters', async () => {
    const { directory } = await seeded();
    expect((await directory.find('Ada'))?.login).toBe('ada@contoso.example');
    expect((await directory.find('ａｄａ@contoso.example'))?.login).toBe('ada@contoso.example');
  });
});

describe('what is not shaped like a name', () => {
  it.each(['ada*', 'ada@contoso.example\u0000', '(ada)', 'ada ben', 'a'.repeat(114), ''])(
    '%j never reaches the database',
    async (typed) => {
      const asked: string[] = [];
      const rows = fakeAccountRows();
      const accounts = {
        ...rows,
        find: (name: string) => {
          asked.push(name);
          return rows.find(name);
        },
      };
      const directory = embeddedDirectory({ accounts, keyring: keyring(first), clock, domain: SAMPLE_DOMAIN });
      expect(await directory.find(typed)).toBeUndefined();
      expect(asked).toEqual([]);
    },
  );
});

describe('embedded passwords', () => {
  it('are Argon2id at 19 MiB, two passes, one lane, under a key outside the database', async () => {
    const hashes = passwordHashes(keyring(first));
    const stored = await hashes.make('p1', 'Correct-Horse-1');
    expect(stored).toMatch(/^[0-9a-f]{8}:\$argon2id\$v=19\$m=19456,t=2,p=1\$/u);
    expect(await hashes.matches({ id: 'p1', passwordHash: stored }, 'Correct-Horse-1')).toBe(true);
    expect(await passwordHashes(keyring(second)).matches({ id: 'p1', passwordHash: stored }, 'Correct-Horse-1')).toBe(
      false,
    );
  });

  it('do not open another account when the hash is moved there', async () => {
    const hashes = passwordHashes(keyring(first));
    const stored = await hashes.make('p1', 'Correct-Horse-1');
    expect(await hashes.matches({ id: 'p2', passwordHash: stored }, 'Correct-Horse-1')).toBe(false);
  });

  it('are hashed again when the key has changed and the person signs in', async () => {
    const { accounts, account } = await seeded();
    const ada = await account('ada');
    const rotated = keyring(second, [first]);
    const directory = embeddedDirectory({ accounts, keyring: rotated, clock });
    expect(await directory.verifyPassword(ada, 'Correct-Horse-1')).toBe(true);
    expect((await accounts.read(ada.id))?.passwordHash.startsWith(`${rotated.keyId}:`)).toBe(true);
    expect(await directory.verifyPassword(ada, 'Correct-Horse-1')).toBe(true);
  });

  it.each([
    ['eleven-char', 'too-short'],
    ['x'.repeat(257), 'too-long'],
    ['my-name-is-lind-okay', 'contains-name'],
    ['Correct-Horse-1', 'in-history'],
    ['half-a-character-\ud800', 'characters'],
    ['a-bell-\u0007-rings-here', 'characters'],
  ])('%s is refused: %s', async (password, rule) => {
    const { directory, account } = await seeded();
    expect(await rejection(directory.setPassword(await account('ada'), password))).toBe(rule);
    expect(await directory.verifyPassword(await account('ada'), 'Correct-Horse-1')).toBe(true);
  });

  it('are counted in characters as people see them, not in bytes', async () => {
    const { directory, account } = await seeded();
    expect(await rejection(directory.setPassword(await account('ada'), '🐎'.repeat(11)))).toBe('too-short');
    await directory.setPassword(await account('ada'), '🐎'.repeat(12));
    expect(await directory.verifyPassword(await account('ada'), '🐎'.repeat(12))).toBe(true);
  });

  it('the last character of the longest password matters', async () => {
    const { directory, account } = await seeded();
    await directory.setPassword(await account('ada'), `${'y'.repeat(255)}a`);
    expect(await directory.verifyPassword(await account('ada'), `${'y'.repeat(255)}b`)).toBe(false);
  });

  it('composed and decomposed letters are the same password', async () => {
    const { directory, account } = await seeded();
    await directory.setPassword(await account('ada'), 'caf\u00e9-au-lait-42');
    expect(await directory.verifyPassword(await account('ada'), 'cafe\u0301-au-lait-42')).toBe(true);
  });

  it('of a disabled account are neither set nor right', async () => {
    const { directory, account } = await seeded();
    const eve = await account('eve');
    await expect(directory.setPassword(eve, 'Fresh-Meadow-7-Walnut')).rejects.toBeInstanceOf(AccountRefused);
    expect(await directory.verifyPassword(eve, 'Correct-Horse-5')).toBe(false);
  });
});

describe('the embedded lock-out', () => {
  it('comes after ten wrong passwords in a row, also at once, and refuses the right one', async () => {
    const { directory, account } = await seeded();
    const ada = await account('ada');
    await Promise.all(Array.from({ length: 10 }, () => directory.verifyPassword(ada, 'wrong')));
    expect((await account('ada')).state.locked).toBe(true);
    expect(await directory.verifyPassword(ada, 'Correct-Horse-1')).toBe(false);
    await directory.unlock(ada);
    expect(await directory.verifyPassword(ada, 'Correct-Horse-1')).toBe(true);
  });

  it('a right password begins the count anew', async () => {
    const { directory, account } = await seeded();
    const ada = await account('ada');
    for (let round = 0; round < 2; round += 1) {
      for (let wrong = 0; wrong < 9; wrong += 1) await directory.verifyPassword(ada, 'wrong');
      expect(await directory.verifyPassword(ada, 'Correct-Horse-1')).toBe(true);
    }
    expect((await account('ada')).state.locked).toBe(false);
  });

  it('writes nothing for an account that is gone', async () => {
    const { directory, account } = await seeded();
    const gone = { ...(await account('ada')), id: 'gone' };
    await expect(directory.setPassword(gone, 'Fresh-Meadow-7-Walnut')).rejects.toBeInstanceOf(AccountRefused);
    await expect(directory.unlock(gone)).rejects.toBeInstanceOf(AccountRefused);
  });
});

describe('two instances over one database', () => {
  /** Both see the same rows; `pause` holds the second one up between reading and writing. */
  async function pair() {
    const { accounts, directory, account } = await seeded();
    let between: (() => Promise<unknown>) | undefined;
    const slow = embeddedDirectory({
      accounts: {
        ...accounts,
        async update(...change) {
          const first = between;
          between = undefined;
          await first?.();
          return accounts.update(...change);
        },
      },
      keyring: keyring(first),
      clock,
    });
    return {
      account,
      first: directory,
      slow,
      meanwhile: (work: () => Promise<unknown>) => {
        between = work;
      },
    };
  }

  it.each(['Correct-Horse-1', 'wrong'])(
    'a sign-in with %j on the one does not bring back the password that the other has just replaced',
    async (typed) => {
      const { account, first: one, slow, meanwhile } = await pair();
      const ada = await account('ada');
      await one.verifyPassword(ada, 'wrong');
      meanwhile(() => one.setPassword(ada, 'Fresh-Meadow-7-Walnut'));
      expect(await slow.verifyPassword(ada, typed)).toBe(false);
      expect(await one.verifyPassword(ada, 'Correct-Horse-1')).toBe(false);
      expect(await one.verifyPassword(ada, 'Fresh-Meadow-7-Walnut')).toBe(true);
    },
  );

  it('a wrong sign-in does not lock again what the other has just unlocked, and is counted', async () => {
    const { account, first: one, slow, meanwhile } = await pair();
    const ada = await account('ada');
    for (let wrong = 0; wrong < 9; wrong += 1) await one.verifyPassword(ada, 'wrong');
    meanwhile(() => one.unlock(ada));
    await slow.verifyPassword(ada, 'wrong');
    expect((await account('ada')).state.locked).toBe(false);
    for (let wrong = 0; wrong < 9; wrong += 1) await one.verifyPassword(ada, 'wrong');
    expect((await account('ada')).state.locked).toBe(true);
  });

  it('a new password does not enable an account that was disabled meanwhile', async () => {
    const { accounts, directory, account } = await seeded();
    const ada = await account('ada');
    const slow = embeddedDirectory({
      accounts: {
        ...accounts,
        async update(id, change, before) {
          await accounts.update(id, { state: { ...ada.state, disabled: true } });
          return accounts.update(id, change, before);
        },
      },
      keyring: keyring(first),
      clock,
    });
    await expect(slow.setPassword(ada, 'Fresh-Meadow-7-Walnut')).rejects.toBeInstanceOf(AccountRefused);
    expect((await account('ada')).state.disabled).toBe(true);
    expect(await directory.verifyPassword(ada, 'Fresh-Meadow-7-Walnut')).toBe(false);
  });
});
