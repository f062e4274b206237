import type { Activity, TurnContext } from 'botbuilder';
import type { Caller } from '../src/reset/ask.js';
import type { Heard } from './hear.js';
import type { Menu } from './menu.js';
import type { Phrases } from './phrases/phrases.js';

/** An activity of ours on its way out; the same id again replaces it. */
export type Spoken = Partial<Activity> & { readonly id: string };

/** What lies on the table during one turn: what was heard, what is known, what will be said. Gone when the turn is saved. */
export interface Desk {
  readonly caller: Caller;
  /** Set to `nothing` where the words were answered already and the question that stands is to be asked again. */
  heard: Heard;
  readonly phrases: Phrases;
  /** The domain session of this conversation, as kept; parsed by its owner. */
  mind: unknown;
  /** What is offered on a card that still stands. */
  readonly menu: Menu | undefined;
  /** Said in this turn, in order. */
  readonly says: Partial<Activity>[];
  /** What becomes of things said earlier, by their ids. */
  readonly buries: Spoken[];
  /** What the person wrote is an answer that belongs elsewhere: it is hidden where the transcript is ours. */
  hides: boolean;
  /** Carried out once the turn is saved and answered; `asking` is told when it fails. */
  after: { readonly run: () => Promise<void>; readonly asking: string } | undefined;
}

const DESK = Symbol('desk');

export const layDesk = (context: TurnContext, desk: Desk): void => {
  context.turnState.set(DESK, desk);
};

/** @throws Error outside a turn of the bot: a defect. */
export function deskOf(context: TurnContext): Desk {
  const desk: Desk | undefined = context.turnState.get(DESK);
  if (!desk) throw new Error('A dialog ran outside a turn.');
  return desk;
}
