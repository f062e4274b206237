import type { Activity } from 'botbuilder';

/** What may be typed into a field of a card. */
export type Field = 'code' | 'saved-code' | 'phone' | 'email' | 'name';

/** Where a channel shows questions as cards: the words without what the buttons say, ways to choose from, a field. */
export interface Form {
  readonly text?: string | undefined;
  readonly options?: readonly { readonly title: string; readonly say: string }[] | undefined;
  readonly field?: Field | undefined;
}

/** One thing said. `afterwards`: what stands in its place once something else is asked. */
export interface Line {
  readonly activity: Partial<Activity>;
  readonly afterwards?: string | undefined;
  readonly form?: Form | undefined;
}

/** What is said in answer to an ask. */
export interface Utterance {
  readonly lines: readonly Line[];
  /** Buttons and pictures shown earlier are still good. */
  readonly keeps?: boolean | undefined;
  /** Stands in their place instead of what was thought of when they were shown. */
  readonly instead?: string | undefined;
}
