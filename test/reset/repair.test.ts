import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import type { Account } from '../../src/directories/directory.js';
import { DirectoryUnavailable } from '../../src/errors.js';
import { writeRepairs } from '../../src/reset/repair.js';
import { durableStore } from '../../src/stores/sql.js';
import { type House, house } from '../support/house.js';
import { startInstance } from '../support/instance.js';

const MINUTE = 60_000;
const NEW = 'a brand new passphrase';

let home: House;
let warned: string[];
let isAway = false;
beforeEach(async () => {
  isAway = false;
  warned = [];
  home = await house({
    directory: (embedded) => ({
      ...embedded,
      read: async (id) => {
        if (isAway) throw new DirectoryUnavailable('No answer.');
        return embedded.read(id);
      },
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
  });
});
