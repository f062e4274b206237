import {
  type Activity,
  ActivityTypes,
  CloudAdapterBase,
  type ConversationParameters,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import { ConnectorClient } from 'botframework-connector';
import { channelSentence } from '../sentences.js';
import { botIdentity, type Connectors, DecidedAuthentication } from './connectors.js';
import type { Reference } from './references.js';

type Logic = (context: TurnContext) => Promise<void>;

/** Runs turns for activities that were let in, and sends through the connector. Who gets no answer gets an apology. */
export class TeamsAdapter extends CloudAdapterBase {
  readonly #appId: string;
  readonly #connectors: Connectors;

  constructor(parts: {
    readonly appId: string;
    readonly connectors: Connectors;
    readonly onFault: (error: unknown, message: string) => void;
  }) {
    super(new DecidedAuthentication(parts.connectors));
    this.#appId = parts.appId;
    this.#connectors = parts.connectors;
    this.onTurnError = async (context, error) => {
      parts.onFault(error, 'turn failed');
      if (context.activity.type !== ActivityTypes.Message) return;
      try {
        await context.sendActivity(channelSentence('apology', context.activity.locale));
      } catch (cause) {
        parts.onFault(cause, 'apology not sent');
      }
    };
  }

  /** A turn on an activity that came in. Resolves to what an `invoke` is to be answered with. */
  take(activity: Activity, logic: Logic): Promise<InvokeResponse | undefined> {
    const identity = botIdentity(this.#appId);
    const admitted = { audience: '', claimsIdentity: identity, connectorFactory: this.#connectors };
    return this.processActivity(admitted, activity, logic);
  }

  /** A turn of our own on the event `name`, in a conversation known from earlier. */
  begin(name: string, reference: Reference, logic: Logic): Promise<void> {
    return this.processProactive(botIdentity(this.#appId), eventIn(name, reference), undefined, logic);
  }

  /** A turn in the person's private chat, begun where there is none yet. @throws when the app is not installed for them */
  open(
    person: { readonly tenantId: string; readonly objectId: string; readonly serviceUrl: string },
    logic: Logic,
  ): Promise<void> {
    const parameters: Partial<ConversationParameters> = {
      isGroup: false,
      bot: { id: `28:${this.#appId}`, name: '' },
      members: [{ id: person.objectId, name: '' }],
      tenantId: person.tenantId,
      channelData: { tenant: { id: person.tenantId } },
    };
    // The framework's border: its type asks for an opening activity and a topic that Teams does not.
    const asked = parameters as ConversationParameters;
    return this.createConversationAsync(this.#appId, 'msteams', person.serviceUrl, '', asked, logic);
  }

  /** The client to the connector that serves this turn. */
  connectorOf(context: TurnContext): ConnectorClient {
    const client: unknown = context.turnState.get(this.ConnectorClientKey);
    if (client instanceof ConnectorClient) return client;
    throw new Error('The turn has no connector.');
  }
}

/** Without an id: what is said in it answers no message, and no two of them are one. */
function eventIn(name: string, reference: Reference): Partial<Activity> {
  const { channelId, serviceUrl, conversationId, tenantId, userId, botId, locale } = reference;
  const event = {
    type: ActivityTypes.Event,
    name,
    channelId,
    serviceUrl,
    locale,
    conversation: { id: conversationId, conversationType: 'personal', ...(tenantId && { tenantId }) },
    from: { id: userId },
    recipient: { id: botId },
  };
  return event as Partial<Activity>;
}
