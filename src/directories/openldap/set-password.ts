import {
  AccountRefused,
  DirectoryUnavailable,
  OutcomeUnknown,
  PasswordRejected,
  type PasswordRule,
} from '../../errors.js';
import type { DirectoryLog } from '../deps.js';
import type { LdapConnection, Replacement } from '../ldap/connection.js';
import type { LdapEntry } from '../ldap/entry.js';
import { LdapLost, LdapRefusal, ldapCode } from '../ldap/failure.js';
import type { LdapPool } from '../ldap/pool.js';
import { entryById } from './people.js';
import type { Policy } from './policy.js';

const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

export interface SetPassword {
  readonly pool: LdapPool;
  readonly log: DirectoryLog;
  readonly base: string;
  readonly id: string;
  readonly password: string;
  readonly policy: Policy;
  /** As read just now, on the connection that will be written to. */
  readonly entry: LdapEntry;
  readonly now: number;
  readonly pauseMs: number;
}

/** Sets the password by RFC 3062; the server checks, hashes and lifts the lock-out. One write: OpenLDAP knows no grace for the old one. */
export async function setOnce(connection: LdapConnection, task: SetPassword): Promise<void> {
  try {
    await connection.extended(PASSWORD_MODIFY, passwordModify(task.entry.dn, task.password));
  } catch (error) {
    if (error instanceof LdapRefusal) throw refused(error, task);
    if (!(error instanceof LdapLost)) throw error;
    await afterLoss(error, connection.url, task);
  }
  await tidy(connection, task);
}

const LOOKS = 3;

/** A write whose answer never came. entryCSN moves with every write; the sign-in is tried only then, as a wrong one would count. */
async function afterLoss(lost: LdapLost, url: string, task: SetPassword): Promise<void> {
  const { pool, entry, password } = task;
  let unmoved = false;
  for (let look = 1; look <= LOOKS; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, task.pauseMs));
    try {
      const seen = await pool.on(url, (again) => entryById(again, task.base, task.id));
      unmoved = seen?.text('entryCSN') === entry.text('entryCSN');
      if (!unmoved) {
        if ((await pool.tryBindOn(url, entry.dn, password)) === 'accepted') return;
        break;
      }
    } catch (error) {
      if (!(error instanceof LdapLost || error instanceof LdapRefusal)) throw error;
      unmoved = false;
    }
  }
  if (unmoved && !lost.timedOut) {
    throw new DirectoryUnavailable('The directory dropped the connection and did not write.', { cause: lost });
  }
  throw new OutcomeUnknown('The directory did not answer the password write.', { cause: lost });
}

/** The person chose this password: "must change" has been met, and UNIX machines count its age from today. Not worth failing for. */
async function tidy(connection: LdapConnection, { entry, now, log }: SetPassword): Promise<void> {
  const changes: Replacement[] = [];
  if (entry.text('pwdReset') === 'TRUE') changes.push({ type: 'pwdReset', values: [] });
  if (entry.text('shadowLastChange') !== undefined) {
    changes.push({ type: 'shadowLastChange', values: [String(Math.floor(now / 86_400_000))] });
  }
  for (const change of changes) {
    try {
      await connection.modify(entry.dn, [change]);
    } catch (error) {
      log.warn({ err: error, attribute: change.type }, 'the password is set, but an attribute beside it could not be');
    }
  }
}

function refused(error: LdapRefusal, task: SetPassword): Error {
  const cause = { cause: error };
  switch (error.code) {
    case ldapCode.constraint:
      return new PasswordRejected(ruleBroken(error.message, task), cause);
    case ldapCode.insufficientAccess:
      return new AccountRefused('The service account may not set this password (see docs/openldap.md).', cause);
    case ldapCode.noSuchObject:
    case ldapCode.unwilling:
      return new AccountRefused('The directory does not set the password of this account.', cause);
    default:
      return new DirectoryUnavailable(`The directory refused the write (LDAP result ${error.code}).`, cause);
  }
}

/** ppolicy says more only in its response control, which the library drops; its diagnostic text is stable since 2.3. */
function ruleBroken(text: string, { password, policy }: SetPassword): PasswordRule {
  if (/history|not being changed/i.test(text)) return 'in-history';
  if (/too young/i.test(text)) return 'too-young';
  const length = [...password].length;
  if (length < policy.minLength) return 'too-short';
  if (length > policy.maxLength) return 'too-long';
  return /quality/i.test(text) ? 'too-simple' : 'directory-policy';
}

/** PasswdModifyRequestValue ::= SEQUENCE { userIdentity [0], newPasswd [2] } (RFC 3062 §2). */
function passwordModify(dn: string, password: string): Buffer {
  return tlv(0x30, Buffer.concat([tlv(0x80, Buffer.from(dn)), tlv(0x82, Buffer.from(password))]));
}

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
