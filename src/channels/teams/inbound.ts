import type { Activity } from 'botbuilder';
import { z } from 'zod';

const MAX_TEXT = 28_000;
const MOST_MEMBERS = 500;

const text = (max: number) =>
  z
    .string()
    .max(max)
    .nullish()
    .transform((value) => value ?? undefined);
const id = z.string().min(1).max(512);

const account = z.object({ id, name: text(512), aadObjectId: text(64) });
const tenant = z
  .object({ tenant: z.object({ id: text(64) }).nullish() })
  .nullish()
  .transform((data) => data?.tenant?.id);

/** BCP 47 as the client says it; anything else counts as not said. */
const locale = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .optional()
  .catch(undefined);

/**
 * All that is read of what the Bot Service posts; everything else in it is dropped before anything else sees it
 * (delivery mode, caller id, attachments with their addresses, entities).
 */
export const inboundActivity = z
  .object({
    type: z.string().min(1).max(64),
    id: id.optional(),
    channelId: z.string().min(1).max(64),
    serviceUrl: z.string().min(1).max(2_048),
    conversation: z.object({
      id,
      conversationType: text(64),
      tenantId: text(64),
      isGroup: z
        .boolean()
        .nullish()
        .transform((value) => value ?? undefined),
    }),
    from: account,
    recipient: account,
    text: text(MAX_TEXT),
    textFormat: text(64),
    locale,
    value: z.unknown().optional(),
    replyToId: text(512),
    action: text(64),
    // A whole team may come in one activity; whom the bot waits for never comes with so many.
    membersAdded: z
      .array(z.unknown())
      .transform((members) => members.slice(0, MOST_MEMBERS))
      .pipe(z.array(account))
      .nullish(),
    channelData: tenant,
  })
  // Without an id a repetition could not be told from a second message.
  .refine((activity) => activity.type !== 'message' || activity.id !== undefined);

export type Inbound = z.infer<typeof inboundActivity>;

/** The framework's border: its type asks for more than any channel sends. */
export function toActivity({ channelData, membersAdded, ...activity }: Inbound): Activity {
  const plain: Partial<Activity> & { conversation: object; from: object; recipient: object } = {
    ...(JSON.parse(JSON.stringify(activity)) as Pick<Activity, 'conversation' | 'from' | 'recipient'>),
    ...(membersAdded && { membersAdded: membersAdded.map(({ id, name }) => ({ id, name: name ?? '' })) }),
    ...(channelData && { channelData: { tenant: { id: channelData } } }),
  };
  return plain as Activity;
}
