import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { newId } from '../crypto.js';
import { MethodUnavailable } from '../errors.js';
import type { Clock } from '../stores/ports.js';
import { type Answer, APPROVE_MS, type Approvals, answer, answerText } from './approvals.js';
import { decoyEnrollment, isDecoy } from './decoy.js';
import { deviceId, isSigned } from './device-key.js';
import { deviceOf, NOTIFICATION, phoneIn } from './devices.js';
import { jsonIn, memoOf } from './kept.js';
import type { Challenge, Method, NewEnrollment } from './method.js';
import { occasionName } from './occasion.js';
import { PAIR_MS, type PairedPhone, type Pairings } from './pairings.js';
import { methodId, traitsOf } from './traits.js';

/** An answer given in the last second still has to travel. */
const PICK_UP_MS = 30_000;
const SEED_BYTES = 20;
const CODES = methodId('authenticator-code');

const asked = z.strictObject({
  id: z.string(),
  nonce: z.string(),
  /** Names the occasion: an answer given on another is worthless. */
  occasion: z.string(),
  /** Epoch ms. */
  until: z.number(),
});
const invited = z.strictObject({ ticket: z.string() });

export interface AuthenticatorNotificationNeeds {
  readonly clock: Clock;
  readonly approvals: Approvals;
  readonly pairings: Pairings;
  /** Runs `work` once, `ms` from now; lost with the process. */
  readonly later: (ms: number, work: () => void) => void;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
  /** Where people reach us, without a trailing slash. */
  readonly publicUrl: string;
}

/** A request on the person's phone, approved by typing the number that the conversation shows, signed by the phone's key. */
export function authenticatorNotification(needs: AuthenticatorNotificationNeeds): Method {
  const { clock, approvals, later, nudge } = needs;
  return {
    traits: traitsOf('authenticator-notification'),
    /** Nothing typed in the conversation is ever right. */
    read: () => undefined,
    async begin(occasion, enrollment) {
      const at = clock();
      const until = at + APPROVE_MS;
      const { accountId } = enrollment;
      const { login, purpose, channel, from, sessionId, conversation } = occasion;
      const number = String(randomInt(10, 100));
      const made = { id: newId(), nonce: newId(), until };
      // Whether or not there is a phone, so that nobody can tell.
      if (conversation !== undefined) later(APPROVE_MS, () => void nudge(conversation));
      const request = { ...made, accountId, login, purpose, channel, from, sessionId, conversation, number, at };
      return {
        challenge: {
          question: { kind: 'approve', device: enrollment.name, match: number },
          expiresAt: until + PICK_UP_MS,
          memo: { ...made, occasion: occasionName(occasion) },
        },
        deliver: isDecoy(enrollment) ? async () => {} : () => approvals.open(request),
      };
    },
    async arrived(challenge) {
      const given = await approvals.take(memoOf(asked, challenge.memo).id);
      return given && JSON.stringify(given);
    },
    async check(occasion, challenge, reply, enrollment) {
      const memo = memoOf(asked, challenge.memo);
      if (reply === undefined) {
        if (clock() < memo.until) return 'pending';
        throw new MethodUnavailable('Nobody answered on the phone.');
      }
      const given = answer.safeParse(jsonIn(reply)).data;
      if (given?.id === memo.id && given.action === 'deny') return 'denied';
      const isTimely = clock() < challenge.expiresAt && memo.occasion === occasionName(occasion);
      return isTimely && isApproved(challenge, given, enrollment.data) && !isDecoy(enrollment) ? 'pass' : 'fail';
    },
    decoy: (occasion) => decoyEnrollment(NOTIFICATION, occasion, { proof: 'app', data: {} }),
    describe: (enrollment) => enrollment.name,
    deviceOf: (enrollment) => phoneIn(enrollment.data)?.id,
    enroll: enrolling(needs),
  };
}

/** The phone with this key approved this very challenge, with its number. */
function isApproved({ question, memo }: Challenge, given: Answer | undefined, data: unknown): boolean {
  const phone = phoneIn(data);
  if (!given || !phone || given.device !== phone.id || given.action !== 'approve') return false;
  const { id, nonce } = memoOf(asked, memo);
  const isSame = question.kind === 'approve' && given.id === id && given.number === question.match;
  return isSame && isSigned(phone.key, answerText({ nonce }, given), given.signature);
}

function enrolling({ clock, pairings, publicUrl }: AuthenticatorNotificationNeeds): Method['enroll'] {
  return {
    async begin({ accountId, login, conversation }, _typed, rules) {
      const { generateSecret } = await import('otplib');
      const seed = rules?.along.includes(CODES) ? generateSecret({ length: SEED_BYTES }) : undefined;
      const ticket = newId();
      const secret = await pairings.invite({ ticket, accountId, login, seed, conversation });
      return {
        challenge: {
          question: { kind: 'pair', uri: `${publicUrl}/approve#${secret}` },
          expiresAt: clock() + PAIR_MS,
          memo: { ticket },
        },
      };
    },
    /** Whatever is typed: what counts is the phone that came. */
    async confirm(_occasion, challenge) {
      const { ticket } = memoOf(invited, challenge.memo);
      if (clock() >= challenge.expiresAt) return 'fail';
      const phone = await pairings.arrived(ticket);
      return phone ? provenBy(phone) : { next: challenge };
    },
  };
}

function provenBy({ key, name, subscription, seed }: PairedPhone): NewEnrollment & { along: readonly NewEnrollment[] } {
  const data = { secret: seed, since: 0, device: deviceId(key) };
  const codes = seed === undefined ? [] : [{ method: CODES, name, proof: 'app', data }];
  return { method: NOTIFICATION, name, proof: 'app', data: deviceOf(key, subscription), along: codes };
}
