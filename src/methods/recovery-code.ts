import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { equal, type Keyring, newId } from '../crypto.js';
import { MethodUnavailable } from '../errors.js';
import type { Clock, Enrollments } from '../stores/ports.js';
import { decoyBytes, decoyEnrollment, isDecoy } from './decoy.js';
import { dataOf, memoOf } from './kept.js';
import type { Enrollment, Method } from './method.js';
import { type RecoverySheets, SHEET_MS } from './recovery-sheets.js';
import { grouped, newSavedCode, savedCodeIn } from './saved-code.js';
import { slowHash } from './slow-hash.js';
import { traitsOf } from './traits.js';

const CODES = 10;
const ANSWER_WITHIN_MS = 10 * 60_000;
const SALT_BYTES = 16;

const sheet = z.strictObject({ keyId: z.string(), salt: z.string(), hashes: z.array(z.string()).min(1).max(CODES) });
/** `used` says which places are gone, for showing; what decides is the store's own mark. */
const kept = sheet.extend({ used: z.array(z.number().int().min(0)) });
const laid = z.strictObject({ ticket: z.string(), sheet });

export interface RecoveryCodeNeeds {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly enrollments: Pick<Enrollments, 'spend' | 'update' | 'list'>;
  readonly sheets: RecoverySheets;
}

/** How many codes of a sheet are left. */
export function codesLeft(enrollment: Enrollment): number {
  const { hashes, used } = dataOf(kept, enrollment);
  return hashes.length - used.length;
}

/** Codes written down beforehand: ten of 80 bits, each good once (NIST SP 800-63B-4 §3.1.2, §4.2.1.1). */
export function recoveryCode({ keyring, clock, enrollments, sheets }: RecoveryCodeNeeds): Method {
  const traits = traitsOf('recovery-code');
  const hashOf = (accountId: string, text: string, { salt, keyId }: z.infer<typeof sheet>): Promise<Buffer> =>
    slowHash(keyring, { use: 'recovery-code', accountId, text }, Buffer.from(salt, 'base64'), keyId);

  /** One salt a sheet: with 80 random bits a code, one hash compared with ten is as good as ten, and ten times as fast. */
  async function sheetOf(accountId: string, codes: readonly string[]): Promise<z.infer<typeof sheet>> {
    const blank = { keyId: keyring.keyId, salt: randomBytes(SALT_BYTES).toString('base64'), hashes: [] };
    const hashes = await Promise.all(codes.map((code) => hashOf(accountId, code, blank)));
    return { ...blank, hashes: hashes.map((hash) => hash.toString('base64')) };
  }

  async function markUsed({ id, accountId }: Enrollment, place: number): Promise<void> {
    const current = (await enrollments.list(accountId)).find((one) => one.id === id);
    if (!current) return;
    const data = dataOf(kept, current);
    await enrollments.update(id, {
      data: { ...data, used: [...new Set([...data.used, place])].sort((a, b) => a - b) },
    });
  }

  return {
    traits,
    read: savedCodeIn,
    begin: async () => ({
      challenge: { question: { kind: 'saved-code' }, expiresAt: clock() + ANSWER_WITHIN_MS, memo: null },
    }),
    async check(occasion, challenge, reply, enrollment) {
      if (reply === undefined) return 'pending';
      const data = dataOf(kept, enrollment);
      if (!keyring.holds(data.keyId)) throw new MethodUnavailable('The key of these recovery codes is no longer held.');
      const given = await hashOf(occasion.accountId, reply, data);
      const place = data.hashes
        .map((hash) => equal(Buffer.from(hash, 'base64'), given))
        .reduce((found, matches, index) => (matches ? index : found), -1);
      if (place < 0 || isDecoy(enrollment) || clock() >= challenge.expiresAt) return 'fail';
      if (!(await enrollments.spend(enrollment.id, place))) return 'fail';
      await markUsed(enrollment, place);
      return 'pass';
    },
    decoy(occasion) {
      const bytes = decoyBytes(keyring, traits.id, occasion);
      const hashes = Array.from({ length: CODES }, (_, index) =>
        keyring.mac('person', ['decoy-code', occasion.accountId, String(index)]).toString('base64'),
      );
      const salt = bytes.subarray(0, SALT_BYTES).toString('base64');
      return decoyEnrollment(traits.id, occasion, {
        proof: 'saved',
        data: { keyId: keyring.keyId, salt, hashes, used: [] },
      });
    },
    left: codesLeft,
    /** How many are left: `7/10`. */
    describe: (enrollment) => `${codesLeft(enrollment)}/${dataOf(kept, enrollment).hashes.length}`,
    enroll: {
      async begin(occasion) {
        const codes = Array.from({ length: CODES }, newSavedCode);
        const ticket = newId();
        const token = await sheets.lay(
          ticket,
          { codes: codes.map(grouped), login: occasion.login },
          occasion.conversation,
        );
        return {
          challenge: {
            question: { kind: 'page', path: `/codes/${token}` },
            expiresAt: clock() + SHEET_MS,
            memo: { ticket, sheet: await sheetOf(occasion.accountId, codes) },
          },
        };
      },
      /** Whatever is typed: what counts is that the person said on the page that the codes are saved. */
      async confirm(_occasion, challenge) {
        const { ticket, sheet: made } = memoOf(laid, challenge.memo);
        if (clock() >= challenge.expiresAt) return 'fail';
        if (!(await sheets.takeSaved(ticket))) return { next: challenge };
        return { method: traits.id, name: '', proof: 'saved', data: { ...made, used: [] } };
      },
    },
  };
}
