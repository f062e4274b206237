import { z } from 'zod';
import type { Subject } from '../proving/subject.js';

/** A link must be opened within this; what stands on its page may be done until the session ends. */
const OPEN_MS = 5 * 60_000;
/** Forms that may be sent to one sign-in page. */
export const ATTEMPTS = 10;

/** A link to a page of its own. `secretHash`: SHA-256 of the link's secret while `issued`, of the cookie's from then on. */
export const link = z.strictObject({
  secretHash: z.string(),
  stage: z.enum(['issued', 'opened']),
  /** Epoch ms until which the present stage may go on. */
  until: z.number(),
  attempts: z.number().int(),
});

export type Link = z.infer<typeof link>;

/** A session that waits for the current password, whatever comes after it. */
export interface SignIn {
  readonly goal: 'register' | 'manage' | 'change';
  readonly id: string;
  readonly conversation: string;
  readonly channel: 'webchat' | 'msteams';
  readonly endsAt: number;
  readonly step: number;
  readonly link: Link;
  /** The person the channel vouches for: no name is asked, and no other is taken. */
  readonly who?: Subject | undefined;
}

export const issued = (secretHash: string, endsAt: number, now: number): Link => ({
  secretHash,
  stage: 'issued',
  until: Math.min(now + OPEN_MS, endsAt),
  attempts: 0,
});

/** A new link; an earlier one is void from now on. */
export const reissued = <S extends SignIn>(session: S, secretHash: string, now: number): S => ({
  ...session,
  step: session.step + 1,
  link: { ...issued(secretHash, session.endsAt, now), attempts: session.link.attempts },
});

export const opened = <S extends SignIn>(session: S, cookieHash: string): S => ({
  ...session,
  step: session.step + 1,
  link: { ...session.link, secretHash: cookieHash, stage: 'opened', until: session.endsAt },
});

/** One form sent to the page. */
export const attempted = <S extends SignIn>(session: S): S => ({
  ...session,
  link: { ...session.link, attempts: session.link.attempts + 1 },
});
