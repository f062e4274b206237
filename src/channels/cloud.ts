import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Keyring } from '../crypto.js';
import { type Admit, messagesRoute } from '../http/messages.js';
import type { Route } from '../http/route.js';
import type { Claims, Clock, References } from '../stores/ports.js';
import type { Channel, RunTurn } from './channel.js';
import { TeamsAdapter } from './teams/adapter.js';
import { servesLoopback } from './teams/clouds.js';
import { Connectors } from './teams/connectors.js';
import { type AccessToken, accessTokens, BearerCredentials } from './teams/credentials.js';
import type { TeamsSettings } from './teams/env.js';
import { gate, loopbackGate } from './teams/gate.js';
import { inboundActivity } from './teams/inbound.js';
import { type AccountOf, conversationReferences, identityIn, type Person } from './teams/references.js';
import { refusals } from './teams/refusals.js';
import { signingKeys } from './teams/signing-keys.js';
import { connectorTransport, type Pause } from './teams/transport.js';
import { type AnswerValue, callerOf, turns } from './teams/turns.js';
import { type Unasked, unasked } from './teams/unasked.js';

interface Parts {
  readonly settings: TeamsSettings;
  readonly keyring: Keyring;
  readonly claims: Claims;
  readonly run: RunTurn;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly clock: Clock;
  readonly registry?: Registry | undefined;
  readonly references: References;
  readonly accountOf: AccountOf;
  /** Answers a value that is no part of the conversation; what it gives takes the place of the card. */
  readonly answers?: AnswerValue | undefined;
  /** The bot's own access tokens; by default from Microsoft with the credential of the settings. */
  readonly accessToken?: AccessToken | undefined;
  /** How the connector's pauses are waited for. */
  readonly pause?: Pause | undefined;
}

/** The Bot Framework's door: Microsoft Teams, and Azure Direct Line where it is configured. */
export interface CloudChannel extends Unasked {
  readonly routes: readonly Route[];
  readonly channel: Channel;
  /** Who has that directory account in Teams, if they have written there or installed the app. */
  personOf(accountId: string): Promise<(Person & { readonly locale: string }) | undefined>;
}

/** Opens `POST /api/messages` for Teams. Call it only where `teamsSettings` gave settings. */
export function teamsChannel(parts: Parts): CloudChannel {
  const { settings, keyring, claims, run, log, clock } = parts;
  const onFault = (err: unknown, message: string): void => log.error({ err, channel: 'msteams' }, message);
  const references = conversationReferences(parts);
  const adapter = adapterFor(parts, onFault);
  const door =
    settings.kind === 'evaluation'
      ? loopbackGate()
      : gate({ ...settings, clock, keys: signingKeys({ ...settings.cloud, clock, onFault: keysFault(onFault) }) });
  const refused = refusals({ log, clock, registry: parts.registry });
  const turn = turns({ settings, keyring, claims, run, clock, references, adapter, answers: parts.answers });

  const admit: Admit = async (knock) => {
    const pass = await door.admit(knock);
    if (typeof pass === 'string') {
      refused(pass);
      return { status: 401 };
    }
    return async (body) => {
      const { data: activity } = inboundActivity.safeParse(body);
      if (!activity) return { status: 400 };
      const fault = pass.faultIn(activity);
      if (fault === undefined) return turn(activity);
      refused(fault);
      return { status: 401 };
    };
  };

  const directLine = settings.kind === 'bot' && settings.channels.has('directline');
  const channel: Channel = {
    owns: (conversation) => conversation.startsWith('t.') || (directLine && conversation.startsWith('w.')),
    async nudge(conversation) {
      const reference = await references.forKey(conversation);
      if (reference) await adapter.begin('nudge', reference, (context) => run(context, callerOf(reference)));
    },
    async close() {},
  };
  return {
    routes: [messagesRoute(admit)],
    channel,
    ...unasked({ settings, references, adapter, onFault }),
    async personOf(accountId) {
      const reference = await references.forAccount(accountId);
      const person = reference && identityIn(reference);
      return person && { ...person, locale: reference.locale };
    },
  };
}

function adapterFor(parts: Parts, onFault: (error: unknown, message: string) => void): TeamsAdapter {
  const { settings, clock } = parts;
  const transport = connectorTransport({ clock, pause: parts.pause });
  if (settings.kind === 'evaluation') {
    const nobody = new BearerCredentials('', () => Promise.reject(new Error('There are no tokens in evaluation.')));
    const connectors = new Connectors({ serves: servesLoopback, credentials: nobody, transport });
    return new TeamsAdapter({ appId: 'evaluation', connectors, onFault });
  }
  const { appId, cloud, channels } = settings;
  const credentials = new BearerCredentials(appId, parts.accessToken ?? accessTokens({ ...settings, clock }));
  const serves = (serviceUrl: string): boolean => [...channels].some((each) => cloud.serves(each, serviceUrl));
  return new TeamsAdapter({ appId, connectors: new Connectors({ serves, credentials, transport }), onFault });
}

const keysFault =
  (onFault: (error: unknown, message: string) => void) =>
  (error: unknown): void =>
    onFault(error, "the Bot Service's signing keys cannot be had: nobody is let in until they can");
