import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInRoutes } from '../../src/http/sign-in.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { signInInMemory } from '../support/doors.js';
import { needing } from '../support/machine.js';
import { isClean, LOOKS, looksRight, pageServer, visit } from '../support/page-server.js';

const ada = { login: 'ada@contoso.example', password: 'Correct-Horse-1' };
const desk = signInInMemory(ada);

needing([CHROMIUM], 'the sign-in page in a browser', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof pageServer>>;
  beforeAll(async () => {
    server = await pageServer((needs) => signInRoutes({ ...needs, door: desk.door }));
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const address = (...which: Parameters<typeof desk.issue>) => `${server.origin}/sign-in/${desk.issue(...which)}`;

  describe('the sign-in page', { timeout: 60_000 }, () => {
    it.each(LOOKS)('%s: every state is readable and fits', async (name, options) => {
      const here = await visit(browser, address(), options);
      const { page } = here;
      await looksRight(page, `sign-in-1-waiting-${name}`);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('Password', { exact: true }).waitFor();
      await looksRight(page, `sign-in-2-form-${name}`);
      await page.getByLabel('Account name').fill(ada.login);
      await page.getByLabel('Password', { exact: true }).fill('not it');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('That did not match').waitFor();
      await looksRight(page, `sign-in-3-wrong-${name}`);
      desk.says(() => ({ kind: 'too-soon', retryAt: Date.now() + 7_500 }));
      await page.getByLabel('Password', { exact: true }).fill(ada.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText(/wait [78] seconds/).waitFor();
      desk.says(undefined);
      await looksRight(page, `sign-in-4-too-soon-${name}`);
      await page.getByLabel('Password', { exact: true }).fill(ada.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'you are signed in' }).waitFor();
      await looksRight(page, `sign-in-5-done-${name}`);
      const { pathname } = new URL(page.url());
      await page.goto(`${server.origin}${pathname}`);
      await page.getByRole('heading', { name: 'cannot be used any more' }).waitFor();
      await looksRight(page, `sign-in-6-gone-${name}`);
      isClean(here);
      await here.context.close();
    });

    it.each(LOOKS)('%s: who is known already types the password alone, to change it', async (name, options) => {
      const here = await visit(browser, address('t', { goal: 'change', login: ada.login }), options);
      const { page } = here;
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Change your password' }).waitFor();
      await page.getByText(ada.login).waitFor();
      expect(await page.getByLabel('Account name').count()).toBe(0);
      expect(await page.evaluate('document.activeElement.id')).toBe('password');
      await looksRight(page, `sign-in-7-known-${name}`);
      await page.getByLabel('Current password', { exact: true }).fill('not it');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('That did not match').waitFor();
      await looksRight(page, `sign-in-8-known-wrong-${name}`);
      isClean(here);
      await here.context.close();
    });

    it.each(LOOKS)('%s: asks whom the channel vouches for only for the password', async (name, options) => {
      const here = await visit(browser, address('t', { goal: 'change', login: ada.login }), options);
      const { page } = here;
      await page.getByRole('button', { name: 'Continue' }).click();
      const password = page.getByLabel('Current password', { exact: true });
      await password.waitFor();
      expect(await page.getByLabel('Account name').count()).toBe(0);
      expect(await page.locator('input[autocomplete=username]').inputValue()).toBe(ada.login);
      expect(await page.evaluate('document.activeElement.id')).toBe('password');
      await looksRight(page, `sign-in-7-known-${name}`);
      await password.fill(ada.password);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'you are signed in' }).waitFor();
      isClean(here);
      await here.context.close();
    });

    it('works without JavaScript', async () => {
      const here = await visit(browser, address(), { javaScriptEnabled: false });
      const { page } = here;
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await page.getByRole('button', { name: 'Show password' }).count()).toBe(0);
      await page.getByLabel('Account name').fill(ada.login);
      await page.getByLabel('Password', { exact: true }).fill('not it');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Please check the account name and the password').waitFor();
      expect(await page.getByLabel('Account name').inputValue()).toBe(ada.login);
      expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
      await page.getByLabel('Password', { exact: true }).fill(ada.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'you are signed in' }).waitFor();
      await here.context.close();
    });

    it('works with the keyboard alone, and lets the password be seen', async () => {
      const here = await visit(browser, address());
      const { page } = here;
      const press = (key: string) => page.keyboard.press(key);
      await press('Tab');
      await press('Enter');
      await page.getByLabel('Account name').waitFor();
      // The account name has the focus already.
      await page.keyboard.type(ada.login);
      await press('Tab');
      await page.keyboard.type(ada.password);
      await press('Tab');
      await press('Enter');
      const field = page.getByLabel('Password', { exact: true });
      expect(await field.getAttribute('type')).toBe('text');
      await page.getByRole('button', { name: 'Hide password' }).waitFor();
      await press('Shift+Tab');
      await press('Enter');
      await page.getByRole('heading', { name: 'you are signed in' }).waitFor();
      expect(await page.evaluate('document.activeElement.localName')).toBe('h1');
      await here.context.close();
    });

    it('a press twice is one try, and after the wrong password the next thing is to type it again', async () => {
      desk.tried.length = 0;
      const here = await visit(browser, address());
      const { page } = here;
      await page.getByRole('button', { name: 'Continue' }).dblclick();
      await page.getByLabel('Account name').fill(ada.login);
      await page.getByLabel('Password', { exact: true }).fill('not it');
      await page.getByRole('button', { name: 'Sign in' }).dblclick();
      await page.getByText('That did not match').waitFor();
      expect(desk.tried).toEqual([ada.login]);
      expect(await page.evaluate('document.activeElement.id')).toBe('password');
      isClean(here);
      await here.context.close();
    });

    it('leads back to the chat, or says where it goes on for people who came from Teams', async () => {
      const here = await visit(browser, `${server.origin}/sign-in/w.unknown`);
      await here.page.getByRole('link', { name: 'Back to the chat' }).click();
      await here.page.waitForURL(`${server.origin}/chat`);
      await here.page.goto(`${server.origin}/sign-in/t.unknown`);
      await here.page.getByText('Your chat goes on in Microsoft Teams').waitFor();
      expect(await here.page.getByRole('link', { name: 'Back to the chat' }).count()).toBe(0);
      await here.context.close();
    });
  });
});
