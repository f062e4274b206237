import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { axe } from '../support/axe.js';
import { CHROMIUM, launchChromium, witness } from '../support/chromium.js';
import { startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { ChatPage, messageTo, resetWithTwoProofs } from './journey.js';

const SHOTS = process.env['SHOTS'];

needing([CHROMIUM], 'the whole way in a browser', () => {
  describe('the whole way in a browser', () => {
    it.each([
      ['a desktop', { width: 1280, height: 900 }],
      ['a small phone', { width: 320, height: 640 }],
    ])('resets a password on %s', { timeout: 180_000 }, async (name, viewport) => {
      const server = await startInstance({ DATA_DIR: mkdtempSync(join(tmpdir(), 'reset-assistant-e2e-')) });
      const browser = await launchChromium();
      try {
        const origin = new URL(server.address).origin;
        const { context, foreign, complaints } = await witness(browser, [origin], { viewport });
        const chat = await ChatPage.open(await context.newPage(), server.address);
        const person = {
          address: server.address,
          login: 'ada@contoso.example',
          phone: '+12025550100',
          newPassword: 'nine purple umbrellas sing',
        };
        await resetWithTwoProofs(chat, person, async (page, what) => {
          if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name.replaceAll(' ', '-')}-${what}.png`) });
          expect([what, await axe(page)]).toEqual([what, []]);
        });
        expect((await messageTo(server.address, 'ada@home.example')).text).toMatch(/password was changed/i);
        expect(foreign).toEqual([]);
        expect(complaints).toEqual([]);
      } finally {
        await browser.close();
        await server.stop();
      }
    });
  });
});
