import { z } from 'zod';
import type { PushSubscription, Waker } from '../senders/waker.js';
import type { Claims, Clock, Enrollments } from '../stores/ports.js';
import { type Device, device, deviceId, isSigned, signature, statement } from './device-key.js';
import type { Enrollment } from './method.js';
import { methodId } from './traits.js';

export const NOTIFICATION = methodId('authenticator-notification');

/** A phone's clock may be off by this much; it sets itself by the server's answers. */
export const SKEW_MS = 2 * 60_000;

/** Says which phone is speaking, and proves it. */
export const signed = z.strictObject({
  account: z.string().min(1).max(256),
  device: z.string().regex(/^[\w-]{43}$/),
  /** Epoch ms, by the phone's clock. */
  at: z.number().int().positive(),
  /** Random; makes the signature good for one request. */
  nonce: z.string().regex(/^[\w-]{22}$/),
  signature,
});
export type Signed = z.infer<typeof signed>;

/** A registered phone. */
export interface Paired extends Device {
  readonly id: string;
  readonly enrollment: Enrollment;
}

/** The key and address in what is stored of a phone; undefined where it cannot be read: the person pairs again. */
export function phoneIn(data: unknown): Omit<Paired, 'enrollment'> | undefined {
  const parsed = device.safeParse(data);
  return parsed.success ? { ...parsed.data, id: deviceId(parsed.data.key) } : undefined;
}

type Admission =
  | { readonly kind: 'admitted'; readonly phone: Paired }
  /** Not registered (any more), or not signed by it. */
  | { readonly kind: 'unknown' }
  /** Signed at another time, or used before: sign again. */
  | { readonly kind: 'stale' };

/** The phones people have registered. @throws StoreUnavailable */
export interface Devices {
  /** All of one account, whether or not they count for a reset yet. */
  of(accountId: string): Promise<readonly Paired[]>;
  /** Who is speaking, where the signature is over these parts. */
  admit(about: 'listen' | 'subscribe', said: Signed, parts?: readonly string[]): Promise<Admission>;
  /** Where the phone can be woken from now on; undefined where it cannot. False when it may not be woken there. */
  subscribe(phone: Paired, subscription: PushSubscription | undefined): Promise<boolean>;
}

interface Needs {
  readonly enrollments: Pick<Enrollments, 'list' | 'update'>;
  readonly claims: Pick<Claims, 'claim'>;
  readonly clock: Clock;
  readonly waker: Pick<Waker, 'accepts'>;
}

export function devices({ enrollments, claims, clock, waker }: Needs): Devices {
  const of: Devices['of'] = async (accountId) =>
    (await enrollments.list(accountId))
      .filter(({ method }) => method === NOTIFICATION)
      .flatMap((enrollment) => {
        const phone = phoneIn(enrollment.data);
        return phone ? [{ ...phone, enrollment }] : [];
      });

  return {
    of,
    async admit(about, said, parts = []) {
      const phone = (await of(said.account)).find(({ id }) => id === said.device);
      const text = statement(about, [said.account, said.device, String(said.at), said.nonce, ...parts]);
      if (!phone || !isSigned(phone.key, text, said.signature)) return { kind: 'unknown' };
      const isFresh = Math.abs(clock() - said.at) <= SKEW_MS;
      const isNew = isFresh && (await claims.claim(`approver:${said.device}:${said.nonce}`, 2 * SKEW_MS));
      return isNew ? { kind: 'admitted', phone } : { kind: 'stale' };
    },
    async subscribe({ key, enrollment }, subscription) {
      if (subscription && !waker.accepts(subscription)) return false;
      await enrollments.update(enrollment.id, { data: deviceOf(key, subscription) });
      return true;
    },
  };
}

export const deviceOf = (key: string, subscription: PushSubscription | undefined): Device =>
  subscription ? { key, subscription } : { key };
