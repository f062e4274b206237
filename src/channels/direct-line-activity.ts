import { createHash } from 'node:crypto';
import { type Activity, ActivityTypes } from 'botbuilder';
import { z } from 'zod';
import { newId } from '../crypto.js';
import { BOT_ID } from './line.js';
import { maskSecrets } from './mask-secrets.js';

const MAX_TEXT = 2_000;

/** BCP 47, canonical; anything else counts as not said. */
const locale = z
  .string()
  .max(35)
  .transform((tag, context) => {
    try {
      return Intl.getCanonicalLocales(tag)[0] ?? z.NEVER;
    } catch {
      context.addIssue({ code: 'custom', message: 'not a language tag' });
      return z.NEVER;
    }
  })
  .optional()
  .catch(undefined);

const scalar = z.union([z.string().max(MAX_TEXT), z.number(), z.boolean()]);

/** All that is read of what a client posts. Who speaks, and where, says the token alone (security catalogue CNV-5). */
export const postedActivity = z.object({
  type: z.enum(['message', 'typing', 'event', 'messageReaction']),
  text: z.string().max(MAX_TEXT).optional(),
  value: z.union([z.record(z.string().max(100), scalar), z.string().max(MAX_TEXT)]).optional(),
  locale,
  channelData: z
    .object({
      clientActivityID: z
        .string()
        .regex(/^[\w.-]{1,64}$/)
        .optional()
        .catch(undefined),
      // Web Chat's own words for a tap: whether it shows a bubble, and with what.
      postBack: z.literal(true).optional().catch(undefined),
      messageBack: z
        .object({ displayText: z.string().max(200).transform(maskSecrets) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
export type PostedActivity = z.infer<typeof postedActivity>;

/** What a client may say when it begins a conversation. */
export const conversationStart = z.object({ locale }).optional().catch(undefined);

/** Who is speaking where, as the token says. */
export interface Speaker {
  readonly key: string;
  readonly user: string;
}

const common = (speaker: Speaker, at: number) => ({
  channelId: 'webchat',
  serviceUrl: 'urn:in-process',
  timestamp: new Date(at),
  conversation: { id: speaker.key, name: '', isGroup: false, conversationType: 'personal' },
  from: { id: speaker.user, name: '', role: 'user' },
  recipient: { id: BOT_ID, name: '' },
});

/** The message as the bot gets it. A client that sends the same message again (same client id) names the same activity. */
export function messageFrom(posted: PostedActivity, speaker: Speaker, at: number): Partial<Activity> & { id: string } {
  const { clientActivityID } = posted.channelData ?? {};
  const id = clientActivityID
    ? createHash('sha256').update(`${speaker.key}|${clientActivityID}`).digest('base64url').slice(0, 22)
    : newId();
  return {
    ...common(speaker, at),
    type: ActivityTypes.Message,
    id,
    ...(posted.text !== undefined && { text: posted.text, textFormat: 'plain' }),
    ...(posted.value !== undefined && { value: posted.value }),
    ...(posted.locale !== undefined && { locale: posted.locale }),
    ...(posted.channelData !== undefined && { channelData: posted.channelData }),
  };
}

/** The person has come in: once a conversation. */
export function arrivalOf(speaker: Speaker, at: number, locale: string): Partial<Activity> & { id: string } {
  return {
    ...common(speaker, at),
    type: ActivityTypes.ConversationUpdate,
    id: 'arrival',
    locale,
    membersAdded: [{ id: speaker.user, name: '' }],
  };
}

/** Something has happened elsewhere: the bot is to look. */
export function nudgeOf(key: string, at: number): Partial<Activity> & { id: string } {
  return { ...common({ key, user: '' }, at), type: ActivityTypes.Event, name: 'nudge', id: newId() };
}
