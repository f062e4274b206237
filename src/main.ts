import { Registry } from 'prom-client';
import { makeCarriers, makeDirectory, makeDurable, makeLive } from './adapters.js';
import { approverApp } from './approver-app.js';
import { chatsIn } from './ask-in-teams.js';
import type { Channel } from './channels/channel.js';
import type { CloudChannel } from './channels/cloud.js';
import { type Config, readConfig } from './config.js';
import { keyring as keyringOf } from './crypto.js';
import { makeDoors } from './doors.js';
import { ConfigInvalid } from './errors.js';
import { seedEvaluation, simulatedPhone } from './evaluation.js';
import { healthChecks } from './health-checks.js';
import { healthRoutes } from './http/health.js';
import { createLogger } from './http/logger.js';
import { webPages } from './http/pages.js';
import type { Route } from './http/route.js';
import { createHttpServer } from './http/server.js';
import { twilioRoutes } from './http/twilio.js';
import { type Adapters, makeMind, organisationOf } from './mind.js';
import { type ChatNotices, noChat } from './notices/announcer.js';
import { oneTimePages } from './one-time-pages.js';
import { policyHash, policyText } from './policy/policy.js';
import { remarksOn } from './policy/remarks.js';
import { startReport } from './report.js';
import { keepLooking, writeRepairs } from './reset/repair.js';
import { WRITE_MS } from './reset/session.js';
import { makeVoice } from './voice.js';

/** What the mind calls upon, and what is made of the mind. */
interface Outside {
  readonly channels: Channel[];
  chatNotices: ChatNotices;
  teams: CloudChannel | undefined;
}

async function makeAdapters(config: Config, outside: Outside): Promise<Adapters> {
  const log = createLogger({ level: config.LOG_LEVEL });
  const making = { config, keyring: keyringOf(config.secretKey, config.oldKeys), clock: Date.now, log };
  const [live, durable] = await Promise.all([makeLive(making), makeDurable(making)]);
  const directory = await makeDirectory(making, async () => durable);
  if (config.mode === 'evaluation') await seedEvaluation({ ...making, durable });
  const nudge = async (conversation: string): Promise<void> => {
    try {
      await outside.channels.find((channel) => channel.owns(conversation))?.nudge(conversation);
    } catch (error) {
      log.warn({ err: error }, 'A conversation could not be moved on; it will be when the person writes again.');
    }
  };
  const hasTeams = config.mode === 'evaluation' || config.MICROSOFT_APP_ID !== undefined;
  const teamsChats = hasTeams ? chatsIn(() => outside.teams) : undefined;
  const chatNotices: ChatNotices = {
    tell: (account, wording) => outside.chatNotices.tell(account, wording),
    settle: (told, locale) => outside.chatNotices.settle(told, locale),
  };
  return { ...making, live, durable, directory, carriers: makeCarriers(making, live), nudge, chatNotices, teamsChats };
}

export interface Running {
  readonly port: number;
  /** Stops taking people, lets turns finish, closes sockets gently, then the adapters. */
  close(): Promise<void>;
}

/** The composition root: config → adapters → services → dialogs → server. */
export async function start(config: Config): Promise<Running> {
  const outside: Outside = { channels: [], chatNotices: noChat, teams: undefined };
  const adapters = await makeAdapters(config, outside);
  const { log, live, durable, directory, carriers } = adapters;
  const { publicUrl } = config;
  const organisation = organisationOf(config);
  const registry = new Registry();
  await durable.policies.record({ hash: policyHash(config.policy), text: policyText(config.policy) });
  const mind = makeMind(adapters);
  const run = makeVoice(adapters, mind);

  const doors = makeDoors(adapters, mind, run, registry);
  outside.channels.push(...doors.channels);
  outside.chatNotices = doors.chatNotices;
  outside.teams = doors.teams;
  const app = approverApp(adapters, mind);
  const routes: readonly Route[] = [
    ...webPages({ allowedOrigins: config.WIDGET_ORIGINS, publicUrl, organisation, chat: doors.chat }),
    ...doors.routes,
    ...oneTimePages(adapters, mind),
    ...app.routes,
    ...(carriers.webhooks ? twilioRoutes({ calls: mind.calls, webhooks: carriers.webhooks }) : []),
    ...healthRoutes({ checks: healthChecks({ live, durable, directory, ...carriers, clock: Date.now }), registry }),
    ...simulatedPhone(adapters, mind),
  ];
  const server = createHttpServer({ routes, log, publicUrl, upgrades: doors.upgrades, registry });
  const port = await server.listen(config.HOST, config.PORT);
  // Alone, every write that is open at the start was left behind by the process before.
  const endRepairs = keepLooking(writeRepairs({ ...mind.world, log }), config.REDIS_URL ? WRITE_MS : 0);
  const remarks = remarksOn(config.policy);
  for (const { policy, sentence } of remarks) log.warn({ policy }, sentence);
  const allowed = remarks.map(({ sentence }) => ({ severity: 'warning', text: sentence }) as const);
  process.stdout.write(startReport(config, port, [...allowed, ...(await directory.inspect())]));
  return {
    port,
    async close() {
      const drained = server.close();
      app.close();
      await Promise.all(doors.channels.map((channel) => channel.close()));
      await drained;
      await endRepairs();
      const rest = [directory, live, durable, ...carriers.senders, ...(carriers.waker ? [carriers.waker] : [])];
      await Promise.all(rest.map((adapter) => adapter.close()));
    },
  };
}

/** No stop takes longer: what is under way then is repaired from the journal by the next start. */
const STOP_MS = 30_000;

/** The program: starts, or says every fault of the configuration and exits 1; stops gently on SIGTERM and SIGINT. */
export async function main(env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const running = await start(await readConfig(env));
    const stop = (): void => {
      setTimeout(() => process.exit(1), STOP_MS).unref();
      void running.close().then(() => process.exit(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    process.stderr.write(
      `\nReset Assistant did not start.\n${error.message}${error instanceof ConfigInvalid ? '' : cause}\n\n`,
    );
    process.exit(1);
  }
}
