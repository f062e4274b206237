import type { Waker } from '../senders/waker.js';
import type { Claims, Clock, Conversations, Enrollments } from '../stores/ports.js';
import { type Approvals, approvals as approvalsOver, type Denial } from './approvals.js';
import { authenticatorNotification } from './authenticator-notification.js';
import { type Devices, devices as devicesOver } from './devices.js';
import type { Method } from './method.js';
import { type Pairings, pairings as pairingsOver } from './pairings.js';

/** The approver: the phones people have paired, what is asked of them, and the method over both. */
export interface Approver {
  readonly devices: Devices;
  readonly pairings: Pairings;
  readonly approvals: Approvals;
  readonly method: Method;
  /** The key under which phones subscribe to be woken. */
  readonly wakeKey: string;
}

export interface ApproverNeeds {
  readonly claims: Claims;
  readonly conversations: Pick<Conversations, 'subscribe' | 'whisper'>;
  readonly enrollments: Pick<Enrollments, 'list' | 'update'>;
  readonly waker: Waker;
  readonly clock: Clock;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
  /** "It's not me". */
  readonly denied: (request: Denial) => Promise<void>;
  readonly log: { warn(details: object, message: string): void };
  /** Where people reach us, without a trailing slash. */
  readonly publicUrl: string;
  /** Runs `work` once, `ms` from now. A timer of this process unless a test brings its own. */
  readonly later?: ((ms: number, work: () => void) => void) | undefined;
}

/** A timer of this process. */
export const timer = (ms: number, work: () => void): void => {
  setTimeout(work, ms).unref();
};

export function approver({ later = timer, ...needs }: ApproverNeeds): Approver {
  const devices = devicesOver(needs);
  const pairings = pairingsOver(needs);
  const approvals = approvalsOver({ ...needs, devices });
  const method = authenticatorNotification({ ...needs, approvals, pairings, later });
  return { devices, pairings, approvals, method, wakeKey: needs.waker.publicKey };
}
