/** What the sign-in page may know. */
export interface SignInView {
  /** Epoch ms. */
  readonly finishBy: number;
}

/** What became of a filled-in sign-in form. */
export type SignedIn =
  | { readonly kind: 'done' }
  /** Wrong, unknown, or out of tries: the same words for all. */
  | { readonly kind: 'wrong' }
  /** Sent too soon after the last one; epoch ms. */
  | { readonly kind: 'too-soon'; readonly retryAt: number }
  | { readonly kind: 'gone' };

/** The page's side of signing in. @throws StoreUnavailable, DirectoryUnavailable: nothing happened */
export interface SignInDoor {
  /** Changes nothing: link previews and scanners come here. */
  peek(token: string): Promise<'waiting' | 'gone'>;
  open(token: string): Promise<{ readonly cookie: string } | 'gone'>;
  view(cookie: string): Promise<SignInView | 'gone'>;
  /** At most one try against the directory; unknown people get the same answer after the same time. */
  signIn(cookie: string, login: string, password: string): Promise<SignedIn>;
}

/** What the page shows to be scanned. */
export interface ScanView {
  readonly uri: string;
  /** In groups of four; '' where a phone is paired: then the address is to be opened there. */
  readonly key: string;
}

/** The side of the page on which a code to scan is shown, where the conversation is not ours to forget. @throws StoreUnavailable */
export interface ScanDoor {
  peek(token: string): Promise<'waiting' | 'gone'>;
  open(token: string): Promise<{ readonly cookie: string } | 'gone'>;
  /** Until the method is proven, or the conversation goes on without it. */
  view(cookie: string): Promise<ScanView | 'gone'>;
}

/** What a "this was not me" page says. */
export interface DisputeView {
  readonly what: 'added' | 'removed' | 'renamed';
  readonly method: string;
  /** Epoch ms. */
  readonly at: number;
}

/** The page's side of disputing a change. @throws StoreUnavailable */
export interface DisputeDoor {
  /** Changes nothing. */
  read(token: string): Promise<DisputeView | 'gone'>;
  /** Undoes the change, blocks resets for 24 hours, records an incident. */
  dispute(token: string): Promise<'done' | 'gone'>;
}
