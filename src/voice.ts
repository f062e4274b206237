import type { Activity, TurnContext } from 'botbuilder';
import {
  type Answered,
  type Asked,
  answeredCard,
  approvalIn,
  lapsedCard,
  requestCard,
} from '../dialogs/approval-card.js';
import { bot } from '../dialogs/bot.js';
import { deadCard, noticeCard } from '../dialogs/cards.js';
import { deskOf, type Spoken } from '../dialogs/desk.js';
import { enrollDialog } from '../dialogs/enroll.js';
import { phrasesFor } from '../dialogs/phrases/phrases.js';
import { resetDialog } from '../dialogs/reset.js';
import { RootDialog } from '../dialogs/root.js';
import type { Saying } from '../dialogs/say.js';
import type { RunTurn } from './channels/channel.js';
import { echoOf, lineOf } from './channels/line.js';
import { enrollService } from './enroll/service.js';
import { type Adapters, type Mind, organisationOf } from './mind.js';
import type { Wording } from './notices/notices.js';
import { resetService } from './reset/service.js';

export const BOT_NAME = 'Reset Assistant';

/** Services → dialogs → the bot as channels see it. */
export function makeVoice({ config, clock, live, log }: Adapters, { world, enrollWorld }: Mind): RunTurn {
  const saying = (context: TurnContext): Saying => {
    const { phrases } = deskOf(context);
    return {
      phrases,
      helpdesk: config.HELPDESK ?? phrases.helpdesk,
      now: clock(),
      offered: ['reset', 'unlock', 'register', 'help'],
      publicUrl: config.publicUrl.origin,
    };
  };
  const resets = resetService(world);
  const enrolling = enrollService(enrollWorld);
  const own = ['register', 'registered'] as const;
  const root = new RootDialog({
    conversations: [
      { command: 'reset', dialog: resetDialog('reset', resets, saying) },
      { command: 'unlock', dialog: resetDialog('unlock', resets, saying) },
      { command: 'change', dialog: resetDialog('change', resets, saying) },
      { command: 'register', dialog: enrollDialog('register', enrolling, saying), takes: own },
      { command: 'registered', dialog: enrollDialog('manage', enrolling, saying), takes: own },
    ],
    organisation: organisationOf(config),
    saying,
  });
  const said = (activity: Spoken) => lineOf(activity, { id: activity.id, at: clock(), botName: BOT_NAME });
  return bot({ ...live, root, lineOf: said, hidden: (activity) => echoOf(activity, 'hidden'), log });
}

/** A notice as a channel carries it. */
export const noticeIn = ({ subject, body }: Wording): Partial<Activity> =>
  noticeCard(
    subject,
    body.flatMap((part) => (typeof part === 'string' ? [part] : [])),
    body.flatMap((part) => (typeof part !== 'string' && 'link' in part ? [{ title: part.label, url: part.link }] : [])),
  );

/** What such a notice becomes once it was disputed. */
export const disputedIn = (locale: string): Partial<Activity> => deadCard(phrasesFor(locale).disputed);

/** A request for approval as a channel carries it, and what becomes of it. */
export const requestIn = (asked: Asked, locale: string): Partial<Activity> => requestCard(asked, phrasesFor(locale));
export const lapsedIn = (asked: Asked, locale: string): Partial<Activity> => lapsedCard(asked, phrasesFor(locale));
export const answeredIn = (outcome: Answered, locale: string): Partial<Activity> =>
  answeredCard(outcome, phrasesFor(locale));
/** What was answered on such a card; undefined for every other value. */
export const answerIn = approvalIn;
