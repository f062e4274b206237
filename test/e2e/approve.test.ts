import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe } from '../support/axe.js';
import { CHROMIUM, launchChromium, type Witness, witness } from '../support/chromium.js';
import { DirectLineClient } from '../support/direct-line-client.js';
import { type Instance, startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { askingOverHttp, askingThePhone, BEN, NOTIFICATION_ALONE, registering } from './approver-journey.js';

const SHOTS = process.env['SHOTS'];

/** What comes of trying to read the keys that this phone keeps. */
const READ_KEYS = `new Promise((resolve) => {
  const request = indexedDB.open('approver');
  request.onsuccess = () => {
    const all = request.result.transaction('accounts').objectStore('accounts').getAll();
    all.onsuccess = () => resolve(Promise.all([
      crypto.subtle.exportKey('pkcs8', all.result[0].privateKey).catch((error) => error.name),
      crypto.subtle.exportKey('raw', all.result[0].seed).catch((error) => error.name),
    ]));
  };
})`;

let server: Instance;
let browser: Browser;
let origin = '';
const witnesses: Witness[] = [];

async function opened(viewport: { width: number; height: number }, dark = false): Promise<Page> {
  const seen = await witness(browser, [origin], { viewport, colorScheme: dark ? 'dark' : 'light' });
  witnesses.push(seen);
  return seen.context.newPage();
}

async function looked(page: Page, name: string): Promise<void> {
  expect(await axe(page), name).toEqual([]);
  const { width = 0 } = page.viewportSize() ?? {};
  expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width);
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `approve-${name}.png`), fullPage: true });
}

needing([CHROMIUM, 'zbarimg'], 'the approver in a browser', () => {
  describe('the approver in a browser', () => {
    let phone: Page;

    beforeAll(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'reset-assistant-approve-'));
      const policy = join(folder, 'policy.yaml');
      writeFileSync(policy, NOTIFICATION_ALONE);
      server = await startInstance({ DATA_DIR: folder, POLICY_FILE: policy });
      origin = new URL(server.address).origin;
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser.close();
      await server.stop();
    });

    it('is paired by the picture in the chat, and the chat goes on by itself', { timeout: 60_000 }, async () => {
      phone = await opened({ width: 320, height: 640 });
      await phone.goto(`${origin}/approve`);
      await looked(phone, 'empty');
      const chat = await registering(await opened({ width: 1280, height: 900 }), server.address);
      await chat.taps('Notification');
      const uri = await chat.scans();
      expect(uri.pathname).toBe('/approve');
      await looked(chat.page, 'chat-picture');

      await phone.goto(uri.href);
      await phone.getByLabel('What do you call this phone?').waitFor();
      expect(phone.url()).toBe(`${origin}/approve`);
      await looked(phone, 'pair');
      await phone.getByLabel('What do you call this phone?').fill('Pixel of Ben');
      await phone.getByRole('button', { name: 'Set up this phone' }).click();
      await phone.getByRole('heading', { name: 'This phone is set up' }).waitFor();
      await looked(phone, 'paired');
      await phone.getByRole('button', { name: 'Go on' }).click();
      await phone.getByText('Ready', { exact: true }).waitFor();
      await looked(phone, 'home');
      await chat.sees('1 of 1 ready');
      await looked(chat.page, 'chat-ready');
    });

    it('approves with the number of the chat', { timeout: 60_000 }, async () => {
      const { chat, number } = await askingThePhone(await opened({ width: 1280, height: 900 }), server.address);
      await looked(chat.page, 'chat-number');
      await phone.getByRole('heading', { name: 'Reset the password?' }).waitFor();
      await looked(phone, 'request');
      await phone.getByLabel('Type the number').fill(number);
      await phone.keyboard.press('Enter');
      await phone.getByRole('heading', { name: 'Approved' }).waitFor();
      await looked(phone, 'approved');
      await chat.sees('Choose your new password');
      await phone.getByRole('button', { name: 'Done' }).click();
      await phone.getByText('Ready', { exact: true }).waitFor();
    });

    it('has one try for the number, and says so', { timeout: 60_000 }, async () => {
      const { client, number } = await askingOverHttp(server.address);
      await phone.getByRole('heading', { name: 'Reset the password?' }).waitFor();
      await phone.getByLabel('Type the number').fill('7');
      await phone.getByRole('button', { name: 'Approve' }).click();
      await phone.getByText('The number has two digits').waitFor();
      await phone.getByLabel('Type the number').fill(number === '42' ? '43' : '42');
      await phone.getByRole('button', { name: 'Approve' }).click();
      await phone.getByRole('heading', { name: 'That was not the number' }).waitFor();
      await looked(phone, 'wrong-number');
      await client.until(server.address, /did not work/);
      await phone.getByRole('button', { name: 'Done' }).click();
    });

    it('keeps its key through a reload, and nobody can read it', { timeout: 60_000 }, async () => {
      await phone.reload();
      await phone.getByText('Ready', { exact: true }).waitFor();
      const kept: unknown = await phone.evaluate(READ_KEYS);
      expect(kept).toEqual(['InvalidAccessError', 'InvalidAccessError']);
    });

    it('shows the codes of the account, which are those that are registered', { timeout: 60_000 }, async () => {
      const code = (await phone.locator('.code output').textContent())?.replace(' ', '') ?? '';
      const client = await DirectLineClient.begin(server.address);
      await client.say(server.address, 'I forgot my password');
      await client.say(server.address, BEN);
      await client.say(server.address, 'authenticator');
      await client.post(server.address, code);
      await client.until(server.address, /Choose your new password/);
    });

    it('without streams asks again and again, and hears all the same', { timeout: 60_000 }, async () => {
      const held: Route[] = [];
      await phone.route('**/approve/requests', async (route) => {
        if (route.request().headers()['accept'] === 'text/event-stream') held.push(route);
        else await route.continue();
      });
      await phone.reload();
      await phone.getByText('Ready', { exact: true }).waitFor({ timeout: 15_000 });
      const { client, number } = await askingOverHttp(server.address);
      await phone.getByRole('heading', { name: 'Reset the password?' }).waitFor();
      await phone.getByLabel('Type the number').fill(number);
      await phone.getByRole('button', { name: 'Approve' }).click();
      await phone.getByRole('heading', { name: 'Approved' }).waitFor();
      await client.until(server.address, /Choose your new password/);
      expect(held).toHaveLength(1);
      await phone.unroute('**/approve/requests');
    });

    it('works through with the keyboard, in the dark', { timeout: 60_000 }, async () => {
      await phone.emulateMedia({ colorScheme: 'dark' });
      await phone.reload();
      await phone.getByText('Ready', { exact: true }).waitFor();
      await looked(phone, 'home-dark');
      const { number } = await askingOverHttp(server.address);
      const heading = phone.getByRole('heading', { name: 'Reset the password?' });
      await heading.waitFor();
      await looked(phone, 'request-dark');
      expect(await phone.evaluate('document.activeElement?.tagName')).toBe('H1');
      await phone.keyboard.press('Tab');
      await phone.keyboard.type(number);
      await phone.keyboard.press('Tab');
      await phone.keyboard.press('Space');
      await phone.getByRole('heading', { name: 'Approved' }).waitFor();
      await phone.keyboard.press('Tab');
      await phone.keyboard.press('Enter');
      await phone.getByRole('heading', { name: 'Ready for requests' }).waitFor();
    });

    it('has its codes where there is no network', { timeout: 60_000 }, async () => {
      await phone.reload();
      await phone.locator('.code output').waitFor();
      await phone.context().setOffline(true);
      await phone.reload();
      await phone.getByText('No connection').waitFor();
      expect(await phone.locator('.code output').textContent()).toMatch(/^\d{3} \d{3}$/);
      await phone.context().setOffline(false);
      await phone.reload();
      await phone.getByText('Ready', { exact: true }).waitFor();
      witnesses[0]?.complaints.splice(0);
    });

    it('on an iPhone says first how to install it', { timeout: 60_000 }, async () => {
      const seen = await witness(browser, [origin], {
        viewport: { width: 375, height: 667 },
        permissions: ['clipboard-read', 'clipboard-write'],
        userAgent:
          'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
      });
      witnesses.push(seen);
      const page = await seen.context.newPage();
      const link = `${origin}/approve#${'x'.repeat(43)}`;
      await page.goto(link);
      await page.getByText('Add to Home Screen').waitFor();
      await looked(page, 'iphone');
      await page.getByRole('button', { name: 'Copy the link' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link);
      await page.getByRole('button', { name: 'Set it up here' }).click();
      await page.getByText('This link has been used').waitFor();
      await looked(page, 'link-used');
      expect(seen.complaints.filter((text) => !text.includes('410'))).toEqual([]);
      seen.complaints.splice(0);
    });

    it('"No, it\'s not me" stops the reset and all others for a day', { timeout: 60_000 }, async () => {
      const { client } = await askingOverHttp(server.address);
      await phone.getByRole('button', { name: "No, it's not me" }).click();
      await phone.getByRole('heading', { name: 'Stopped' }).waitFor();
      await looked(phone, 'denied');
      await client.until(server.address, /turned down on the phone/);
      await phone.getByRole('button', { name: 'Done' }).click();
      const again = await DirectLineClient.begin(server.address);
      await again.say(server.address, 'I forgot my password');
      await again.say(server.address, BEN);
      const menu = await again.say(server.address, 'notification');
      expect(menu).not.toMatch(/turned down/);
      expect(await phone.getByRole('heading').first().textContent()).toBe('Ready for requests');
    });

    it('an account is removed from the phone in two taps, and another is added by a pasted link', {
      timeout: 60_000,
    }, async () => {
      await phone.getByText('Remove from this phone').first().click();
      await phone.getByRole('button', { name: 'Remove from this phone' }).click();
      await phone.getByRole('button', { name: 'Really remove' }).click();
      await phone.getByRole('heading', { name: 'Set up this phone' }).waitFor();
      await phone.getByLabel('Or paste the link here').fill('https://example.com/');
      await phone.getByRole('button', { name: 'Use this link' }).click();
      await phone.getByText('That is not a link for this app').waitFor();
      await phone.getByLabel('Or paste the link here').fill(`${origin}/approve#${'y'.repeat(43)}`);
      await phone.getByRole('button', { name: 'Use this link' }).click();
      await phone.getByText('This link has been used').waitFor();
      witnesses[0]?.complaints.splice(0);
    });

    it('nothing went wrong unseen, and nothing was asked of anybody else', () => {
      expect(witnesses.flatMap(({ foreign }) => foreign)).toEqual([]);
      expect(witnesses.flatMap(({ complaints }) => complaints)).toEqual([]);
    });
  });
});
