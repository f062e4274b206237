import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TurnContext } from 'botbuilder';
import pino from 'pino';
import { z } from 'zod';
import { approvalAnswers } from '../../src/ask-in-teams.js';
import type { RunTurn } from '../../src/channels/channel.js';
import { teamsChannel } from '../../src/channels/cloud.js';
import { type BotChannel, type Cloud, clouds } from '../../src/channels/teams/clouds.js';
import type { TeamsSettings } from '../../src/channels/teams/env.js';
import { keyring } from '../../src/crypto.js';
import { DirectoryUnavailable } from '../../src/errors.js';
import { createHttpServer } from '../../src/http/server.js';
import type { Caller } from '../../src/reset/ask.js';
import { memoryStore } from '../../src/stores/memory.js';
import type { DurableStore, LiveStore } from '../../src/stores/ports.js';
import { durableStore } from '../../src/stores/sql.js';
import { faultsIn } from './card-schema.js';
import { type Connector, startConnector } from './connector.js';
import type { House } from './house.js';
import { type Issuer, startIssuer } from './issuer.js';

const attached = z.looseObject({
  attachments: z
    .array(z.object({ contentType: z.literal('application/vnd.microsoft.card.adaptive'), content: z.unknown() }))
    .default([]),
});

export const APP_ID = '11111111-2222-4333-8444-555555555555';
export const TENANT = 'aaaaaaaa-0000-4000-8000-000000000001';
export const ADA = { id: '29:ada', objectId: 'bbbbbbbb-0000-4000-8000-00000000000a', upn: 'ada@contoso.example' };

/** What the fake bot was asked to do. */
interface Heard {
  readonly caller: Caller;
  readonly type: string;
  readonly name: string | undefined;
  readonly text: string | undefined;
}

export interface DoorOptions {
  readonly channels?: readonly BotChannel[];
  readonly evaluation?: boolean;
  readonly run?: RunTurn;
  /** How the connector's pauses are waited for; not at all unless given. */
  readonly pause?: (ms: number) => Promise<void>;
  /** The whole product behind the door, instead of a bot that says back what it heard. */
  readonly home?: House;
  /** What is short-lived, where it is kept elsewhere; closed there. */
  readonly live?: LiveStore;
  /** Makes it another instance of the same installation, behind the same Teams. */
  readonly beside?: Shared;
}

/** What the instances of an installation have in common. */
interface Shared {
  readonly issuer: Issuer;
  readonly connector: Connector;
  readonly store: LiveStore;
  readonly durable: DurableStore;
  readonly time: { now: number };
  /** Accounts by object id; it can be down. */
  readonly directory: { readonly accounts: Map<string, string>; down: boolean };
}

/**
 * The Teams channel on a real server, with issuer and connector on loopback and a bot that says back what it heard.
 * The bot's work runs in `Conversations.turn`, as the real one's does.
 */
export async function openDoor(options: DoorOptions = {}) {
  const { home, beside } = options;
  const time = beside?.time ?? home?.time ?? { now: Date.now() };
  const clock = (): number => time.now;
  const issuer = beside?.issuer ?? (await startIssuer({ appId: APP_ID, now: clock }));
  const connector = beside?.connector ?? (await startConnector());
  const store = beside?.store ?? home?.adapters.live ?? options.live ?? memoryStore({ clock });
  const folder = mkdtempSync(join(tmpdir(), 'teams-door-'));
  const keys = home?.adapters.keyring ?? keyring(Buffer.alloc(32, 7));
  const durable =
    beside?.durable ??
    home?.adapters.durable ??
    (await durableStore({ file: join(folder, 'test.db'), keyring: keys, clock }));
  const directory = beside?.directory ?? { accounts: new Map([[ADA.objectId, 'account-of-ada']]), down: false };
  const heard: Heard[] = [];
  const lines: string[] = [];
  const pauses: number[] = [];

  const echo: RunTurn = async (context: TurnContext, caller) => {
    const { id, type, name, text } = context.activity;
    const outcome = await store.conversations.turn(caller.conversation, id, async () => {
      heard.push({ caller, type, name, text });
      return { record: { voice: undefined, mind: undefined }, lines: [], result: 'heard' };
    });
    if (outcome === 'heard')
      await context.sendActivity(type === 'message' ? `you said ${text}` : `hello after ${type}`);
  };
  const cloud: Cloud = {
    ...clouds.public,
    openIdMetadata: issuer.openIdMetadata,
    login: issuer.origin,
    teamsService: connector.serviceUrl,
    serves: (channel, url) => url.startsWith(`${connector.origin}/`) || clouds.public.serves(channel, url),
  };
  const settings: TeamsSettings = options.evaluation
    ? { kind: 'evaluation' }
    : {
        kind: 'bot',
        appId: APP_ID,
        cloud,
        channels: new Set(options.channels ?? ['msteams']),
        tenants: new Set([TENANT]),
        credential: { kind: 'secret', tenantId: TENANT, secret: 'a-client-secret-of-the-bot' },
      };
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const teams = teamsChannel({
    settings,
    keyring: keys,
    claims: store.claims,
    references: durable.references,
    accountOf: async (identity) => {
      const { objectId } = identity;
      if (home) return (await home.world.recognise(identity))?.id;
      if (directory.down) throw new DirectoryUnavailable('The directory is down.');
      return directory.accounts.get(objectId);
    },
    answers: home?.mind.teamsApprovals && approvalAnswers(home.mind.teamsApprovals, home.world.recognise),
    run: options.run ?? home?.run ?? echo,
    log,
    clock,
    pause: async (ms) => {
      pauses.push(ms);
      await options.pause?.(ms);
    },
  });
  home?.channels.push(teams.channel);
  if (home) home.told.teams = teams;
  const server = createHttpServer({
    routes: teams.routes,
    log: pino({ level: 'silent' }),
    publicUrl: new URL('http://127.0.0.1'),
  });
  const port = await server.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}/api/messages`;

  const post = (body: unknown, authorization?: string, headers: Record<string, string> = {}) =>
    send(url, typeof body === 'string' ? body : JSON.stringify(body), {
      'Content-Type': 'application/json',
      ...(authorization && { Authorization: authorization }),
      ...headers,
    });
  const activity = (change: Readonly<Record<string, unknown>> = {}) => ({
    type: 'message',
    id: randomUUID(),
    text: 'hi',
    textFormat: 'plain',
    locale: 'en-US',
    timestamp: '2026-01-01T00:00:00.000Z',
    channelId: 'msteams',
    serviceUrl: connector.serviceUrl,
    from: { id: ADA.id, name: 'Ada', aadObjectId: ADA.objectId },
    recipient: { id: `28:${APP_ID}`, name: 'Reset Assistant' },
    conversation: { id: 'a:ada-and-the-bot', conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    ...change,
  });
  connector.enlist({
    id: ADA.id,
    objectId: ADA.objectId,
    tenantId: TENANT,
    userPrincipalName: ADA.upn,
    userRole: 'user',
  });

  return {
    ...{ issuer, connector, teams, store, durable, directory, heard, lines, pauses, time, url, post, activity },
    bearer: (): string => `Bearer ${issuer.token({ serviceUrl: connector.serviceUrl })}`,
    /** @throws when any card that was sent is none by the official library */
    async close(): Promise<void> {
      await server.close();
      const ours = beside ? [] : [issuer, connector, ...(home ? [] : [durable, ...(options.live ? [] : [store])])];
      await Promise.all(ours.map((each) => each.close()));
      rmSync(folder, { recursive: true, force: true });
      const cards = connector.sent.flatMap(({ activity }) => attached.parse(activity).attachments);
      const faults = new Set(cards.flatMap(({ content }) => faultsIn(content)));
      if (faults.size > 0) throw new Error(`Teams was sent cards that are none: ${[...faults].join(' ')}`);
    },
  };
}
export type Door = Awaited<ReturnType<typeof openDoor>>;

/** One connection a request: a kept one may be closed by the server in the very moment it is used again. */
function send(url: string, body: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', agent: false, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
