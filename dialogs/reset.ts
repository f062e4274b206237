import type { TurnContext } from 'botbuilder';
import type { Resets } from '../src/reset/resets.js';
import { isAnsweredOnPage, resetSession } from '../src/reset/session.js';
import { type Saying, say } from './say.js';
import { SessionDialog } from './session-dialog.js';

/** Reset, unlock and change. */
export const resetDialog = (
  goal: 'reset' | 'unlock' | 'change',
  resets: Resets,
  saying: (context: TurnContext) => Saying,
) =>
  new SessionDialog(goal, {
    goal,
    service: resets,
    session: resetSession,
    asking: (session) => (session.phase === 'challenge' ? session.active.asking : ''),
    belongsElsewhere: isAnsweredOnPage,
    said: (heard) => heard,
    say,
    saying,
    again: (phrases) => phrases.commands[goal],
  });
