import type { PasswordRules } from '../directories/directory.js';
import type { PasswordRule } from '../errors.js';

/** What the one-time page may know. */
export interface PasswordView {
  readonly login: string;
  readonly displayName: string;
  readonly rules: PasswordRules;
  /** Epoch ms. */
  readonly finishBy: number;
}

/** A new password held against the directory's rules and ours, before anything is written. */
export interface Judgement {
  /** Every rule it breaks, worst first; empty when it may be tried. */
  readonly broken: readonly PasswordRule[];
  /** zxcvbn: 0 (guessed at once) to 4. */
  readonly score: 0 | 1 | 2 | 3 | 4;
}

export type SetOutcome =
  /** `signedOut`: every session has ended, everywhere. */
  | { readonly kind: 'done'; readonly signedOut?: true | undefined }
  | { readonly kind: 'rejected'; readonly broken: readonly PasswordRule[] }
  /** Nothing was written; the page stays usable. */
  | { readonly kind: 'unavailable'; readonly retryAfterMs?: number | undefined }
  /** Sent to the directory, and nobody can say yet whether it took. Never shown as success. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'gone' };

/** The door between the one-time page and the reset. Driving port. All of it @throws StoreUnavailable. */
export interface PasswordDoor {
  /** Changes nothing: link previews and scanners come here. */
  peek(token: string): Promise<'waiting' | 'gone'>;
  /** Exchanges the link, once, for what the cookie will hold. Asks nothing of the directory: its silence must not use up the link. */
  open(token: string): Promise<{ readonly cookie: string } | 'gone'>;
  view(cookie: string): Promise<PasswordView | 'gone'>;
  judge(cookie: string, password: string): Promise<Judgement | 'gone'>;
  /** At most one directory write a grant, whoever else submits at the same time. */
  set(cookie: string, password: string): Promise<SetOutcome>;
}
