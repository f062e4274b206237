import { generateSecret } from 'otplib';
import { methodId } from '../../src/methods/traits.js';
import type { House } from './house.js';
import { type Colleague, colleague } from './teams-chat.js';

/** Somebody of the house's directory whom nobody has met yet: with budgets of their own. */
export interface Resident extends Colleague {
  readonly accountId: string;
  readonly kind: ResidentKind;
  readonly phone: string;
  /** Nobody's yet. */
  readonly otherPhone: string;
  /** A private mailbox; registered where the rest is. */
  readonly mailbox: string;
}

export interface ResidentKind {
  /** Authenticator, number and private mailbox. Else nothing but the number on file. */
  readonly registered?: boolean;
  readonly locked?: boolean;
  /** Registered so long ago that it is asked whether it is still right. */
  readonly longAgo?: boolean;
  readonly withTeamsApproval?: boolean;
}

const YEAR_MS = 366 * 24 * 3_600_000;
let count = 0;

/** Moves somebody in. */
export async function resident(home: House, kind: ResidentKind): Promise<Resident> {
  count += 1;
  const name = `resident-${count}`;
  const who: Resident = {
    ...colleague(name, 1_000 + count),
    accountId: name,
    kind,
    phone: `+1202456${String(count).padStart(4, '0')}`,
    otherPhone: `+1202457${String(count).padStart(4, '0')}`,
    mailbox: `${name}@home.example`,
  };
  const { durable } = home.adapters;
  const { accountId: id, upn: login, phone, mailbox } = who;
  await durable.accounts.add({
    ...{ id, login, displayName: name, groups: ['Staff'], mail: login, phone },
    state: {
      disabled: false,
      locked: kind.locked ?? false,
      expired: false,
      passwordExpired: false,
      cannotChange: false,
    },
    // Nobody's: making one takes long.
    passwordHash: '',
    failedSignIns: 0,
    passwordSetAt: home.time.now,
  });
  const proof = `phone:${phone}`;
  const usual = [
    { method: 'authenticator-code', proof: 'app', data: { secret: generateSecret({ length: 20 }), since: 0 } },
    { method: 'sms', proof, data: { to: phone } },
    { method: 'voice', proof, data: { to: phone } },
    { method: 'email', proof: 'mailbox', data: { to: mailbox } },
  ];
  const teams = [{ method: 'teams-approval', proof: 'app', data: {} }];
  for (const each of [...(kind.registered ? usual : []), ...(kind.withTeamsApproval ? teams : [])]) {
    const method = methodId(each.method);
    const kept = await durable.enrollments.add(id, { ...each, method, name: '' }, home.time.now);
    if (kind.longAgo) await durable.enrollments.update(kept.id, { confirmedAt: home.time.now - YEAR_MS });
  }
  return who;
}
