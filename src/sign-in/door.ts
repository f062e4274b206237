import type { SignIn } from './sign-in.js';

/** What the sign-in page may know. */
export interface SignInView {
  /** Epoch ms. */
  readonly finishBy: number;
  /** What the person wants to do once signed in. */
  readonly goal: SignIn['goal'];
  /** Whose password it must be, where the channel vouches for the person. */
  readonly login?: string | undefined;
}

/** What became of a filled-in sign-in form. */
export type SignedIn =
  /** `page`: the one on which it goes on, opened for this browser; without, the chat goes on. */
  | { readonly kind: 'done'; readonly page?: OpenedPage | undefined }
  /** Wrong, unknown, or out of tries: the same words for all. */
  | { readonly kind: 'wrong' }
  /** Sent too soon after the last one; epoch ms. */
  | { readonly kind: 'too-soon'; readonly retryAt: number }
  | { readonly kind: 'gone' };

/** The one-time page for a new password, its link exchanged already: where it is, and what its browser holds. */
export interface OpenedPage {
  readonly token: string;
  readonly cookie: string;
}

/** The page's side of signing in. Driving port. @throws StoreUnavailable, DirectoryUnavailable: nothing happened */
export interface SignInDoor {
  /** Changes nothing: link previews and scanners come here. */
  peek(token: string): Promise<'waiting' | 'gone'>;
  open(token: string): Promise<{ readonly cookie: string } | 'gone'>;
  view(cookie: string): Promise<SignInView | 'gone'>;
  /** At most one try against the directory; unknown people get the same answer after the same time. */
  signIn(cookie: string, login: string, password: string): Promise<SignedIn>;
}
