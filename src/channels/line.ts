import type { Activity } from 'botbuilder';
import type { TranscriptLine } from '../stores/ports.js';
import { maskSecrets } from './mask-secrets.js';

/** How the bot signs its lines. */
export const BOT_ID = 'reset-assistant';

const SHOWN = [
  'type',
  'text',
  'textFormat',
  'locale',
  'inputHint',
  'attachments',
  'attachmentLayout',
  'suggestedActions',
  'replyToId',
] as const;

/**
 * A reply of the bot as it stands in a transcript and goes to the client: only what a client shows, signed by the bot.
 * The channel adds the conversation when it delivers. `at` is epoch ms; the same `id` again replaces the line.
 */
export function lineOf(
  activity: Partial<Activity>,
  said: { readonly id: string; readonly at: number; readonly botName: string },
): TranscriptLine {
  const shown = SHOWN.filter((name) => activity[name] !== undefined).map((name) => [name, activity[name]]);
  return {
    type: 'message',
    ...Object.fromEntries(shown),
    id: said.id,
    timestamp: new Date(said.at).toISOString(),
    from: { id: BOT_ID, name: said.botName, role: 'bot' },
  };
}

/**
 * What a person said, as it may be shown and kept: masked, and without the values of a card. `hidden` leaves no letter of
 * it: a turn that finds out that it heard an answer says this line again, and it replaces the first.
 */
export function echoOf(activity: Partial<Activity>, as: 'masked' | 'hidden' = 'masked'): TranscriptLine {
  const { id = '', locale, from, channelData } = activity;
  const text = channelData?.postBack ? undefined : activity.text;
  return {
    type: 'message',
    id,
    timestamp: new Date(activity.timestamp ?? 0).toISOString(),
    from: { id: from?.id, name: '', role: 'user' },
    ...(text !== undefined && { text: as === 'hidden' ? '••••••••' : maskSecrets(text), textFormat: 'plain' }),
    ...(locale !== undefined && { locale }),
    ...(channelData !== undefined && { channelData }),
  };
}
