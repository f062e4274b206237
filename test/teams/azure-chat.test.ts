import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pino from 'pino';
import type { Browser } from 'playwright-core';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatTokens } from '../../src/channels/azure-direct-line.js';
import { teamsChannel } from '../../src/channels/cloud.js';
import { clouds } from '../../src/channels/teams/clouds.js';
import { makeDoors } from '../../src/doors.js';
import { answerHtml } from '../../src/http/answer.js';
import { webPages } from '../../src/http/pages.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import { startAzureDirectLine } from '../support/azure-direct-line.js';
import { CHROMIUM, launchChromium, witness } from '../support/chromium.js';
import { type House, house } from '../support/house.js';
import { startIssuer } from '../support/issuer.js';
import { freePort, needing } from '../support/machine.js';
import { APP_ID, TENANT } from '../support/teams-door.js';

/** Set to look at what people see. */
const SCREENSHOTS = process.env['SCREENSHOTS'];
const ROOT = resolve(import.meta.dirname, '../..');
const SECRET = 'a-secret-of-direct-line.with-a-dot';

needing([CHROMIUM], 'the chat page over Azure Direct Line', () => {
  describe('the chat page over Azure Direct Line', () => {
    let azure: Awaited<ReturnType<typeof startAzureDirectLine>>;
    let issuer: Awaited<ReturnType<typeof startIssuer>>;
    let home: House;
    let server: HttpServer;
    let elsewhere: HttpServer;
    let foreign = '';
    let origin = '';
    let browser: Browser;

    beforeAll(async () => {
      execFileSync(process.execPath, ['scripts/build.mjs', 'web', 'webChat'], { cwd: ROOT });
      azure = await startAzureDirectLine({ secret: SECRET });
      issuer = await startIssuer({ appId: APP_ID, now: () => home.time.now });
      home = await house();
      const port = await freePort();
      origin = `http://127.0.0.1:${port}`;
      const { live, keyring, clock, durable } = home.adapters;
      const log = pino({ level: 'silent' });
      const cloud = {
        ...clouds.public,
        openIdMetadata: issuer.openIdMetadata,
        login: issuer.origin,
        directLine: azure.origin,
        serves: (_channel: string, url: string) => url.startsWith(`${azure.origin}/`),
      };
      const parts = { ...live, keyring, clock, log, publicUrl: new URL(origin), trustedProxyHops: 0 };
      const teams = teamsChannel({
        ...parts,
        settings: {
          kind: 'bot',
          appId: APP_ID,
          cloud,
          channels: new Set(['msteams', 'directline', 'webchat']),
          tenants: new Set([TENANT]),
          credential: { kind: 'secret', tenantId: TENANT, secret: 'a-client-secret-of-the-bot' },
        },
        references: durable.references,
        accountOf: async () => undefined,
        run: home.run,
      });
      const chat = { tokens: '/chat/token', origin: azure.origin };
      const webDir = new URL('../../dist/web/', import.meta.url);
      const pages = webPages({ publicUrl: parts.publicUrl, allowedOrigins: [], organisation: 'Contoso', chat, webDir });
      const routes = [...teams.routes, chatTokens({ ...parts, secret: SECRET, directLine: azure.origin }), ...pages];
      server = createHttpServer({ routes, log, publicUrl: parts.publicUrl });
      await server.listen('127.0.0.1', port);
      elsewhere = createHttpServer({
        log,
        publicUrl: new URL('http://localhost/'),
        routes: [
          {
            method: 'get',
            path: '/',
            body: 'none',
            handle: async (_request, response) => answerHtml(response, 200, '<!doctype html><title>x</title>', ''),
          },
        ],
      });
      foreign = `http://localhost:${await elsewhere.listen('127.0.0.1', 0)}`;
      azure.relayTo(async (said) => {
        const token = issuer.token({ serviceUrl: `${azure.origin}/` });
        const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
        const answer = await fetch(`${origin}/api/messages`, { method: 'POST', headers, body: JSON.stringify(said) });
        if (answer.status !== 200) throw new Error(`The bot answered ${answer.status}.`);
      });
      browser = await launchChromium();
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await Promise.all([server.close(), elsewhere.close(), azure.close(), issuer.close()]);
      await home.close();
    });

    it('talks through it, under an id drawn by our server; the secret stays there', async () => {
      const {
        context,
        foreign: others,
        complaints,
      } = await witness(browser, [origin, azure.origin, azure.origin.replace('http', 'ws')]);
      const page = await context.newPage();
      const bodies: Promise<string>[] = [];
      page.on('response', (response) => bodies.push(response.text().catch(() => '')));
      const answer = await page.goto(`${origin}/chat`);
      const policy = answer?.headers()['content-security-policy'] ?? '';
      expect(policy).toMatch(new RegExp(`connect-src 'self' ${azure.origin} ${azure.origin.replace('http', 'ws')}[;]`));
      await page
        .getByText(/I help you get back/)
        .last()
        .waitFor();
      const box = page.getByRole('textbox', { name: /message/i });
      await box.fill('I forgot my password');
      await page.keyboard.press('Enter');
      await page
        .getByText(/account name/)
        .last()
        .waitFor();
      await box.fill('ada@contoso.example');
      await page.keyboard.press('Enter');
      await page
        .getByText(/two proofs/)
        .last()
        .waitFor();
      if (SCREENSHOTS !== undefined) {
        mkdirSync(SCREENSHOTS, { recursive: true });
        await page.screenshot({ path: join(SCREENSHOTS, 'azure-chat.png') });
      }
      const [one] = azure.conversations;
      expect(one?.user).toMatch(/^dl_[\w-]{22}$/);
      expect(one?.trustedOrigins).toEqual([origin]);
      const all = (await Promise.all(bodies)).join('\n') + (await page.content());
      expect(all).not.toContain(SECRET);
      expect([others, complaints, azure.refused]).toEqual([[], [], []]);
      await context.close();
    }, 60_000);

    it('has no second door: our own Direct Line is not there', async () => {
      const generate = `${origin}/v3/directline/tokens/generate`;
      expect((await fetch(generate, { method: 'POST' })).status).toBe(404);
      const env = {
        DIRECTORY: 'embedded',
        SECRET_KEY: randomBytes(32).toString('base64'),
        PUBLIC_URL: 'https://reset.contoso.example',
        MICROSOFT_APP_ID: APP_ID,
        MICROSOFT_APP_TENANT_ID: TENANT,
        MICROSOFT_APP_PASSWORD: 'a-client-secret-of-the-bot',
        DIRECT_LINE_SECRET: SECRET,
      };
      const configured = await house({ env });
      const doors = makeDoors(configured.adapters, configured.mind, configured.run, new Registry());
      expect(doors.routes.map(({ path }) => path)).toEqual(['/api/messages', '/chat/token']);
      expect(doors.upgrades).toEqual([]);
      expect(doors.chat).toEqual({ tokens: '/chat/token', origin: clouds.public.directLine });
      await Promise.all(doors.channels.map((channel) => channel.close()));
      await configured.close();
    });

    it('gives nothing to a page of another origin, with or without a token', async () => {
      const token = azure.conversations[0]?.token ?? '';
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(foreign);
      const asks = (url: string, authorization?: string): Promise<string> =>
        page.evaluate(
          async ([to, bearer]) => {
            try {
              const headers = new Headers(bearer === undefined ? {} : { authorization: bearer });
              const answer = await fetch(to ?? '', { method: 'POST', headers });
              return `${answer.status} ${await answer.text()}`;
            } catch {
              return 'refused';
            }
          },
          [url, authorization],
        );
      const before = azure.conversations.length;
      expect(await asks(`${origin}/chat/token`)).toBe('refused');
      expect(azure.conversations).toHaveLength(before);
      expect(await asks(`${azure.origin}/v3/directline/conversations`, `Bearer ${token}`)).toBe('refused');
      expect(azure.refused).toEqual([`OPTIONS /v3/directline/conversations from ${foreign}`]);
      await context.close();
    });
  });
});
