import { directLine } from '../../src/channels/direct-line.js';
import { createHttpServer } from '../../src/http/server.js';
import { BOT_NAME } from '../../src/voice.js';
import type { House } from './house.js';

/** The web chat of a house on a real server: conversations come in over Direct Line. `address` ends in a slash. */
export async function webChat(home: House) {
  const { live, keyring, clock, log } = home.adapters;
  const publicUrl = new URL('http://127.0.0.1:1/');
  const parts = { ...live, keyring, publicUrl, clock, run: home.run, log, botName: BOT_NAME, trustedProxyHops: 0 };
  const line = directLine(parts);
  const server = createHttpServer({ routes: line.routes, upgrades: [line.upgrade], log, publicUrl });
  return {
    address: `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}/`,
    async close(): Promise<void> {
      await line.channel.close();
      await server.close();
    },
  };
}
