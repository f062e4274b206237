import { describe, expect, it } from 'vitest';
import { ChatPage, messageTo, resetWithTwoProofs } from '../e2e/journey.js';
import { launchChromium, witness } from '../support/chromium.js';

const address = process.env['SMOKE_ADDRESS'] ?? 'http://127.0.0.1:3978/';

describe("what README's first command starts", () => {
  it('resets a password in a browser, and says so by mail', { timeout: 120_000 }, async () => {
    const browser = await launchChromium();
    try {
      const { context, foreign, complaints } = await witness(browser, [new URL(address).origin]);
      const chat = await ChatPage.open(await context.newPage(), address);
      await resetWithTwoProofs(chat, {
        address,
        login: 'ada@contoso.example',
        phone: '+12025550100',
        newPassword: 'nine purple umbrellas sing',
      });
      expect((await messageTo(address, 'ada@home.example')).text).toMatch(/password was changed/i);
      expect(foreign).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
