import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe } from '../support/axe.js';
import { launchChromium, type Witness, witness } from '../support/chromium.js';
import { type Instance, startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { ChatPage, messageTo } from './journey.js';

const SHOTS = process.env['SHOTS'];
const BEN = 'ben@contoso.example';

const POLICY = `policies:
  - name: everyone
    gates: 1
    methods: [authenticator-notification, authenticator-code, sms]
    allowNotificationAlone: true
    register: { required: 1 }
`;

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

/** Signs in, and gives the second proof where one is asked for. */
async function registering(): Promise<ChatPage> {
  const chat = await ChatPage.open(await opened({ width: 1280, height: 900 }), server.address);
  await chat.taps('Set up my sign-in methods');
  const since = Date.now();
  await chat.signsIn(BEN, 'Correct-Horse-2');
  await chat.sees('phone ending in 01');
  await chat.says((await messageTo(server.address, '+12025550101', since)).code ?? '');
  return chat;
}

async function asked(): Promise<{ readonly chat: ChatPage; readonly number: string }> {
  const chat = await ChatPage.open(await opened({ width: 1280, height: 900 }), server.address);
  await chat.taps('I forgot my password');
  await chat.sees('account name');
  await chat.says(BEN);
  await chat.taps('Notification on my phone');
  return { chat, number: await numberIn(chat) };
}

async function numberIn(chat: ChatPage): Promise<string> {
  await chat.sees('type this number');
  const text = (await chat.frame.getByText('type this number').last().textContent()) ?? '';
  return /(\d\d)\s*$/m.exec(text.split('Nothing there?')[0] ?? '')?.[1] ?? '';
}

needing(['chromium', 'zbarimg'], 'the approver in a browser', () => {
  describe('the approver in a browser', () => {
    let phone: Page;

    beforeAll(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'reset-assistant-approve-'));
      const policy = join(folder, 'policy.yaml');
      writeFileSync(policy, POLICY);
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
      const chat = await registering();
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
      const { chat, number } = await asked();
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
  });
});
