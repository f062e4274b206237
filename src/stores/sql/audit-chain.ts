import { equal, type Keyring } from '../../crypto.js';
import type { Tables } from './schema.js';

export type Row = Tables['audit_record'];
export type Head = Tables['audit_head'];

/** The one row of heads. */
export const HEAD = 1;

/** Where a chain without records ends. */
export const START = { seq: 0, mac: '' } as const;

/** The MAC of a record over itself and the MAC before it: no record can be changed, moved, put in or taken out alone. */
export function recordMac(keyring: Keyring, row: Omit<Row, 'mac'>, before: string): string {
  const { seq, at, event, person, session_id, channel, method, outcome, detail, key_id } = row;
  // JSON tells null from '' and numbers from text.
  const said = JSON.stringify([seq, at, event, person, session_id, channel, method, outcome, detail]);
  return keyring.mac('audit', ['record', before, said], key_id).toString('base64url');
}

/** The head's own MAC: whoever cuts the tail cannot make the head agree. */
const headSeal = (keyring: Keyring, end: Pick<Head, 'seq' | 'mac'>, keyId: string): string =>
  keyring.mac('audit', ['head', String(end.seq), end.mac], keyId).toString('base64url');

/** The head as it is kept, sealed under the current key. */
export const headRow = (keyring: Keyring, { seq, mac }: Pick<Head, 'seq' | 'mac'>): Head => ({
  id: HEAD,
  seq,
  mac,
  key_id: keyring.keyId,
  seal: headSeal(keyring, { seq, mac }, keyring.keyId),
});

/** Why a head is not what we wrote; undefined when it is. */
export function headFault(keyring: Keyring, head: Head | undefined): string | undefined {
  if (!head) return 'the head row is missing';
  if (!keyring.holds(head.key_id)) return `the key ${head.key_id} is not held: add it to SECRET_KEYS_OLD`;
  return same(head.seal, headSeal(keyring, head, head.key_id)) ? undefined : 'the head row was altered';
}

/** Why a record does not follow the one before; undefined when it does. */
export function recordFault(keyring: Keyring, row: Row, before: Pick<Head, 'seq' | 'mac'>): string | undefined {
  if (row.seq !== before.seq + 1) return `record ${before.seq + 1} is missing`;
  if (!keyring.holds(row.key_id)) return `the key ${row.key_id} is not held: add it to SECRET_KEYS_OLD`;
  return same(row.mac, recordMac(keyring, row, before.mac)) ? undefined : 'the record was altered, moved or put in';
}

/** `seq:mac`, as an operator notes it down. */
export const headText = ({ seq, mac }: Pick<Head, 'seq' | 'mac'>): string => `${seq}:${mac}`;

export function headFrom(text: string): Pick<Head, 'seq' | 'mac'> | undefined {
  const [, seq, mac = ''] = /^(\d{1,15}):([\w-]*)$/.exec(text) ?? [];
  return seq === undefined ? undefined : { seq: Number(seq), mac };
}

const same = (a: string, b: string): boolean => equal(Buffer.from(a), Buffer.from(b));
