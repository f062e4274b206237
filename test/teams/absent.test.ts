import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { makeDoors } from '../../src/doors.js';
import { createHttpServer } from '../../src/http/server.js';
import { house } from '../support/house.js';
import { APP_ID, TENANT } from '../support/teams-door.js';

const production = {
  DIRECTORY: 'embedded',
  SECRET_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: 'https://reset.contoso.example',
};
const bot = {
  MICROSOFT_APP_ID: APP_ID,
  MICROSOFT_APP_TENANT_ID: TENANT,
  MICROSOFT_APP_PASSWORD: 'a-client-secret-of-the-bot',
};

describe('in production POST /api/messages', () => {
  it.each([
    ['does not exist without an app id', production, 404],
    ['is a plain 401 with one, to whoever brings no token', { ...production, ...bot }, 401],
  ])('%s', async (_name, env, status) => {
    const home = await house({ env });
    const log = pino({ level: 'silent' });
    const doors = makeDoors(home.adapters, home.mind, home.run, new Registry());
    const server = createHttpServer({ routes: doors.routes, log, publicUrl: home.adapters.config.publicUrl });
    try {
      const port = await server.listen('127.0.0.1', 0);
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch(`http://127.0.0.1:${port}/api/messages`, { method: 'POST', headers, body: '{}' });
      expect(answer.status).toBe(status);
      expect(await answer.text()).toMatch(status === 401 ? /^$/ : /ERR_NOT_FOUND/);
    } finally {
      await server.close();
      await Promise.all(doors.channels.map((channel) => channel.close()));
      await home.close();
    }
  });
});
