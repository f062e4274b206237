import { beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { StoreUnavailable } from '../../src/errors.js';
import type { AuditEntry, AuditVerdict, DurableStore } from '../../src/stores/ports.js';
import type { DurableEngine } from './durable-engine.js';

const entry = (given: Partial<AuditEntry> = {}): AuditEntry => ({
  event: 'authn_login_fail',
  person: 'ada',
  sessionId: 's1',
  channel: 'webchat',
  outcome: 'wrong',
  ...given,
});

export function auditContract(engine: () => DurableEngine): void {
  let now = 0;
  let store: DurableStore;
  const clock = (): number => now;
  const append = async (count: number, on: DurableStore = store): Promise<void> => {
    for (let n = 0; n < count; n += 1) await on.audit.append(entry({ detail: { n } }));
  };
  const headOf = async (on: DurableStore = store): Promise<string> => {
    const verdict = await on.audit.verify();
    expect(verdict.kind).toBe('intact');
    return verdict.kind === 'intact' ? verdict.head : '';
  };
  const damaged = async (sql: readonly string[], expectedHead?: string): Promise<AuditVerdict> => {
    for (const each of sql) await engine().query(each);
    return store.audit.verify(expectedHead);
  };

  beforeEach(async () => {
    now = 1_700_000_000_000;
    store = await engine().open({ clock });
  });

  describe('the audit log', () => {
    it('gives back what was appended, newest first, by person and by session', async () => {
      await store.audit.append(entry({ method: 'sms', detail: { left: 4, blocked: false, why: 'näh' } }));
      now += 1;
      await store.audit.append(entry({ person: 'ben', sessionId: 's2' }));
      await store.audit.append(entry({ sessionId: 's3' }));
      const all = await store.audit.list({ limit: 10 });
      expect(all.map(({ seq }) => seq)).toEqual([3, 2, 1]);
      expect(all[2]).toEqual({
        ...entry({ method: 'sms', detail: { left: 4, blocked: false, why: 'näh' } }),
        seq: 1,
        at: now - 1,
      });
      expect((await store.audit.list({ person: 'ada', limit: 10 })).map(({ seq }) => seq)).toEqual([3, 1]);
      expect((await store.audit.list({ sessionId: 's2', limit: 10 })).map(({ seq }) => seq)).toEqual([2]);
      expect((await store.audit.list({ limit: 1 })).map(({ seq }) => seq)).toEqual([3]);
    });

    it('is intact when nothing was done to it, empty too, and after a restart', async () => {
      expect(await store.audit.verify()).toEqual({ kind: 'intact', records: 0, head: '0:' });
      await append(3);
      const again = await engine().open({ clock });
      await append(2, again);
      expect(await store.audit.verify()).toMatchObject({ kind: 'intact', records: 5 });
    });

    it('stays one chain when several instances append at once', async () => {
      const other = await engine().open({ clock });
      await Promise.all(
        Array.from({ length: 40 }, (_, n) => (n % 2 ? store : other).audit.append(entry({ sessionId: `${n}` }))),
      );
      expect(await other.audit.verify()).toMatchObject({ kind: 'intact', records: 40 });
    });

    it('is walked in batches, to the end', async () => {
      await append(520);
      expect(await store.audit.verify()).toMatchObject({ kind: 'intact', records: 520 });
      expect(await damaged(["update audit_record set outcome = 'right' where seq = 519"])).toMatchObject({
        kind: 'broken',
        seq: 519,
      });
    });

    it('is verified across a change of key, as long as the earlier key is held', async () => {
      const [oldKey, newKey] = [engine().secret, new Uint8Array(32).fill(2)];
      await append(2);
      const both = await engine().open({ keyring: keyring(newKey, [oldKey]), clock });
      await append(2, both);
      expect(await both.audit.verify()).toMatchObject({ kind: 'intact', records: 4 });
      const after = await engine().open({ keyring: keyring(newKey), clock });
      const verdict = await after.audit.verify();
      expect(verdict).toMatchObject({ kind: 'broken', seq: 1 });
      expect(verdict.kind === 'broken' && verdict.reason).toContain('SECRET_KEYS_OLD');
    });
  });

  describe('damage to the audit log is found', () => {
    beforeEach(() => append(9));

    it.each(['event', 'person', 'session_id', 'channel', 'outcome'])('an edited %s', async (column) => {
      expect(await damaged([`update audit_record set ${column} = 'x' where seq = 5`])).toMatchObject({
        kind: 'broken',
        seq: 5,
      });
    });

    it.each([
      ['time', 'update audit_record set at = at + 1 where seq = 5'],
      ['added method', "update audit_record set method = '' where seq = 5"],
      ['taken out detail', 'update audit_record set detail = null where seq = 5'],
      ['key name', "update audit_record set key_id = 'ffffffff' where seq = 5"],
      ['MAC', "update audit_record set mac = 'AAAA' where seq = 5"],
    ])('an edited %s', async (_what, sql) => {
      expect(await damaged([sql])).toMatchObject({ kind: 'broken', seq: 5 });
    });

    it('a record cut out of the middle, also when the rest moves up', async () => {
      const cut = ['delete from audit_record where seq = 5'];
      expect(await damaged(cut)).toMatchObject({ kind: 'broken', seq: 5 });
      expect(await damaged(['update audit_record set seq = 5 where seq = 6'])).toMatchObject({
        kind: 'broken',
        seq: 5,
      });
    });

    it('the beginning cut off', async () => {
      expect(await damaged(['delete from audit_record where seq < 3'])).toMatchObject({ kind: 'broken', seq: 1 });
    });

    it('the end cut off, also with the head put back', async () => {
      expect(await damaged(['delete from audit_record where seq > 7'])).toMatchObject({ kind: 'broken', seq: 8 });
      const back = 'update audit_head set seq = 7, mac = (select mac from audit_record where seq = 7)';
      expect(await damaged([back])).toMatchObject({ kind: 'broken' });
    });

    it('everything cut off', async () => {
      expect(await damaged(['delete from audit_record'])).toMatchObject({ kind: 'broken', seq: 1 });
      expect(await damaged(['delete from audit_head'])).toMatchObject({ kind: 'broken', seq: 0 });
    });

    it('everything wiped, head and all, also after a restart', async () => {
      await damaged(['delete from audit_record', 'delete from audit_head']);
      const restarted = await engine().open({ clock });
      const verdict = await restarted.audit.verify();
      expect(verdict).toEqual({ kind: 'broken', seq: 0, reason: 'the head row is missing' });
      await expect(restarted.audit.append(entry())).rejects.toThrow(StoreUnavailable);
    });

    it('two records swapped', async () => {
      const swap = [
        'update audit_record set seq = -1 where seq = 4',
        'update audit_record set seq = 4 where seq = 6',
        'update audit_record set seq = 6 where seq = -1',
      ];
      expect(await damaged(swap)).toMatchObject({ kind: 'broken', seq: 4 });
    });

    it.each([-1, 10])('a record put in at %d', async (seq) => {
      const columns = 'at, event, person, session_id, channel, method, outcome, detail, key_id, mac';
      const copy = `insert into audit_record (seq, ${columns}) select ${seq}, ${columns} from audit_record where seq = 9`;
      expect(await damaged([copy])).toMatchObject({ kind: 'broken', seq: seq < 0 ? 1 : 10 });
    });

    it('an older state put back together with its head, when a later head was noted', async () => {
      const [head] = await engine().query('select * from audit_head');
      const older = await headOf();
      await append(2);
      const noted = await headOf();
      const putBack = `update audit_head set seq = 9, mac = '${head?.['mac']}', seal = '${head?.['seal']}'`;
      expect(await damaged(['delete from audit_record where seq > 9', putBack], noted)).toMatchObject({
        kind: 'broken',
        seq: 10,
      });
      expect(await store.audit.verify(older)).toMatchObject({ kind: 'intact', records: 9 });
      now += 1;
      await append(5);
      expect(await store.audit.verify(older)).toMatchObject({ kind: 'intact' });
      expect(await store.audit.verify(noted)).toMatchObject({ kind: 'broken', seq: 11 });
    });

    it('a noted head that is not one', async () => {
      expect(await store.audit.verify('nonsense')).toMatchObject({ kind: 'broken' });
    });

    it('by the next append too, which refuses: no record, no write', async () => {
      await damaged([
        'delete from audit_record where seq > 7',
        'update audit_head set seq = 7, mac = (select mac from audit_record where seq = 7)',
      ]);
      await expect(store.audit.append(entry())).rejects.toThrow(StoreUnavailable);
      await engine().query('delete from audit_head');
      await expect(store.audit.append(entry())).rejects.toThrow(StoreUnavailable);
      const restarted = await engine().open({ clock });
      await expect(restarted.audit.append(entry())).rejects.toThrow(StoreUnavailable);
    });
  });
}
