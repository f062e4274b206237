// The assistant behind the door of Teams, for bench/teams.mjs: all of it but the directory's people.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCarriers, makeDirectory, makeDurable, makeLive } from '../src/adapters.js';
import { teamsChannel } from '../src/channels/cloud.js';
import { clouds } from '../src/channels/teams/clouds.js';
import { readConfig } from '../src/config.js';
import { keyring as keyringOf } from '../src/crypto.js';
import { createLogger } from '../src/http/logger.js';
import { createHttpServer } from '../src/http/server.js';
import { makeMind } from '../src/mind.js';
import { makeVoice } from '../src/voice.js';
import { APP_ID, TENANT } from './teams-service.mjs';

const { REDIS_URL, SERVICE } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'reset-assistant-bench-'));
const config = await readConfig({ DATA_DIR: folder, REDIS_URL });
const log = createLogger({ level: 'error' });
const keyring = keyringOf(config.secretKey);
const making = { config, keyring, clock: Date.now, log };
const [live, durable] = await Promise.all([makeLive(making), makeDurable(making)]);
const directory = await makeDirectory(making, async () => durable);
const adapters = { ...making, live, durable, directory, carriers: makeCarriers(making, live) };
const mind = makeMind({ ...adapters, nudge: async () => {}, tell: async () => {} });
const teams = teamsChannel({
  ...live,
  settings: {
    kind: 'bot',
    appId: APP_ID,
    cloud: {
      ...clouds.public,
      openIdMetadata: `${SERVICE}/v1/.well-known/openidconfiguration`,
      serves: (_channel, url) => url.startsWith(SERVICE),
    },
    channels: new Set(['msteams']),
    tenants: new Set([TENANT]),
  },
  keyring,
  clock: Date.now,
  log,
  run: makeVoice(adapters, mind),
  references: durable.references,
  accountOf: async (identity) => (await mind.world.recognise(identity))?.id,
  accessToken: async () => 'a-token-of-the-bot',
});
const server = createHttpServer({ routes: teams.routes, log, publicUrl: new URL('http://127.0.0.1/') });
const port = await server.listen('127.0.0.1', 0);
process.once('SIGTERM', async () => {
  await Promise.all([live.close(), durable.close()]);
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.stdout.write(`listens on ${port}\n`);
