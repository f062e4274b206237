import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import type { Account, Directory } from '../../src/directories/directory.js';
import { AccountRefused, DirectoryUnavailable, SealBroken } from '../../src/errors.js';
import { keptFor, keptOf } from '../../src/reset/kept-password.js';
import { writeRepairs } from '../../src/reset/repair.js';
import { durableStore } from '../../src/stores/sql.js';
import { traces } from '../support/canary.js';
import { type House, house } from '../support/house.js';
import { startInstance } from '../support/instance.js';

const MINUTE = 60_000;
const NEW = 'a brand new passphrase';

let home: House;
let warned: string[];
let isAway = false;
let finishes: Directory['finish'];
beforeEach(async () => {
  isAway = false;
  finishes = undefined;
  warned = [];
  home = await house({
    directory: (embedded) => ({
      ...embedded,
      read: async (id) => {
        if (isAway) throw new DirectoryUnavailable('No answer.');
        return embedded.read(id);
      },
      finish: async (account, left) => finishes?.(account, left) ?? 'done',
    }),
  });
  // The sample people were made at this moment.
  home.time.now += MINUTE;
});
afterEach(() => home.close());

const repairs = () => writeRepairs({ ...home.world, log: { warn: (_, text) => void warned.push(text) } });

async function person(login = 'ada@contoso.example'): Promise<Account> {
  const account = await home.world.directory.find(login);
  if (!account) throw new Error(`${login} is one of the sample people.`);
  return account;
}

/** A write was begun and the process died. */
async function begun(account: Account, action: 'set-password' | 'unlock' = 'set-password'): Promise<void> {
  const { id: accountId, passwordSetAt } = account;
  await home.world.journal.claim({ grantId: 'g1', accountId, action, passwordSetAt });
  home.time.now += 1;
}

const open = async () => (await home.world.journal.unsettled(home.time.now + 1)).length;
const notices = async () => (await home.phone('ada@home.example')).map(({ text }) => text.split('\n', 1)[0] ?? '');
const outcomes = async () =>
  (await home.adapters.durable.audit.list({ sessionId: 'g1', limit: 9 })).map(({ event, outcome }) => [event, outcome]);

describe('a write whose process died', () => {
  it('after the directory had taken it: is found done, and the person is told, once, whoever looks', async () => {
    const account = await person();
    await begun(account);
    await home.world.directory.setPassword(account, NEW);
    await Promise.all([repairs().look(0), repairs().look(0)]);
    expect(await open()).toBe(0);
    expect(await notices()).toEqual([expect.stringMatching(/password was changed/i)]);
    expect(await outcomes()).toEqual([['authn_password_change', 'found-done']]);
  });

  it('before the directory had it: is settled as not done once it cannot come any more; nobody is alarmed', async () => {
    await begun(await person());
    await repairs().look(0);
    expect(await open()).toBe(1);
    home.time.now += 15 * MINUTE;
    await repairs().look(0);
    expect(await open()).toBe(0);
    expect(await notices()).toEqual([]);
    expect(await outcomes()).toEqual([['authn_password_change_fail', 'found-failed']]);
    expect(await home.world.directory.verifyPassword(await person(), 'Correct-Horse-1')).toBe(true);
  });

  it('in an unlocking: is found done when the account is no longer locked', async () => {
    const account = await person('cleo@contoso.example');
    await begun(account, 'unlock');
    await repairs().look(0);
    expect(await open()).toBe(1);
    await home.world.directory.unlock(account);
    await repairs().look(0);
    expect(await open()).toBe(0);
    expect(await outcomes()).toEqual([['user_updated', 'found-done']]);
  });
});

describe('a write', () => {
  it('that may still be under way is left alone', async () => {
    const account = await person();
    await begun(account);
    await home.world.directory.setPassword(account, NEW);
    await repairs().look(2 * MINUTE);
    expect(await open()).toBe(1);
    home.time.now += 2 * MINUTE;
    await repairs().look(2 * MINUTE);
    expect(await open()).toBe(0);
  });

  it('whose outcome was unknown is settled as soon as it shows', async () => {
    const account = await person();
    await begun(account);
    await home.world.journal.settle('g1', 'unknown');
    await home.world.directory.setPassword(account, NEW);
    await repairs().look(0);
    expect(await outcomes()).toEqual([['authn_password_change', 'found-done']]);
  });

  it('is looked at again when the directory is back', async () => {
    const account = await person();
    await begun(account);
    await home.world.directory.setPassword(account, NEW);
    isAway = true;
    await repairs().look(0);
    expect(warned).toEqual([expect.stringMatching(/could not be looked at/)]);
    isAway = false;
    await repairs().look(0);
    expect(await open()).toBe(0);
  });

  it('of which the directory never says anything is asked about for a day', async () => {
    const account = await person();
    await begun({ ...account, passwordSetAt: undefined });
    home.time.now += 25 * 60 * MINUTE;
    await repairs().look(0);
    expect([await open(), warned]).toEqual([1, []]);
  });
});

describe('a write that takes two', () => {
  /** The first is in, the process died before the second; the directory says what it is asked to finish. */
  async function cutInTwo(finish: () => Promise<'done' | 'other'> = async () => 'done') {
    const asked: unknown[] = [];
    finishes = (account, left) => {
      asked.push([account.id, left]);
      return finish();
    };
    const account = await person();
    const one = { grantId: 'g1', accountId: account.id };
    const kept = keptFor(home.world.keyring, one, NEW);
    const { passwordSetAt } = account;
    await home.world.journal.claim({ ...one, action: 'set-password', passwordSetAt, passwordVersion: 7, kept });
    home.time.now += 1;
    await home.world.directory.setPassword(account, NEW);
    return { asked, kept, keeps: async () => (await home.world.journal.unsettled(home.time.now + 1))[0]?.kept };
  }
  const finish = { password: NEW, versionBefore: 7 };

  it('is finished with the chosen password, which is then forgotten; the person is told once', async () => {
    const { asked } = await cutInTwo();
    await Promise.all([repairs().look(0), repairs().look(0)]);
    await repairs().look(0);
    expect(asked[0]).toEqual(['sample-ada', finish]);
    expect(await open()).toBe(0);
    expect(await outcomes()).toEqual([['authn_password_change', 'found-done']]);
    expect(await notices()).toHaveLength(1);
  });

  it('is tried again while the directory is away, for a quarter of an hour; then the password is forgotten, come what may', async () => {
    let isBack = false;
    const { asked, keeps } = await cutInTwo(async () => {
      if (isBack) return 'done';
      throw new DirectoryUnavailable('No answer.');
    });
    await repairs().look(0);
    expect([await open(), await keeps()]).toEqual([1, expect.any(String)]);
    home.time.now += 15 * MINUTE;
    await repairs().look(0);
    expect(await keeps()).toBeUndefined();
    isBack = true;
    await repairs().look(0);
    expect(asked.at(-1)).toEqual(['sample-ada', { password: undefined, versionBefore: 7 }]);
    expect(await outcomes()).toEqual([['authn_password_change', 'found-done']]);
  });

  it('is not ours when another password is in force: settled as not done, nobody is told', async () => {
    await cutInTwo(async () => 'other');
    await repairs().look(0);
    expect(await outcomes()).toEqual([['authn_password_change_fail', 'found-failed']]);
    expect(await notices()).toEqual([]);
  });

  it('stays as it is when the account may not be touched any more', async () => {
    await cutInTwo(async () => {
      throw new AccountRefused('Protected since.');
    });
    await repairs().look(0);
    expect(await outcomes()).toEqual([['authn_password_change', 'found-done']]);
    expect(await open()).toBe(0);
  });

  it('keeps the password sealed, for that account and that write alone', async () => {
    const { kept } = await cutInTwo();
    expect(
      traces([{ name: 'password', value: NEW, guessable: true }], [{ name: 'row', bytes: Buffer.from(kept) }]),
    ).toEqual([]);
    const write = { grantId: 'g1', accountId: 'sample-ada', action: 'set-password', at: home.time.now, kept } as const;
    const { keyring: keys } = home.world;
    expect(keptOf(keys, write, home.time.now)).toBe(NEW);
    expect(() => keptOf(keys, { ...write, grantId: 'g2' }, home.time.now)).toThrow(SealBroken);
    expect(() => keptOf(keys, { ...write, accountId: 'sample-ben' }, home.time.now)).toThrow(SealBroken);
    expect(keptOf(keys, write, home.time.now + 15 * MINUTE)).toBeUndefined();
  });
});

describe('a server that starts', () => {
  it('looks after what the process before it left open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'repair-'));
    const before = await startInstance({ DATA_DIR: folder });
    await before.stop('SIGKILL');
    const key = Buffer.from(readFileSync(join(folder, 'evaluation.key'), 'utf8'), 'base64');
    const store = await durableStore({
      file: join(folder, 'reset-assistant.db'),
      keyring: keyring(key),
      clock: Date.now,
    });
    await store.journal.claim({ grantId: 'g1', accountId: 'sample-ada', action: 'set-password', passwordSetAt: 1 });
    const after = await startInstance({ DATA_DIR: folder });
    await expect.poll(() => store.journal.unsettled(Date.now() + 1), { timeout: 10_000 }).toEqual([]);
    await after.stop();
    expect(await store.audit.list({ sessionId: 'g1', limit: 9 })).toMatchObject([{ outcome: 'found-done' }]);
    await store.close();
    rmSync(folder, { recursive: true });
  }, 60_000);
});
