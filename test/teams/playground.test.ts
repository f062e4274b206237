import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { freePort, needing } from '../support/machine.js';
import { startPlayground } from '../support/playground.js';

/** Set to look at what people see. */
const SCREENSHOTS = process.env['SCREENSHOTS'];
const PATIENCE_MS = 20_000;

const messages = z.array(z.object({ to: z.string(), code: z.string().optional() }));
const codes = z.array(z.object({ account: z.string(), code: z.string() }));

needing([CHROMIUM], 'npm run playground', () => {
  describe('npm run playground', () => {
    const folder = mkdtempSync(join(tmpdir(), 'playground-'));
    let assistant = '';
    let playground: Awaited<ReturnType<typeof startPlayground>>;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    beforeAll(async () => {
      const port = String(await freePort());
      assistant = `http://127.0.0.1:${port}`;
      const env = { PORT: port, DATA_DIR: folder, LOG_LEVEL: 'warn' };
      [playground, browser] = await Promise.all([
        startPlayground({ env, as: 'ada@contoso.example' }),
        launchChromium(),
      ]);
    }, 180_000);
    afterAll(async () => {
      await browser.close();
      await playground.close();
      rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(async () => {
      context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      context.setDefaultTimeout(PATIENCE_MS);
      page = await context.newPage();
      await page.goto(playground.url);
    });
    afterEach(() => context.close());

    const taps = (name: string) =>
      page
        .getByRole('button', { name: new RegExp(`^${name}( \\(|$)`) })
        .last()
        .click();
    const sees = (text: string | RegExp) => page.getByText(text).last().waitFor();
    const says = async (text: string): Promise<void> => {
      const box = page.getByRole('textbox').last();
      await box.fill(text);
      await box.press('Enter');
    };
    const fills = async (label: string, text: string): Promise<void> => {
      await page.getByLabel(label).last().fill(text);
      await taps('Continue');
    };
    const app = async (): Promise<string> =>
      codes
        .parse(await (await fetch(`${assistant}/phone/authenticator.json`)).json())
        .find(({ account }) => account.startsWith('ada'))?.code ?? '';
    const inbox = async (to: string) =>
      messages.parse(await (await fetch(`${assistant}/phone/messages.json?to=${encodeURIComponent(to)}`)).json());
    /** The code sent there; a slow machine may take its time to send it. */
    const sent = async (to: string): Promise<string> => {
      await expect.poll(() => inbox(to), { timeout: PATIENCE_MS }).not.toEqual([]);
      return (await inbox(to)).at(-1)?.code ?? '';
    };
    const looks = async (name: string, at = page): Promise<void> => {
      if (SCREENSHOTS === undefined) return;
      mkdirSync(SCREENSHOTS, { recursive: true });
      await at.screenshot({ path: join(SCREENSHOTS, `teams-${name}.png`) });
    };

    it('is a whole reset as a person in Teams: greeted, proven twice, the password set on its page, told so in the chat', async () => {
      await sees('I help you get back into your');
      await looks('welcome');
      await taps('I forgot my password');
      await sees(/two proofs/);
      await looks('choose');
      await taps('Code from my authenticator app');
      await sees(/6-digit code/);
      await looks('code');
      await fills('Code', await app());
      await sees('One more');
      await taps('Text message');
      await sees(/phone ending in 00/);
      await says(await sent('+12025550100'));
      await sees('Choose your new password on a page of its own');
      await looks('link');
      const button = page.getByRole('link', { name: 'Choose a new password' });
      const [own] = await Promise.all([context.waitForEvent('page'), button.click()]);
      expect(new URL(own.url()).origin).toBe(assistant);
      await own.getByRole('button').last().click();
      const words = 'seven teal bicycles whisper';
      const fields = own.locator('input[type=password]');
      await fields.first().fill(words);
      await fields.last().fill(words);
      await own.locator('form button[type=submit]').last().click();
      await sees(/your new password is set/);
      await looks('done');
      await expect.poll(() => button.count()).toBe(0);
      await expect.poll(() => page.getByLabel('Code').count()).toBe(0);
    }, 120_000);
  });
});
