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
  readonly what:
    | 'added'
    | 'removed'
    | 'renamed'
    | 'password-changed'
    | 'account-unlocked'
    | 'attempts'
    | 'recovery-code-used';
  /** Where a method was changed. */
  readonly method?: string | undefined;
  /** Epoch ms. */
  readonly at: number;
}

/** The page's side of disputing a change. @throws StoreUnavailable */
export interface DisputeDoor {
  /** Changes nothing. */
  read(token: string): Promise<DisputeView | 'gone'>;
  /** Undoes what can be undone, blocks resets for 24 hours, records an incident. */
  dispute(token: string): Promise<'undone' | 'noted' | 'gone'>;
}
