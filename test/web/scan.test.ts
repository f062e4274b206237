import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanRoutes } from '../../src/http/scan.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { scanInMemory } from '../support/doors.js';
import { needing } from '../support/machine.js';
import { isClean, LOOKS, looksRight, opened, pageServer, post, visit } from '../support/page-server.js';
import { readQr } from '../support/qr.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const uri = `otpauth://totp/Contoso:ada%40contoso.example?secret=${SECRET}&issuer=Contoso`;
const desk = scanInMemory({ uri, key: SECRET.replace(/(.{4})(?=.)/g, '$1 ') });

needing([CHROMIUM], 'the page with a code to scan in a browser', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof pageServer>>;
  beforeAll(async () => {
    server = await pageServer((needs) => scanRoutes({ ...needs, door: desk.door }));
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const address = (chat?: 'w' | 't') => `${server.origin}/scan/${desk.issue(chat)}`;
  const picture = (page: Page) => page.getByRole('img', { name: 'Code to scan for ada@contoso.example' });

  describe('the page with a code to scan', { timeout: 60_000 }, () => {
    it.each(LOOKS)('%s: every state is readable and fits', async (name, options) => {
      const here = await visit(browser, address('t'), options);
      const { page } = here;
      await looksRight(page, `scan-1-waiting-${name}`);
      await page.getByRole('button', { name: 'Show the code' }).click();
      await picture(page).waitFor();
      await page.getByText('The camera does not work?').click();
      await page.getByText('GEZD GNBV GY3T').waitFor();
      await looksRight(page, `scan-2-code-${name}`);
      // Drawn with eight pixels a module and shown with four: never smaller.
      const natural = await picture(page).evaluate('document.querySelector(".qr").naturalWidth');
      expect((await picture(page).boundingBox())?.width).toBe(Number(natural) / 2);
      desk.end();
      await page.reload();
      await page.getByRole('heading', { name: 'nothing to scan' }).waitFor();
      await looksRight(page, `scan-3-gone-${name}`);
      isClean(here);
      await here.context.close();
    });

    it('can be loaded again in the browser that opened it, and in no other', async () => {
      const link = address();
      const here = await visit(browser, link, { javaScriptEnabled: false });
      await here.page.getByRole('button', { name: 'Show the code' }).click();
      await picture(here.page).waitFor();
      await here.page.reload();
      await picture(here.page).waitFor();
      const other = await visit(browser, link);
      await other.page.getByRole('heading', { name: 'nothing to scan' }).waitFor();
      await Promise.all([here.context.close(), other.context.close()]);
    });

    it('shows no key to link previews, scanners, other sites and other browsers', async () => {
      const link = address();
      for (const method of ['GET', 'HEAD', 'GET']) {
        const answer = await fetch(link, { method });
        expect([answer.status, (await answer.text()).includes('GEZD')]).toEqual([200, false]);
      }
      expect((await post(link, {}, { origin: 'https://evil.example' })).status).toBe(403);
      const mine = await opened(link);
      expect(mine.html).toContain('GEZD');
      const other = await fetch(link);
      expect([other.status, (await other.text()).includes('GEZD')]).toEqual([410, false]);
      // There is nothing to send.
      expect((await post(link, { csrf: 'x', uri: 'y' }, { cookie: mine.cookie })).status).toBe(403);
      expect(server.logged.join()).not.toContain(SECRET);
    });

    it('opens the app of the same phone, and copies the key', async () => {
      const permissions = ['clipboard-read', 'clipboard-write'];
      const here = await visit(browser, address(), { permissions });
      const { page } = here;
      await page.getByRole('button', { name: 'Show the code' }).click();
      expect(await page.getByRole('link', { name: 'Open my authenticator app' }).getAttribute('href')).toBe(uri);
      await page.getByText('The camera does not work?').click();
      await page.getByRole('button', { name: 'Copy the key' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(SECRET);
      isClean(here);
      await here.context.close();
    });

    needing(['zbarimg'], 'reading the code', () => {
      it.each(['light', 'dark'] as const)(
        'on a small %s screen a camera reads the code, margin and all',
        async (colorScheme) => {
          const options = { viewport: { width: 320, height: 640 }, colorScheme };
          const here = await visit(browser, address(), options);
          await here.page.getByRole('button', { name: 'Show the code' }).click();
          expect(readQr(await picture(here.page).screenshot())).toBe(uri);
          await here.context.close();
        },
      );
    });
  });
});
