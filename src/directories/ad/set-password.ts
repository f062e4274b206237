import { AccountRefused, DirectoryUnavailable, OutcomeUnknown, PasswordRejected } from '../../errors.js';
import type { DirectoryLog } from '../deps.js';
import type { PasswordRules } from '../directory.js';
import type { LdapConnection, LdapControl, Replacement } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { LdapLost, LdapRefusal, ldapCode } from '../ldap/failure.js';
import type { LdapPool } from '../ldap/pool.js';
import type { Domain } from './domain.js';
import { entryById, passwordVersion } from './people.js';
import { containsName, refusalOf } from './refusal.js';

export interface SetPassword {
  readonly pool: LdapPool;
  readonly log: DirectoryLog;
  readonly base: string;
  readonly id: string;
  readonly password: string;
  readonly domain: Domain;
  readonly rules: PasswordRules;
  /** As read just now, on the connection that will be written to. */
  readonly entry: LdapEntry;
  readonly now: number;
  /** Between two looks at what became of a write. */
  readonly pauseMs: number;
}

/**
 * Sets the chosen password twice. For an hour after one write Active Directory still takes the password before the last
 * for simple bind and NTLM (KB906305), so the second write makes the chosen one its own predecessor. The first write
 * obeys every rule, and when it is refused the account is as it was; the second is a plain reset, which history does
 * not bind. Whatever is cut off in between, the only new password that ever exists is the one the person knows.
 */
export async function setTwice(connection: LdapConnection, task: SetPassword): Promise<void> {
  if (containsName(task.entry, task.password)) throw new PasswordRejected('contains-name');
  await firstWrite(connection, task);
  await secondWrite(connection, task);
}

/** What is known of a pair of writes whose process died. */
export interface Unfinished extends Pick<SetPassword, 'pool' | 'password' | 'entry'> {
  readonly versionBefore: number;
}

/**
 * The second write of a pair that was cut in two: made when exactly one write came since it began, and that was ours,
 * which the sign-in shows. `other`: somebody else's password is in force.
 */
export async function finishTwice(connection: LdapConnection, pair: Unfinished): Promise<'done' | 'other'> {
  if (passwordVersion(pair.entry) !== pair.versionBefore + 1) return 'done';
  if (!(await isAccepted(connection.url, pair))) return 'other';
  try {
    await connection.modify(pair.entry.dn, changes(pair.password));
  } catch (error) {
    if (!(error instanceof LdapLost)) throw error;
    throw new OutcomeUnknown('The directory did not answer the second password write.', { cause: error });
  }
  return 'done';
}

async function firstWrite(connection: LdapConnection, task: SetPassword): Promise<void> {
  const { domain, entry } = task;
  const hints = domain.hints === undefined ? [] : [policyHints(domain.hints)];
  try {
    await connection.modify(entry.dn, changes(task.password), hints);
  } catch (error) {
    if (error instanceof LdapRefusal) throw refused(error, task);
    if (!(error instanceof LdapLost)) throw error;
    await afterLoss(error, connection.url, task);
  }
}

/** The chosen password is in force; what remains is to push the old one out of reach. */
async function secondWrite(connection: LdapConnection, task: SetPassword): Promise<void> {
  let lost: unknown;
  const write = (on: LdapConnection): Promise<void> =>
    on.modify(task.entry.dn, changes(task.password)).catch((error: unknown) => {
      lost = error;
      throw error;
    });
  try {
    return await write(connection);
  } catch (error) {
    task.log.warn({ err: error, server: connection.url }, 'the second of two equal password writes is looked at');
  }
  const before = passwordVersion(task.entry);
  for (let look = 1; before !== undefined && look <= LOOKS; look += 1) {
    await pause(task.pauseMs);
    try {
      const entry = await task.pool.on(connection.url, (again) => entryById(again, task.base, task.id));
      if (passwordVersion(entry) !== before + 1) {
        // More writes than our first: the second, unless somebody else was at work.
        if (await isAccepted(connection.url, task)) return;
        break;
      }
      // A server that was only slow may still come to it, long after the person has chosen yet another password.
      if (mayStillCome(lost)) continue;
      return await task.pool.on(connection.url, write);
    } catch (error) {
      task.log.warn({ err: error, server: connection.url, look }, 'the second password write is still open');
    }
  }
  throw new OutcomeUnknown(
    'The new password is set, but it is not certain that the directory has stopped taking the old one; it will within the hour.',
    { cause: lost },
  );
}

const mayStillCome = (error: unknown): boolean => error instanceof LdapLost && error.timedOut;

const LOOKS = 3;

/**
 * A write whose answer never came: looked at on the same server, as the others learn of it later. It was written when
 * pwdLastSet moved and the new password signs in.
 */
async function afterLoss(lost: LdapLost, url: string, task: SetPassword): Promise<void> {
  let seen: 'unmoved' | 'other' | undefined;
  for (let look = 1; look <= LOOKS; look += 1) {
    await pause(task.pauseMs);
    try {
      const entry = await task.pool.on(url, (again) => entryById(again, task.base, task.id));
      if (entry?.text('pwdLastSet') === task.entry.text('pwdLastSet')) {
        seen = 'unmoved';
      } else {
        // One try only: wrong ones count towards the lock-out.
        seen = 'other';
        if (await isAccepted(url, task)) return;
        break;
      }
    } catch (error) {
      if (!(error instanceof LdapLost || error instanceof LdapRefusal)) throw error;
      seen = undefined;
    }
  }
  // A server that was only slow may still come to it; one that dropped the connection has been asked three times since.
  if (seen === 'unmoved' && !lost.timedOut) {
    throw new DirectoryUnavailable('The directory dropped the connection and did not write.', { cause: lost });
  }
  throw new OutcomeUnknown('The directory did not answer the password write.', { cause: lost });
}

/** Sign-in codes that are given for the right password only: disabled, expired, must change, wrong hour or place. */
const RIGHT_BUT = new Set(['530', '531', '532', '533', '701', '773']);
const WRONG = '52e';

/** @throws LdapLost, LdapRefusal where the answer says nothing of the password (locked, busy) */
async function isAccepted(url: string, { pool, entry, password }: Pick<SetPassword, 'pool' | 'entry' | 'password'>) {
  const answer = await pool.tryBindOn(url, entry.dn, password);
  if (answer === 'accepted' || RIGHT_BUT.has(answer.bindReason ?? '')) return true;
  if (answer.bindReason === WRONG) return false;
  throw answer;
}

/** unicodePwd is the password in quotes, UTF-16LE (MS-ADTS §3.1.1.3.1.5.1); -1 makes pwdLastSet now. One modify: all or nothing. */
const changes = (password: string): readonly Replacement[] => [
  { type: 'unicodePwd', values: [Buffer.from(`"${password}"`, 'utf16le')] },
  { type: 'lockoutTime', values: ['0'] },
  { type: 'pwdLastSet', values: ['-1'] },
];

/** SEQUENCE { INTEGER 1 }: history and minimum age count for this reset too. Critical: a server that cannot must refuse. */
const policyHints = (oid: string): LdapControl => ({
  oid,
  critical: true,
  value: Buffer.from([0x30, 0x03, 0x02, 0x01, 0x01]),
});

function refused(error: LdapRefusal, task: SetPassword): Error {
  const meant = refusalOf(error, task);
  if (meant !== error) return meant;
  if (error.code === ldapCode.unwilling) {
    return new AccountRefused('The directory does not set the password of this account.', { cause: error });
  }
  return new DirectoryUnavailable(`The directory refused the write (LDAP result ${error.code}).`, { cause: error });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
