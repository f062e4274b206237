import { z } from 'zod';
import type { Keyring } from '../../crypto.js';
import { StoreUnavailable } from '../../errors.js';
import type { AuditLog, AuditRecord, AuditVerdict, Clock } from '../ports.js';
import {
  HEAD,
  type Head,
  headFault,
  headFrom,
  headRow,
  headText,
  type Row,
  recordFault,
  recordMac,
  START,
} from './audit-chain.js';
import { reach } from './reach.js';
import type { Database } from './schema.js';

const BATCH = 500;

const detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const recordIn = (row: Row): AuditRecord => ({
  seq: row.seq,
  at: row.at,
  event: row.event,
  person: row.person,
  sessionId: row.session_id,
  channel: row.channel,
  outcome: row.outcome,
  ...(row.method === null ? {} : { method: row.method }),
  ...(row.detail === null ? {} : { detail: detail.parse(JSON.parse(row.detail)) }),
});

export function sqlAudit(db: Database, keyring: Keyring, clock: Clock): AuditLog {
  return {
    append: (entry) =>
      reach(() =>
        db.transaction().execute(async (transaction) => {
          // A write first: it waits for whoever appends at this moment, in either engine, and then sees what they wrote.
          const head = await transaction
            .updateTable('audit_head')
            .set({ id: HEAD })
            .where('id', '=', HEAD)
            .returningAll()
            .executeTakeFirst();
          // Going on from a head that is not ours would hide what was cut before it.
          const fault = headFault(keyring, head);
          if (fault || !head) throw new StoreUnavailable(`The audit log cannot go on, ${fault}. Run the verification.`);
          const row = {
            seq: head.seq + 1,
            at: clock(),
            event: entry.event,
            person: entry.person,
            session_id: entry.sessionId,
            channel: entry.channel,
            method: entry.method ?? null,
            outcome: entry.outcome,
            detail: entry.detail ? JSON.stringify(entry.detail) : null,
            key_id: keyring.keyId,
          };
          const end = { seq: row.seq, mac: recordMac(keyring, row, head.mac) };
          await transaction
            .insertInto('audit_record')
            .values({ ...row, mac: end.mac })
            .execute();
          await transaction.updateTable('audit_head').set(headRow(keyring, end)).where('id', '=', HEAD).execute();
        }),
      ),

    list: ({ person, sessionId, limit }) =>
      reach(async () => {
        let query = db.selectFrom('audit_record').selectAll().orderBy('seq', 'desc').limit(limit);
        if (person !== undefined) query = query.where('person', '=', person);
        if (sessionId !== undefined) query = query.where('session_id', '=', sessionId);
        return (await query.execute()).map(recordIn);
      }),

    verify: (expectedHead) => reach(() => verify(db, keyring, expectedHead)),
  };
}

async function verify(db: Database, keyring: Keyring, expectedHead: string | undefined): Promise<AuditVerdict> {
  const expected = expectedHead === undefined ? undefined : headFrom(expectedHead);
  if (expectedHead !== undefined && !expected) return broken(0, 'the head that was given is not of the form SEQ:MAC');
  let end: Pick<Head, 'seq' | 'mac'> = START;
  let met = expected === undefined || expected.seq === START.seq;
  // From the very first row there is, so that one put in before the chain is seen.
  let cursor = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = await after(db, cursor);
    for (const row of rows) {
      const fault = recordFault(keyring, row, end);
      if (fault) return broken(end.seq + 1, fault);
      end = { seq: row.seq, mac: row.mac };
      cursor = row.seq;
      if (end.seq !== expected?.seq) continue;
      if (end.mac !== expected.mac) return broken(end.seq, 'it is not the record that was noted');
      met = true;
    }
    if (rows.length > 0) continue;
    // Read after the records, with which it is always written together: it can only be further on.
    const head = await headOf(db);
    const fault = headFault(keyring, head);
    if (fault || !head) return broken(end.seq, fault ?? 'the head row is missing');
    if (head.seq > end.seq && (await after(db, cursor)).length > 0) continue;
    if (head.seq !== end.seq || head.mac !== end.mac) {
      return broken(end.seq + 1, `the records end at ${end.seq}, but the head is at ${head.seq}`);
    }
    if (!met) return broken(end.seq + 1, 'the log ends before the head that was given');
    return { kind: 'intact', records: end.seq, head: headText(end) };
  }
}

const broken = (seq: number, reason: string): AuditVerdict => ({ kind: 'broken', seq, reason });

const headOf = (db: Database): Promise<Head | undefined> =>
  db.selectFrom('audit_head').selectAll().where('id', '=', HEAD).executeTakeFirst();

const after = (db: Database, seq: number): Promise<readonly Row[]> =>
  db.selectFrom('audit_record').selectAll().where('seq', '>', seq).orderBy('seq').limit(BATCH).execute();
