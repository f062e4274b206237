import { beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/errors.js';
import type { AccountRow, DurableStore } from '../../src/stores/ports.js';
import type { DurableEngine } from './durable-engine.js';

const open = { disabled: false, locked: false, expired: false, passwordExpired: false, cannotChange: false };
const ada: AccountRow = {
  id: 'a1',
  login: 'Ada@contoso.example',
  displayName: 'Ada Löwe',
  groups: ['Staff', 'Domain Admins'],
  state: open,
  mail: 'Ada.Loewe@contoso.example',
  phone: '+12025550100',
  locale: 'de',
  passwordSetAt: 1_600_000_000_000,
  passwordHash: '$argon2id$…',
  failedSignIns: 0,
};
const ben: AccountRow = { ...ada, id: 'b1', login: 'ben', mail: undefined, phone: undefined, locale: undefined };

export function rowsContract(engine: () => DurableEngine): void {
  let now = 0;
  let store: DurableStore;
  let other: DurableStore;
  beforeEach(async () => {
    now = 1_700_000_000_000;
    store = await engine().open({ clock: () => now });
    other = await engine().open({ clock: () => now });
  });

  describe('accounts', () => {
    it('are found by login or mail in any case, and read by id', async () => {
      await store.accounts.add(ada);
      await store.accounts.add(ben);
      expect(await other.accounts.find('ADA@CONTOSO.EXAMPLE')).toEqual(ada);
      expect(await other.accounts.find('ada.loewe@contoso.example')).toEqual(ada);
      expect(await other.accounts.read('b1')).toEqual(ben);
      expect(await other.accounts.find('a1')).toBeUndefined();
      expect(await other.accounts.read('zz')).toBeUndefined();
      expect(await other.accounts.count()).toBe(2);
    });

    it('change in what is given, and in nothing else', async () => {
      await store.accounts.add(ada);
      await store.accounts.update('a1', {});
      await store.accounts.update('a1', { failedSignIns: 3, state: { ...open, locked: true } });
      await store.accounts.update('a1', { passwordHash: 'new', passwordSetAt: 7, mail: 'New@x.example', phone: '+1' });
      const changed = {
        ...ada,
        failedSignIns: 3,
        state: { ...open, locked: true },
        passwordHash: 'new',
        passwordSetAt: 7,
        mail: 'New@x.example',
        phone: '+1',
      };
      expect(await other.accounts.find('new@x.example')).toEqual(changed);
    });

    it('change only if nobody changed password, count or state meanwhile, where that is asked for', async () => {
      await store.accounts.add(ada);
      expect(await store.accounts.update('a1', { failedSignIns: 1 }, ada)).toBe(true);
      expect(await other.accounts.update('a1', { failedSignIns: 7 }, ada)).toBe(false);
      const now = { ...ada, failedSignIns: 1 };
      const rush = Array.from({ length: 10 }, (_, n) =>
        (n % 2 ? store : other).accounts.update('a1', { failedSignIns: 2, state: { ...open, locked: true } }, now),
      );
      expect((await Promise.all(rush)).filter(Boolean)).toHaveLength(1);
      expect(await store.accounts.update('a1', { passwordHash: 'new' }, { ...now, failedSignIns: 2 })).toBe(false);
      expect(await store.accounts.update('zz', { failedSignIns: 1 })).toBe(false);
      expect(await store.accounts.read('a1')).toMatchObject({ failedSignIns: 2, passwordHash: ada.passwordHash });
    });

    it('have each login once', async () => {
      await store.accounts.add(ada);
      await expect(other.accounts.add({ ...ben, login: ada.login.toUpperCase() })).rejects.toThrow(StoreUnavailable);
      expect(await store.accounts.count()).toBe(1);
    });
  });

  describe('the journal of writes', () => {
    const write = { grantId: 'g1', accountId: 'a1', action: 'set-password' } as const;

    it('lets a grant be claimed once, ever, in a rush too', async () => {
      const rush = Array.from({ length: 30 }, (_, n) => (n % 2 ? store : other).journal.claim(write));
      expect((await Promise.all(rush)).filter(Boolean)).toHaveLength(1);
      expect(await store.journal.settle('g1', 'done')).toBe(true);
      expect(await store.journal.claim(write)).toBe(false);
    });

    it('tells what was claimed before a time and is not settled, or settled as unknown', async () => {
      for (const grantId of ['never', 'unknown', 'done', 'refused', 'failed']) {
        await store.journal.claim({ ...write, grantId });
        now += 1;
      }
      for (const outcome of ['unknown', 'done', 'refused', 'failed'] as const) {
        await store.journal.settle(outcome, outcome);
      }
      await store.journal.claim({ ...write, grantId: 'just now' });
      const [at, later] = [now - 5, now - 4];
      expect(await other.journal.unsettled(now)).toEqual([
        { grantId: 'never', accountId: 'a1', action: 'set-password', at },
        { grantId: 'unknown', accountId: 'a1', action: 'set-password', at: later },
      ]);
    });

    it('lets what was unknown be settled, and what is settled stay', async () => {
      await store.journal.claim(write);
      expect(await store.journal.settle('g1', 'unknown')).toBe(true);
      const rush = Array.from({ length: 10 }, (_, n) => (n % 2 ? store : other).journal.settle('g1', 'done'));
      expect((await Promise.all(rush)).filter(Boolean)).toHaveLength(1);
      expect(await store.journal.settle('g1', 'unknown')).toBe(false);
      expect(await store.journal.unsettled(now + 1)).toEqual([]);
    });

    it('remembers when the password had been set before, and whether it was an unlocking', async () => {
      await store.journal.claim({ ...write, passwordSetAt: 7 });
      await store.journal.claim({ grantId: 'g2', accountId: 'a2', action: 'unlock' });
      expect(await other.journal.unsettled(now + 1)).toEqual([
        { ...write, passwordSetAt: 7, at: now },
        { grantId: 'g2', accountId: 'a2', action: 'unlock', at: now, passwordSetAt: undefined },
      ]);
    });

    const kept = async () => (await other.journal.unsettled(now + 1)).map((one) => [one.grantId, one.kept]);

    it.each(['done', 'refused', 'failed'] as const)('a kept password is gone once its write is %s', async (outcome) => {
      await store.journal.claim({ ...write, passwordVersion: 3, kept: 'sealed' });
      expect(await other.journal.unsettled(now + 1)).toMatchObject([{ passwordVersion: 3, kept: 'sealed' }]);
      await store.journal.settle('g1', 'unknown');
      expect(await kept()).toEqual([['g1', 'sealed']]);
      await store.journal.settle('g1', outcome);
      expect(await engine().query('select * from kept_password')).toEqual([]);
    });

    it('a kept password is forgotten in time, and its write is still looked after', async () => {
      await store.journal.claim({ ...write, kept: 'sealed' });
      now += 1000;
      await store.journal.claim({ ...write, grantId: 'g2', kept: 'later' });
      await other.journal.forget(now);
      expect(await kept()).toEqual([
        ['g1', undefined],
        ['g2', 'later'],
      ]);
    });

    it('a password is not kept for a grant that was claimed before', async () => {
      await store.journal.claim({ ...write, kept: 'first' });
      expect(await other.journal.claim({ ...write, kept: 'second' })).toBe(false);
      expect(await kept()).toEqual([['g1', 'first']]);
    });
  });

  describe('the policies that were in force', () => {
    it('are recorded when they differ from the last, newest last', async () => {
      expect(await store.policies.record({ hash: 'a', text: 'A' })).toBe(true);
      now += 1;
      expect(await other.policies.record({ hash: 'a', text: 'A' })).toBe(false);
      expect(await other.policies.record({ hash: 'b', text: 'B' })).toBe(true);
      expect(await store.policies.record({ hash: 'a', text: 'A' })).toBe(true);
      expect(await store.policies.list()).toEqual([
        { hash: 'a', text: 'A', at: now - 1 },
        { hash: 'b', text: 'B', at: now },
        { hash: 'a', text: 'A', at: now },
      ]);
    });

    it('are recorded once when many instances start at once', async () => {
      const rush = Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? store : other).policies.record({ hash: 'a', text: 'A' }),
      );
      expect((await Promise.all(rush)).filter(Boolean)).toHaveLength(1);
      expect(await store.policies.list()).toHaveLength(1);
    });
  });

  describe('the database', () => {
    it('is made once when many instances start at once, and kept over a restart', async () => {
      await store.accounts.add(ada);
      const many = await Promise.all(Array.from({ length: 6 }, () => engine().open()));
      expect(await many[5]?.accounts.count()).toBe(1);
    });

    it('is not touched by an older version than made it', async () => {
      await engine().query("insert into migration (name, at) values ('999-later', 0)");
      await expect(engine().open()).rejects.toThrow(/newer version \(999-later\)/);
    });

    it('answers a ping, and says so when it is gone', async () => {
      expect(await store.ping()).toBeGreaterThan(0);
      await store.close();
      await expect(store.ping()).rejects.toThrow(StoreUnavailable);
      await expect(
        store.audit.append({ event: '', person: '', sessionId: '', channel: '', outcome: '' }),
      ).rejects.toThrow(StoreUnavailable);
    });
  });
}
