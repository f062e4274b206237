import type { TurnContext } from 'botbuilder';
import type { Enrolling } from '../src/enroll/ask.js';
import { enrollSession, isAnsweredOnPage } from '../src/enroll/session.js';
import { enrollSaid } from './enroll-words.js';
import type { Saying } from './say.js';
import { sayEnroll } from './say-enroll.js';
import { SessionDialog } from './session-dialog.js';

const COMMANDS = { register: 'register', manage: 'registered' } as const;

/** Registration, and what is registered. */
export const enrollDialog = (
  goal: 'register' | 'manage',
  enrolling: Enrolling,
  saying: (context: TurnContext) => Saying,
) =>
  new SessionDialog(goal, {
    goal,
    service: enrolling,
    session: enrollSession,
    asking: (session) =>
      session.phase === 'challenge' ? session.active.asking : session.phase === 'confirm' ? session.asking : '',
    belongsElsewhere: isAnsweredOnPage,
    said: enrollSaid,
    say: sayEnroll,
    saying,
    again: (phrases) => phrases.commands[COMMANDS[goal]],
  });
