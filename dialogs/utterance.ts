import type { Activity } from 'botbuilder';

/** One thing said. `afterwards`: what stands in its place once something else is asked. */
export interface Line {
  readonly activity: Partial<Activity>;
  readonly afterwards?: string | undefined;
}

/** What is said in answer to an ask. */
export interface Utterance {
  readonly lines: readonly Line[];
  /** Buttons and pictures shown earlier are still good. */
  readonly keeps?: boolean | undefined;
  /** Stands in their place instead of what was thought of when they were shown. */
  readonly instead?: string | undefined;
}
