import type { TurnContext } from 'botbuilder';
import { Registry } from 'prom-client';
import { bot, type Spoken } from '../dialogs/bot.js';
import { phrasesFor } from '../dialogs/phrases/phrases.js';
import { ResetDialog } from '../dialogs/reset.js';
import { RootDialog } from '../dialogs/root.js';
import type { Saying } from '../dialogs/say.js';
import { makeCarriers, makeDirectory, makeDurable, makeLive } from './adapters.js';
import type { Channel, RunTurn } from './channels/channel.js';
import { directLine } from './channels/direct-line.js';
import { lineOf } from './channels/line.js';
import { type Config, readConfig } from './config.js';
import { keyring as keyringOf } from './crypto.js';
import { ConfigInvalid } from './errors.js';
import { seedEvaluation, simulatedPhone } from './evaluation.js';
import { healthChecks } from './health-checks.js';
import { healthRoutes } from './http/health.js';
import { createLogger } from './http/logger.js';
import { webPages } from './http/pages.js';
import { passwordRoutes } from './http/password.js';
import type { Route } from './http/route.js';
import { createHttpServer } from './http/server.js';
import { type Adapters, makeWorld, organisationOf } from './mind.js';
import { passwordJudge } from './passwords/judge.js';
import { passwordStrength } from './passwords/strength.js';
import { startReport } from './report.js';
import { passwordDoor } from './reset/door.js';
import { resetService } from './reset/service.js';
import type { World } from './reset/world.js';

const BOT_NAME = 'Reset Assistant';

/** Services → dialogs → the bot as channels see it. */
export function makeVoice({ config, clock, live, log }: Adapters, world: World): RunTurn {
  const saying = (context: TurnContext): Saying => ({
    phrases: phrasesFor(context.activity.locale ?? 'en'),
    helpdesk: config.HELPDESK,
    now: clock(),
    offered: ['reset', 'unlock', 'help'],
  });
  const parts = { resets: resetService(world), saying };
  const root = new RootDialog({
    conversations: [
      { command: 'reset', dialog: new ResetDialog('reset', parts), options: { goal: 'reset' } },
      { command: 'unlock', dialog: new ResetDialog('unlock', parts), options: { goal: 'unlock' } },
    ],
    organisation: organisationOf(config),
    saying,
  });
  const said = (activity: Spoken) => lineOf(activity, { id: activity.id, at: clock(), botName: BOT_NAME });
  return bot({ conversations: live.conversations, root, lineOf: said, log });
}

async function makeAdapters(config: Config): Promise<Adapters> {
  const log = createLogger({ level: config.LOG_LEVEL });
  const making = { config, keyring: keyringOf(config.secretKey, config.oldKeys), clock: Date.now, log };
  const [live, durable] = await Promise.all([makeLive(making), makeDurable(making)]);
  const directory = await makeDirectory(making, durable);
  if (config.mode === 'evaluation') await seedEvaluation({ ...making, durable });
  return { ...making, live, durable, directory, carriers: makeCarriers(making, live) };
}

export interface Running {
  readonly port: number;
  /** Stops taking people, lets turns finish, closes sockets gently, then the adapters. */
  close(): Promise<void>;
}

/** The composition root: config → adapters → services → dialogs → server. */
export async function start(config: Config): Promise<Running> {
  const adapters = await makeAdapters(config);
  const { keyring, clock, log, live, durable, directory, carriers } = adapters;
  const { conversations, throttle } = live;
  const { publicUrl } = config;
  const organisation = organisationOf(config);
  const registry = new Registry();
  const world = makeWorld(adapters);
  const run = makeVoice(adapters, world);

  const trustedProxyHops = config.TRUSTED_PROXY_HOPS;
  const shared = { conversations, throttle, keyring, publicUrl, clock, run, log, registry };
  const web = directLine({ ...shared, botName: BOT_NAME, trustedProxyHops });
  const channels: readonly Channel[] = [web.channel];
  const nudge = async (conversation: string): Promise<void> => {
    try {
      await channels.find((channel) => channel.owns(conversation))?.nudge(conversation);
    } catch (error) {
      log.warn({ err: error }, 'A conversation could not be moved on; it will be when the person writes again.');
    }
  };
  const judge = passwordJudge({ strength: passwordStrength() });
  const door = passwordDoor({
    ...world,
    conversations,
    nudge,
    judge: (password, view) => judge.judge({ ...view, password, organisation }),
  });
  const routes: readonly Route[] = [
    ...webPages({ allowedOrigins: config.WIDGET_ORIGINS, publicUrl, organisation }),
    ...web.routes,
    ...passwordRoutes({ door, publicUrl, organisation, log }),
    ...healthRoutes({ checks: healthChecks({ live, durable, directory }), registry }),
    ...(carriers.outbox ? simulatedPhone({ outbox: carriers.outbox, durable, organisation, clock }) : []),
  ];
  const server = createHttpServer({ routes, log, publicUrl, upgrades: [web.upgrade], registry });
  const port = await server.listen(config.HOST, config.PORT);
  process.stdout.write(startReport(config, port, await directory.inspect()));
  return {
    port,
    async close() {
      await Promise.all(channels.map((channel) => channel.close()));
      await server.close();
      const rest = [directory, live, durable, ...carriers.senders];
      await Promise.all(rest.map((adapter) => adapter.close()));
    },
  };
}

/** The program: starts, or says every fault of the configuration and exits 1; stops gently on SIGTERM and SIGINT. */
export async function main(env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const running = await start(await readConfig(env));
    const stop = (): void => {
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
