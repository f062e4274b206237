import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { directLine } from '../../src/channels/direct-line.js';
import { keyring } from '../../src/crypto.js';
import { createLogger } from '../../src/http/logger.js';
import { webPages } from '../../src/http/pages.js';
import type { Route } from '../../src/http/route.js';
import { createHttpServer } from '../../src/http/server.js';
import { echoBot } from './echo-bot.js';
import { watchedStore } from './watched-store.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The real server, pages and Direct Line endpoint around the echo bot, on a free loopback port. */
export async function chatServer(
  options: { readonly allowedOrigins?: readonly string[]; readonly extra?: readonly Route[] } = {},
) {
  execFileSync(process.execPath, ['scripts/build.mjs', 'web', 'webChat'], { cwd: root });
  const time = { shiftMs: 0 };
  const clock = (): number => Date.now() + time.shiftMs;
  const store = watchedStore(clock);
  const bot = echoBot(store.conversations);
  const log = createLogger({ level: 'silent' });
  // The port is not known yet; loopback names are as good as the configured one.
  const publicUrl = new URL('http://127.0.0.1:1/');
  const line = directLine({
    ...store,
    keyring: keyring(new Uint8Array(32).fill(5)),
    publicUrl,
    clock,
    run: bot.run,
    log,
    botName: 'Reset Assistant',
    trustedProxyHops: 0,
  });
  const pages = webPages({
    publicUrl,
    allowedOrigins: options.allowedOrigins ?? [],
    organisation: 'Contoso',
    chat: { tokens: '/v3/directline/tokens/generate' },
    webDir: new URL('../../dist/web/', import.meta.url),
  });
  const routes = [...line.routes, ...pages, ...(options.extra ?? [])];
  const server = createHttpServer({ routes, upgrades: [line.upgrade], log, publicUrl });
  const port = await server.listen('127.0.0.1', 0);
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    watch: store.watch,
    bot,
    channel: line.channel,
    /** Moves the server's clock. */
    time,
    async close() {
      await line.channel.close();
      await server.close();
    },
  };
}
