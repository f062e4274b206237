import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, launchChromium, type Witness, witness } from '../support/chromium.js';
import { type Instance, startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { looksRight } from '../support/page-server.js';
import { numberIn } from './approver-journey.js';
import { authenticatorCode, ChatPage } from './journey.js';

const ADA = 'ada@contoso.example';

needing([CHROMIUM], 'the simulated phone of a newcomer', () => {
  describe('somebody who tries it out, with nothing but a browser', { timeout: 90_000 }, () => {
    let server: Instance;
    let browser: Browser;
    let phone: Page;
    let chats: Witness;
    let held: Witness;

    beforeAll(async () => {
      server = await startInstance({ DATA_DIR: mkdtempSync(join(tmpdir(), 'newcomer-')) });
      browser = await launchChromium();
      const { origin } = new URL(server.address);
      chats = await witness(browser, [origin], { viewport: { width: 1280, height: 900 } });
      held = await witness(browser, [origin], { viewport: { width: 320, height: 720 } });
      phone = await held.context.newPage();
      await phone.goto(`${server.address}phone`);
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await server.stop();
    });

    const chat = async (): Promise<ChatPage> => ChatPage.open(await chats.context.newPage(), server.address);

    it('sets the approver up by pointing the simulated phone at the screen', async () => {
      const here = await chat();
      await here.taps('Set up my sign-in methods');
      await here.signsIn(ADA, 'Correct-Horse-1');
      await here.sees('6-digit');
      await here.says(await authenticatorCode(server.address, ADA));
      await here.sees('You could add');
      await here.taps('App notification');
      await here.sees('Point the camera of your phone');
      await phone.getByRole('tab', { name: 'Authenticator' }).click();
      await phone.getByRole('button', { name: 'Scan the code on the screen' }).click();
      await phone.getByText('The code on the screen was scanned.').waitFor();
      await here.sees('Set up: Simulated phone');
      await here.page.close();
    });

    it('approves a reset with the number, and answers a call with #; the chat goes on by itself', async () => {
      const here = await chat();
      await here.taps('I forgot my password');
      await here.sees('account name');
      await here.says(ADA);
      await here.taps('Notification on my phone');
      const number = await numberIn(here);
      await phone.getByText('Approver: is this you?').waitFor();
      await phone.getByText(`Somebody asks to reset the password of ${ADA}, in the web chat`).waitFor();
      await looksRight(phone, 'newcomer-asked');
      await phone.getByLabel('Type the number').fill(number);
      await phone.getByRole('button', { name: 'Approve', exact: true }).click();
      await phone.getByText('Approved. Go back to the chat').waitFor();
      await here.sees('One more');

      await here.taps('Phone call');
      await here.sees('press the # key');
      await phone.getByText('Call to +12025550100').waitFor();
      await looksRight(phone, 'newcomer-called');
      await phone.getByRole('button', { name: 'Press #' }).click();
      await phone.getByText('Please go back to the chat').first().waitFor();
      await here.sees('Choose your new password');
    });

    it('sees nothing go wrong', () => {
      for (const { foreign, complaints } of [chats, held])
        expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] });
    });
  });
});
