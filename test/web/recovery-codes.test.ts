import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recoveryCodeRoutes } from '../../src/http/recovery-codes.js';
import { recoverySheets } from '../../src/methods/recovery-sheets.js';
import { grouped, newSavedCode } from '../../src/methods/saved-code.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { needing } from '../support/machine.js';
import { claimsInMemory } from '../support/methods.js';
import { isClean, LOOKS, looksRight, opened, pageServer, post, visit } from '../support/page-server.js';

const nudged: string[] = [];
const nudge = async (conversation: string): Promise<void> => void nudged.push(conversation);
const sheets = recoverySheets({ claims: claimsInMemory(), nudge, clock: Date.now });
const login = '<ada>@contoso.example';

needing([CHROMIUM], 'the page of recovery codes in a browser', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof pageServer>>;
  beforeAll(async () => {
    server = await pageServer((needs) => recoveryCodeRoutes({ ...needs, door: sheets }));
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const newSheet = async () => {
    const codes = Array.from({ length: 10 }, () => grouped(newSavedCode()));
    return { codes, address: `${server.origin}/codes/${await sheets.lay('ticket', { codes, login }, 'w.1')}` };
  };

  describe('the page of new recovery codes', { timeout: 60_000 }, () => {
    it.each(LOOKS)('%s: every state is readable and fits, and the chat is told', async (name, options) => {
      const { codes, address } = await newSheet();
      nudged.length = 0;
      const here = await visit(browser, address, options);
      const { page } = here;
      await looksRight(page, `codes-1-waiting-${name}`);
      await page.getByRole('button', { name: 'Show my codes' }).click();
      expect(await page.getByRole('list', { name: 'Recovery codes' }).locator('code').allInnerTexts()).toEqual(codes);
      await page.getByText(login).waitFor();
      await page.getByRole('button', { name: 'Print' }).waitFor();
      await looksRight(page, `codes-2-codes-${name}`);
      await page.getByRole('button', { name: 'I have saved them' }).click();
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      await looksRight(page, `codes-3-done-${name}`);
      expect(nudged).toEqual(['w.1']);
      expect(await sheets.takeSaved('ticket')).toBe(true);
      await page.goto(address);
      await page.getByRole('heading', { name: 'nothing to show' }).waitFor();
      await looksRight(page, `codes-4-gone-${name}`);
      isClean(here);
      await here.context.close();
    });

    it('lets them be downloaded and printed, and printed they are black on white without a button', async () => {
      const { codes, address } = await newSheet();
      const here = await visit(browser, address, { colorScheme: 'dark' });
      const { page } = here;
      await page.getByRole('button', { name: 'Show my codes' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download' }).click(),
      ]);
      const saved = readFileSync(await download.path(), 'utf8');
      expect(saved.split('\r\n').slice(0, 13)).toEqual([
        `Contoso: recovery codes of ${login}`,
        'Each code works once.',
        '',
        ...codes,
      ]);
      expect(download.suggestedFilename()).toBe('recovery-codes.txt');
      await page.evaluate('window.print = () => { document.title = "printed"; }');
      await page.getByRole('button', { name: 'Print' }).click();
      expect(await page.title()).toBe('printed');
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('button').count()).toBe(0);
      expect(await page.locator('.codes code').first().isVisible()).toBe(true);
      expect(await page.evaluate('getComputedStyle(document.querySelector(".codes code")).color')).toBe('rgb(0, 0, 0)');
      await looksRight(page, 'codes-5-printed');
      isClean(here);
      await here.context.close();
    });

    it('works without JavaScript, and a reload in the same browser loses nothing', async () => {
      const { codes, address } = await newSheet();
      const here = await visit(browser, address, { javaScriptEnabled: false });
      const { page } = here;
      await page.getByRole('button', { name: 'Show my codes' }).click();
      await page.reload();
      expect(await page.locator('.codes code').allInnerTexts()).toEqual(codes);
      expect(await page.getByRole('button', { name: 'Print' }).count()).toBe(0);
      await page.getByRole('button', { name: 'I have saved them' }).dblclick();
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      expect(await sheets.takeSaved('ticket')).toBe(true);
      await here.context.close();
    });

    it('people who came from Teams are told that the chat goes on there', async () => {
      const { codes } = await newSheet();
      const here = await visit(browser, `${server.origin}/codes/${await sheets.lay('t', { codes, login }, 't.1')}`);
      await here.page.getByRole('button', { name: 'Show my codes' }).click();
      await here.page.getByRole('button', { name: 'I have saved them' }).click();
      await here.page.getByText('Your chat goes on in Microsoft Teams').waitFor();
      expect(await here.page.getByRole('link').count()).toBe(0);
      await here.context.close();
    });

    it('shows no code to link previews, scanners, other sites and other browsers', async () => {
      const { codes, address } = await newSheet();
      for (let round = 0; round < 20; round++) {
        const answer = await fetch(address, { method: round % 2 ? 'HEAD' : 'GET' });
        expect(answer.status).toBe(200);
        expect(await answer.text()).not.toContain(codes[0]);
      }
      const cross = await post(address, {}, { 'sec-fetch-site': 'cross-site' });
      expect(cross.status).toBe(403);
      const mine = await opened(address);
      expect(mine.html).toContain(codes[0]);
      const other = await fetch(address);
      expect([other.status, (await other.text()).includes(codes[0] ?? '')]).toEqual([410, false]);
      const forged = { ...mine.fields, csrf: 'guess' };
      expect((await post(address, forged, { cookie: mine.cookie })).status).toBe(403);
      expect(await sheets.takeSaved('ticket')).toBe(false);
      expect((await post(address, mine.fields, { cookie: mine.cookie })).status).toBe(200);
      expect(await sheets.takeSaved('ticket')).toBe(true);
    });

    it('opened twenty times at once is opened by one browser', async () => {
      const { codes, address } = await newSheet();
      const rush = await Promise.all(Array.from({ length: 20 }, () => post(address, {})));
      expect(rush.map(({ status }) => status).sort()).toEqual([303, ...Array.from({ length: 19 }, () => 410)]);
      const pages = await Promise.all(rush.map((answer) => answer.text()));
      expect(pages.join()).not.toContain(codes[0]);
    });

    it('no code ever stands in the log', async () => {
      const { codes, address } = await newSheet();
      await opened(address);
      for (const code of codes) expect(server.logged.join()).not.toContain(code);
    });
  });
});
