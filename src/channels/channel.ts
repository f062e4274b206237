import type { TurnContext } from 'botbuilder';
import type { Caller } from '../reset/ask.js';

/** The bot as channels see it: one turn on an activity the channel has authenticated. */
export type RunTurn = (context: TurnContext, caller: Caller) => Promise<void>;

/** Where conversations come in. Driven by `main`; the page and approvals use it to move a conversation on. */
export interface Channel {
  /** Whether a conversation key is this channel's. */
  owns(conversation: string): boolean;
  /** Runs a turn with the event activity `nudge`: the bot looks at the session and says what has changed. */
  nudge(conversation: string): Promise<void>;
  close(): Promise<void>;
}
