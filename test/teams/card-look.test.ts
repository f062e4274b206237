import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axe } from '../support/axe.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { type House, house } from '../support/house.js';
import { needing } from '../support/machine.js';
import { colleague, teamsChat } from '../support/teams-chat.js';
import { type Door, openDoor } from '../support/teams-door.js';

/** Set to look at what people see. */
const SCREENSHOTS = process.env['SCREENSHOTS'];
const renderer = readFileSync(
  createRequire(import.meta.resolve('botframework-webchat')).resolve('adaptivecards/dist/adaptivecards.min.js'),
  'utf8',
);

/** Microsoft's own renderer, with the measures of Teams on a phone. */
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Cards</title><style>body{margin:8px;font:14px/1.4 system-ui}main>div{border:1px solid #ddd;border-radius:6px;margin:0 0 12px;padding:12px}
button,a[role=button],.ac-pushButton{font:inherit;padding:8px 12px;white-space:normal;max-width:100%}input{font:inherit;width:100%;box-sizing:border-box;padding:8px}</style>
<main><h1 style="font-size:16px">Cards</h1></main><script>${renderer}</script></html>`;

const SHOW = `(cards) => { for (const json of cards) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig({ spacing: { padding: 0 }, actions: { actionsOrientation: 'vertical', maxActions: 6 },
    containerStyles: { default: { foregroundColors: { default: { default: '#242424', subtle: '#616161' } } } } });
  card.parse(JSON.parse(json));
  const box = document.createElement('div');
  box.append(card.render());
  document.querySelector('main').append(box);
} }`;

needing([CHROMIUM], 'the cards of a reset in Teams, in a browser,', () => {
  describe('the cards of a reset in Teams', () => {
    let home: House;
    let door: Door;
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());
    beforeEach(async () => {
      home = await house();
      door = await openDoor({ home });
    });
    afterEach(async () => {
      await door.close();
      await home.close();
    });

    /** Every card of a reset, as it stood before it was used. */
    async function cardsOfAReset(): Promise<readonly string[]> {
      const chat = teamsChat(door, colleague('ada', 1));
      const all: string[] = [];
      const see = (): void => void all.push(chat.cards().at(-1)?.json ?? '');
      await chat.installs();
      see();
      const moves: readonly (string | (() => Promise<string>))[] = [
        'I forgot my password',
        'Code from my authenticator app',
        () => home.app('sample-ada'),
        'Text message',
        async () => (await home.phone('+12025550100')).at(-1)?.code ?? '',
        'what now?',
      ];
      for (const move of moves) {
        await chat.tap(typeof move === 'string' ? move : await move());
        see();
      }
      return [...all, chat.cards()[1]?.json ?? ''];
    }

    it.each([
      ['on a phone', { viewport: { width: 320, height: 900 } }],
      ['on a phone in high contrast', { viewport: { width: 320, height: 900 }, forcedColors: 'active' }],
      ['on a phone at twice the size', { viewport: { width: 320, height: 900 }, deviceScaleFactor: 2 }],
    ] as const)('%s are as wide as the screen, named, and free of faults', async (name, options) => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      await page.setContent(PAGE);
      await page.evaluate(`(${SHOW})(${JSON.stringify(await cardsOfAReset())})`);
      if (SCREENSHOTS !== undefined) {
        mkdirSync(SCREENSHOTS, { recursive: true });
        await page.screenshot({ path: join(SCREENSHOTS, `cards-${name.replaceAll(' ', '-')}.png`), fullPage: true });
      }
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      expect(await page.getByLabel('Code').count()).toBeGreaterThan(1);
      expect(await axe(page)).toEqual([]);
      await context.close();
    });
  });
});
