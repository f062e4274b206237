import { z } from 'zod';

const base64url = (longest: number) =>
  z
    .string()
    .regex(/^[\w-]+=*$/)
    .max(longest);

/** What a browser gives out so that its push service can be told to wake it (W3C Push API). */
export const pushSubscription = z.strictObject({
  endpoint: z.url({ protocol: /^https$/ }).max(1024),
  keys: z.strictObject({ p256dh: base64url(128), auth: base64url(64) }),
});
export type PushSubscription = z.infer<typeof pushSubscription>;

/** Wakes phones. What it sends holds nothing: the phone comes and asks. Driven port. */
export interface Waker {
  /** The key under which browsers subscribe (RFC 8292), base64url. */
  readonly publicKey: string;
  /** Whether this is an address of a push service that may be written to. */
  accepts(subscription: PushSubscription): boolean;
  /**
   * Returns once it was taken over; `gone` when the browser has given the subscription up. `login`: whose request waits.
   * @throws MessageRefused
   */
  wake(login: string, subscription: PushSubscription | undefined): Promise<'sent' | 'gone'>;
  close(): Promise<void>;
}
