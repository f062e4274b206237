import type { Activity, TurnContext } from 'botbuilder';
import type { Keyring } from '../../crypto.js';
import type { Reply } from '../../http/messages.js';
import type { Caller } from '../../reset/ask.js';
import type { Claims, Clock } from '../../stores/ports.js';
import type { RunTurn } from '../channel.js';
import { conversationKey } from '../conversation-key.js';
import { type ChannelSentence, channelSentence } from '../sentences.js';
import type { TeamsAdapter } from './adapter.js';
import type { TeamsSettings } from './env.js';
import { type Inbound, toActivity } from './inbound.js';
import { membership } from './members.js';
import { type ConversationReferences, type Identity, identityIn, type Reference } from './references.js';
import { visitorIn } from './visitor.js';

/** Security catalogue CNV-9. */
const REPEAT_MS = 24 * 3_600_000;
const OK: Reply = { status: 200 };

/** Undefined for every value that is the conversation's. */
export type AnswerValue = (
  identity: Identity,
  value: unknown,
  locale: string,
) => Promise<Partial<Activity> | undefined>;

interface Parts {
  readonly settings: TeamsSettings;
  readonly keyring: Keyring;
  readonly claims: Claims;
  readonly run: RunTurn;
  readonly clock: Clock;
  readonly references: ConversationReferences;
  readonly adapter: TeamsAdapter;
  readonly answers?: AnswerValue | undefined;
}

/** What is done about an activity that the gate let in. Kinds nobody waits for are answered 200 and forgotten. */
export function turns(parts: Parts): (activity: Inbound) => Promise<Reply> {
  const teams = teamsTurn(parts);
  const directLine = directLineTurn(parts);
  return async (activity) => {
    // No card of ours sends one, and answering would be a second way in.
    if (activity.type === 'invoke') return { status: 501 };
    const fromTeams = activity.channelId === 'msteams';
    const wanted = fromTeams ? ['message', 'installationUpdate'] : ['message', 'conversationUpdate'];
    if (!wanted.includes(activity.type)) return OK;
    const work = fromTeams ? teams : directLine;
    await parts.adapter.take(toActivity(activity), (context) => work(context, activity));
    return OK;
  };
}

/** Under which the bot runs a turn in a remembered conversation. */
export function callerOf(reference: Reference): Caller {
  const { key, channelId, locale } = reference;
  const channel = channelId === 'msteams' ? 'msteams' : 'webchat';
  return { channel, conversation: key, identity: identityIn(reference), ownsTranscript: false, locale };
}

type Turn = (context: TurnContext, activity: Inbound) => Promise<void>;

function teamsTurn({ settings, keyring, claims, run, clock, references, adapter, answers }: Parts): Turn {
  const tenants = settings.kind === 'bot' ? settings.tenants : undefined;
  const memberOf = membership({ clock });
  const decline = async (context: TurnContext, activity: Inbound, sentence: ChannelSentence): Promise<void> => {
    if (activity.type !== 'message' || !(await firstTime(claims, keyring, activity))) return;
    await context.sendActivity(channelSentence(sentence, activity.locale));
  };

  return async (context, activity) => {
    const visitor = visitorIn(activity, tenants);
    if (visitor.kind === 'not-private') return decline(context, activity, 'private-only');
    if (visitor.kind === 'foreign') return decline(context, activity, 'not-for-you');
    const installed = activity.type === 'installationUpdate' ? activity.action : undefined;
    if (installed === 'remove') return references.forget(visitor);
    const place = { conversationId: activity.conversation.id, userId: activity.from.id };
    const asked = { ...visitor, ...place, connector: adapter.connectorOf(context) };
    // In evaluation it is asked for the sign-in name only, of whatever stands in for Teams.
    const found = await (tenants ? memberOf(asked) : memberOf(asked).catch(() => undefined));
    if (tenants && found?.kind !== 'member') return decline(context, activity, 'not-for-you');
    const { tenantId, objectId } = visitor;
    const key = conversationKey(
      { channel: 'msteams', tenant: tenantId, conversation: place.conversationId, person: objectId },
      keyring,
    );
    const userPrincipalName = found?.kind === 'member' ? found.userPrincipalName : undefined;
    const reference = { ...referenceOf(activity, key, 'msteams'), tenantId, objectId, userPrincipalName };
    await references.remember(reference, { anew: installed === 'add' });
    if (activity.type === 'message' && activity.value !== undefined && answers) {
      const reply = await answers(identityIn(reference) ?? visitor, activity.value, reference.locale);
      // It answers a repetition as one; said twice it would be a second message.
      if (reply && !(await firstTime(claims, keyring, activity))) return;
      if (reply) return settle(context, reply, activity.replyToId);
    }
    const greets = installed === 'add' && (await firstTime(claims, keyring, activity));
    if (activity.type === 'message' || greets) await run(context, callerOf(reference));
  };
}

/** In the place of the card where it is known, else as a message. */
async function settle(context: TurnContext, reply: Partial<Activity>, cardId: string | undefined): Promise<void> {
  if (cardId === undefined) await context.sendActivity(reply);
  else await context.updateActivity({ ...reply, id: cardId });
}

/** Azure Direct Line: people nobody knows, under the random ids that our server gave them with their tokens. */
function directLineTurn({ keyring, claims, run, references }: Parts): Turn {
  return async (context, activity) => {
    if (activity.conversation.isGroup === true) return;
    const people = activity.type === 'message' ? [activity.from] : (activity.membersAdded ?? []);
    const person = people.map(({ id }) => id).find((id) => id.startsWith('dl_'));
    if (person === undefined) return;
    const place = { channel: 'webchat', conversation: activity.conversation.id, person } as const;
    const key = conversationKey(place, keyring);
    const channelId = activity.channelId === 'webchat' ? 'webchat' : 'directline';
    const reference = { ...referenceOf(activity, key, channelId), userId: person };
    await references.remember(reference);
    // Azure tells of the bot's coming and of the person's separately: one greeting.
    const greets = activity.type === 'message' || (await claims.claim(`directline-greeted:${key}`, REPEAT_MS));
    if (greets) await run(context, callerOf(reference));
  };
}

function referenceOf(activity: Inbound, key: string, channelId: Reference['channelId']): Reference {
  return {
    key,
    channelId,
    serviceUrl: activity.serviceUrl,
    conversationId: activity.conversation.id,
    userId: activity.from.id,
    botId: activity.recipient.id,
    locale: activity.locale ?? 'en',
  };
}

/** For what does not go through a conversation's turn, which knows repetitions itself. */
async function firstTime(claims: Claims, keyring: Keyring, activity: Inbound): Promise<boolean> {
  const name = [activity.channelId, activity.conversation.id, activity.id ?? activity.type];
  return claims.claim(`activity:${keyring.mac('conversation', name).toString('base64url')}`, REPEAT_MS);
}
