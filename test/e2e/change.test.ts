import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe } from '../support/axe.js';
import { CHROMIUM, launchChromium, witness } from '../support/chromium.js';
import { startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { ChatPage, messageTo } from './journey.js';

const SHOTS = process.env['SHOTS'];
const LOGIN = 'ben@contoso.example';

needing([CHROMIUM], 'changing a known password in a browser', () => {
  describe('changing a known password in a browser', () => {
    it.each([
      ['a desktop', { width: 1280, height: 900 }],
      ['a small phone', { width: 320, height: 640 }],
    ])('takes one sign-in and leads straight on to the new one, on %s', { timeout: 90_000 }, async (name, viewport) => {
      const server = await startInstance({ DATA_DIR: mkdtempSync(join(tmpdir(), 'reset-assistant-e2e-')) });
      const browser = await launchChromium();
      const shoot = async (page: Page, what: string): Promise<void> => {
        if (SHOTS) await page.screenshot({ path: join(SHOTS, `change-${name.replaceAll(' ', '-')}-${what}.png`) });
      };
      try {
        const origin = new URL(server.address).origin;
        const { context, foreign, complaints } = await witness(browser, [origin], { viewport });
        const chat = await ChatPage.open(await context.newPage(), server.address);
        await chat.says('I want to change my password');
        await chat.sees('current password');
        await shoot(chat.page, '1-link');
        const [page] = await Promise.all([context.waitForEvent('page'), chat.taps('Sign in')]);
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('heading', { name: 'Change your password' }).waitFor();
        expect(await axe(page)).toEqual([]);
        await shoot(page, '2-sign-in');
        await page.getByLabel('Account name').fill(LOGIN);
        await page.getByLabel('Current password', { exact: true }).fill('not it');
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('alert').getByText('That did not match').waitFor();
        await page.getByLabel('Current password', { exact: true }).fill('Correct-Horse-2');
        await page.getByRole('button', { name: 'Continue' }).click();
        // Too soon after the wrong one: once more.
        const next = page.getByRole('heading', { name: 'Choose a new password' });
        const wait = page.getByRole('alert').getByText('One moment');
        await next.or(wait).first().waitFor();
        if (await wait.isVisible()) {
          await expect
            .poll(async () => {
              await page.getByLabel('Current password', { exact: true }).fill('Correct-Horse-2');
              await page.getByRole('button', { name: 'Continue' }).click();
              await next.or(wait).first().waitFor();
              return next.isVisible();
            })
            .toBe(true);
        }
        await next.waitFor();
        expect(new URL(page.url()).pathname).toMatch(/^\/password\/w\./);
        await page.getByText(LOGIN).first().waitFor();
        expect(await axe(page)).toEqual([]);
        await shoot(page, '3-new');
        await chat.sees('The password page is open');
        await shoot(chat.page, '4-chat');
        await page.reload();
        for (const field of ['password', 'confirmation']) await page.locator(`#${field}`).fill('Correct-Horse-2');
        await page.getByRole('button', { name: 'Set new password' }).click();
        await page.getByText('You have used this one before').waitFor();
        for (const field of ['password', 'confirmation'])
          await page.locator(`#${field}`).fill('nine purple umbrellas sing');
        await page.getByRole('button', { name: 'Set new password' }).click();
        await page.getByRole('heading', { name: 'Your password is set' }).waitFor();
        await shoot(page, '5-done');
        await chat.sees('Done: your new password is set');
        await shoot(chat.page, '6-done');
        expect((await messageTo(server.address, LOGIN)).text).toMatch(/password of ben@contoso\.example was changed/);
        expect(foreign).toEqual([]);
        expect(complaints.filter((text) => !/status of (410|422|429)/.test(text))).toEqual([]);
      } finally {
        await browser.close();
        await server.stop();
      }
    });
  });
});
