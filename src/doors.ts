import type { Registry } from 'prom-client';
import { approvalAnswers } from './ask-in-teams.js';
import { chatTokens } from './channels/azure-direct-line.js';
import type { Channel, RunTurn } from './channels/channel.js';
import { type CloudChannel, teamsChannel } from './channels/cloud.js';
import { directLine } from './channels/direct-line.js';
import { teamsSettings } from './channels/teams/env.js';
import type { ChatPlace } from './http/pages.js';
import type { Route } from './http/route.js';
import type { TakeUpgrade } from './http/server.js';
import type { Adapters, Mind } from './mind.js';
import type { ChatNotices } from './notices/announcer.js';
import { noticesInTeams } from './notices-in-teams.js';
import { BOT_NAME } from './voice.js';

/** Where conversations come in. */
export interface Doors {
  readonly channels: readonly Channel[];
  readonly routes: readonly Route[];
  readonly upgrades: readonly TakeUpgrade[];
  /** Where the chat page gets its tokens. */
  readonly chat: ChatPlace;
  readonly teams: CloudChannel | undefined;
  /** Notices in Teams, as far as the app is installed for people. */
  readonly chatNotices: ChatNotices;
}

/** The web chat, our own or Azure's, and Microsoft Teams where it is configured or tried out. */
export function makeDoors(
  adapters: Adapters,
  { world, teamsApprovals }: Mind,
  run: RunTurn,
  registry: Registry,
): Doors {
  const { config, keyring, clock, log, live, durable } = adapters;
  const { publicUrl, TRUSTED_PROXY_HOPS: trustedProxyHops, DIRECT_LINE_SECRET: secret } = config;
  const settings = teamsSettings(config, { evaluation: config.mode === 'evaluation' });
  const shared = { ...live, keyring, publicUrl, clock, run, log, registry, trustedProxyHops };
  const teams =
    settings &&
    teamsChannel({
      ...shared,
      settings,
      references: durable.references,
      accountOf: async (identity) => (await world.recognise(identity))?.id,
      answers: teamsApprovals && approvalAnswers(teamsApprovals, world.recognise),
    });
  const chatNotices = noticesInTeams(teams, adapters);
  if (secret && teams && settings.kind === 'bot') {
    const { directLine: domain } = settings.cloud;
    return {
      channels: [teams.channel],
      routes: [...teams.routes, chatTokens({ ...shared, secret, directLine: domain })],
      upgrades: [],
      chat: { tokens: '/chat/token', origin: domain },
      teams,
      chatNotices,
    };
  }
  const web = directLine({ ...shared, botName: BOT_NAME });
  return {
    channels: [web.channel, ...(teams ? [teams.channel] : [])],
    routes: [...web.routes, ...(teams?.routes ?? [])],
    upgrades: [web.upgrade],
    chat: { tokens: '/v3/directline/tokens/generate' },
    teams,
    chatNotices,
  };
}
