import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryUnavailable, OutcomeUnknown, PasswordRejected } from '../../src/errors.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { needing } from '../support/machine.js';
import { isClean, LOOKS, looksRight, visit } from '../support/page-server.js';
import { passwordDesk } from '../support/password-desk.js';

needing([CHROMIUM], 'the password page in a browser', () => {
  let browser: Browser;
  let desk: Awaited<ReturnType<typeof passwordDesk>>;
  beforeAll(async () => {
    desk = await passwordDesk();
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });
  beforeEach(() => {
    desk.writes.length = 0;
    desk.misbehave();
    desk.rule({});
  });

  const numbers = Array.from({ length: 200 }, (_, index) => index).values();
  const fresh = (): string => `copper yodel ${numbers.next().value} lantern walrus`;

  const field = (page: Page) => page.getByLabel('New password', { exact: true });
  const again = (page: Page) => page.getByLabel('New password again');
  const send = (page: Page) => page.getByRole('button', { name: 'Set new password' });
  /** Until the script runs, too. */
  async function open(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Show password' }).waitFor();
  }
  async function type(page: Page, password: string, confirmation = password): Promise<void> {
    await field(page).fill(password);
    await again(page).fill(confirmation);
  }
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

  describe('everybody can use it', { timeout: 90_000 }, () => {
    it.each(LOOKS)(
      '%s: every state is readable and fits',
      async (name, options) => {
        const link = await desk.link();
        const here = await visit(browser, link, options);
        const { page } = here;
        await looksRight(page, `password-1-waiting-${name}`);
        await open(page);
        await field(page).waitFor();
        await looksRight(page, `password-2-form-${name}`);
        await type(page, 'lind', 'link');
        await page.getByText('Very easy to guess').waitFor();
        await send(page).click();
        await page.getByText('It needs at least').waitFor();
        await looksRight(page, `password-3-typing-${name}`);
        desk.misbehave(() => {
          throw new PasswordRejected('in-history');
        });
        await type(page, fresh());
        await page.getByText('Strong', { exact: true }).waitFor();
        await looksRight(page, `password-4-good-${name}`);
        await send(page).click();
        await page.getByText('You have used this one before').waitFor();
        await looksRight(page, `password-5-refused-${name}`);
        desk.misbehave(() => {
          throw new DirectoryUnavailable('Away.');
        });
        await type(page, fresh());
        await send(page).click();
        await page.getByText('does not answer right now').waitFor();
        await looksRight(page, `password-6-away-${name}`);
        desk.misbehave();
        await type(page, fresh());
        await send(page).click();
        await heading(page, 'Your password is set');
        await looksRight(page, `password-7-done-${name}`);
        await page.goto(link);
        await heading(page, 'This link cannot be used any more');
        await looksRight(page, `password-8-gone-${name}`);
        isClean(here);
        await here.context.close();
      },
      60_000,
    );

    it('what is not sure is shown as not sure, and a form from elsewhere is refused kindly', async () => {
      desk.misbehave(() => {
        throw new OutcomeUnknown('Lost.');
      });
      const here = await visit(browser, await desk.link(), { viewport: { width: 320, height: 640 } });
      const { page } = here;
      await open(page);
      await page.evaluate('document.querySelector("[name=csrf]").value = "old"');
      await type(page, fresh());
      await send(page).click();
      await heading(page, 'Please do that once more');
      await looksRight(page, 'password-9-foreign');
      await page.goBack();
      await type(page, fresh());
      await send(page).click();
      await heading(page, 'We are not sure yet');
      await looksRight(page, 'password-10-unknown');
      await here.context.close();
    });

    it('with the keyboard alone, from the link to the end', async () => {
      const here = await visit(browser, await desk.link());
      const { page } = here;
      const press = (key: string) => page.keyboard.press(key);
      const password = fresh();
      await press('Tab');
      await press('Enter');
      await field(page).waitFor();
      await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('password');
      await page.keyboard.type(password);
      await press('Tab');
      await press('Space');
      expect(await field(page).inputValue()).toBe(password);
      expect(await field(page).getAttribute('type')).toBe('text');
      expect(await again(page).getAttribute('type')).toBe('text');
      await press('Space');
      expect(await field(page).getAttribute('type')).toBe('password');
      await press('Tab');
      await page.keyboard.type(password);
      await press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Set new password');
      await press('Enter');
      await heading(page, 'Your password is set');
      expect(await page.evaluate('document.activeElement.localName')).toBe('h1');
      await press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Back to the chat');
      expect(desk.writes).toEqual([password]);
      isClean(here);
      await here.context.close();
    });

    it('with a screen reader: every field has a name, the rules are read with it, and what is wrong is said', async () => {
      const here = await visit(browser, await desk.link());
      const { page } = here;
      await open(page);
      await field(page).waitFor();
      const described = (id: string) =>
        page.evaluate(
          `document.getElementById('${id}').getAttribute('aria-describedby').split(' ').map((each) => document.getElementById(each).textContent).join(' ')`,
        );
      expect(await described('password')).toContain('At least 12 characters long');
      expect(await page.getByRole('list').filter({ hasText: 'Without your name' }).count()).toBe(1);
      await field(page).pressSequentially('lind');
      const spoken = page.locator('#progress', { hasText: /^Rules met: \d \/ \d\. / });
      await spoken.waitFor({ state: 'attached' });
      await page.getByText('Without your name (not yet)').waitFor();
      await again(page).fill('lind');
      await send(page).click();
      expect(await field(page).getAttribute('aria-invalid')).toBe('true');
      expect(await page.evaluate('document.activeElement.id')).toBe('password');
      expect(await described('password')).toContain('It needs at least 12 characters');
      expect(desk.writes).toEqual([]);
      await here.context.close();
    });
  });

  describe('while one types', { timeout: 60_000 }, () => {
    const line = (page: Page, text: string) => page.locator('li[data-rules]', { hasText: text });
    const state = (page: Page, text: string) => line(page, text).getAttribute('data-state');

    it('each rule is marked as soon as it is met or broken', async () => {
      desk.rule({ minLength: 10, maxLength: 20, classes: 3, unicode: false });
      const here = await visit(browser, await desk.link());
      const { page } = here;
      await open(page);
      const rules = ['10 to 20', '3 of these', 'Only English', 'Without your name', 'Not common'];
      const marks = async (typed: string, expected: readonly string[]) => {
        await field(page).fill(typed);
        await expect
          .poll(() => Promise.all(rules.map((rule) => state(page, rule))), { timeout: 20_000 })
          .toEqual(expected);
      };
      const [met, broken, unknown] = ['met', 'broken', ''];
      await marks('Ab1', [broken, met, met, met, broken]);
      await marks('copperyodel', [met, broken, met, met, met]);
      await marks('Copper-lind-yodel', [met, met, met, broken, met]);
      await marks('Summer-Contoso1', [met, met, met, met, broken]);
      // What cannot be sent anyway is not measured.
      await marks('Copper-yodel-lantern-walrus', [broken, met, met, met, unknown]);
      await marks('Copper-yödel', [met, met, broken, met, unknown]);
      await field(page).fill('Summer-Contoso1');
      expect(await state(page, 'The same in both')).toBe('');
      await again(page).fill('Summer');
      expect(await state(page, 'The same in both')).toBe('broken');
      await again(page).fill('Summer-Contoso1');
      expect(await state(page, 'The same in both')).toBe('met');
      isClean(here);
      await here.context.close();
    });

    it('what is known to be refused is not sent, and the next thing to mend is named', async () => {
      const here = await visit(browser, await desk.link());
      const { page } = here;
      await open(page);
      const said = async () => {
        await send(page).click();
        return page.locator('#local').textContent();
      };
      expect(await said()).toMatch(/at least 12/);
      await field(page).fill(fresh());
      expect(await said()).toMatch(/not the same/);
      await type(page, fresh(), fresh());
      expect(await said()).toMatch(/not the same/);
      expect(await page.evaluate('document.activeElement.id')).toBe('confirmation');
      expect(
        await page
          .locator('.field', { has: again(page) })
          .getByRole('alert')
          .count(),
      ).toBe(1);
      await type(page, 'lindlindlindlind');
      expect(await said()).toMatch(/your name/);
      expect(
        await page
          .locator('.field', { has: field(page) })
          .getByRole('alert')
          .count(),
      ).toBe(1);
      expect(desk.writes).toEqual([]);
      isClean(here);
      await here.context.close();
    });

    it('says that Caps Lock is on', async () => {
      const here = await visit(browser, await desk.link());
      const { page } = here;
      await open(page);
      const press = (isOn: boolean) =>
        page.evaluate(
          `document.getElementById('password').dispatchEvent(new KeyboardEvent('keyup', { key: 'A', modifierCapsLock: ${isOn} }))`,
        );
      await press(true);
      await page.getByText('Caps Lock is on.').waitFor();
      await press(false);
      await page.getByText('Caps Lock is on.').waitFor({ state: 'detached' });
      await here.context.close();
    });

    it('counts the time down, says the last minute aloud, and sends nothing when it is over', async () => {
      const here = await visit(browser, 'about:blank');
      const { page } = here;
      await page.clock.install();
      await page.goto(await desk.link());
      await open(page);
      await page.getByText('You have about 10 minutes left.').waitFor();
      await page.clock.runFor(4.5 * 60_000);
      await page.getByText('You have about 6 minutes left.').waitFor();
      await page.clock.runFor(5 * 60_000);
      await page.getByRole('alert').getByText('Less than a minute left.').waitFor();
      await looksRight(page, 'password-11-last-minute');
      await page.clock.runFor(60_000);
      await page.getByText('Time is up, and your password is as it was.').waitFor();
      expect(await send(page).isDisabled()).toBe(true);
      await looksRight(page, 'password-12-time-is-up');
      await here.context.close();
    });
  });

  describe('without JavaScript', { timeout: 60_000 }, () => {
    it('a password is refused with its rule, and set', async () => {
      const here = await visit(browser, await desk.link(), { javaScriptEnabled: false });
      const { page } = here;
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await page.getByRole('button', { name: 'Show password' }).count()).toBe(0);
      await type(page, 'lind lind lind');
      await send(page).click();
      await page.getByText('It contains part of your name').waitFor();
      expect(await field(page).inputValue()).toBe('');
      const password = fresh();
      await type(page, password, `${password}!`);
      await send(page).click();
      await page.getByText('The two fields were not the same').waitFor();
      await type(page, password);
      await send(page).dblclick();
      await heading(page, 'Your password is set');
      expect(desk.writes).toEqual([password]);
      await here.context.close();
    });
  });

  describe('exactly one write', { timeout: 60_000 }, () => {
    it('after a double click on each button', async () => {
      const here = await visit(browser, await desk.link());
      await here.page.getByRole('button', { name: 'Continue' }).dblclick();
      await type(here.page, fresh());
      await send(here.page).dblclick();
      await heading(here.page, 'Your password is set');
      expect(desk.writes).toHaveLength(1);
      isClean(here);
      await here.context.close();
    });

    it('after a reload of the answer, and going back says that the link is used', async () => {
      const here = await visit(browser, await desk.link());
      const { page } = here;
      await open(page);
      await type(page, fresh());
      await send(page).click();
      await heading(page, 'Your password is set');
      await page.reload();
      await heading(page, 'This link cannot be used any more');
      await page.getByText('Have you just set a password').waitFor();
      await page.goBack();
      await heading(page, 'This link cannot be used any more');
      expect(desk.writes).toHaveLength(1);
      await here.context.close();
    });

    it('from two tabs: whichever comes second is told what may have happened', async () => {
      const link = await desk.link();
      const here = await visit(browser, link);
      await open(here.page);
      await field(here.page).waitFor();
      const second = await here.context.newPage();
      await second.goto(link);
      await type(second, fresh());
      await type(here.page, fresh());
      await send(here.page).click();
      await heading(here.page, 'Your password is set');
      await send(second).click();
      await heading(second, 'This link cannot be used any more');
      expect(desk.writes).toHaveLength(1);
      await here.context.close();
    });

    it('in the browser that opened the link, and none in another', async () => {
      const link = await desk.link();
      const here = await visit(browser, link);
      await open(here.page);
      await field(here.page).waitFor();
      const other = await visit(browser, link);
      await heading(other.page, 'This link cannot be used any more');
      await here.page.reload();
      await type(here.page, fresh());
      await send(here.page).click();
      await heading(here.page, 'Your password is set');
      expect(desk.writes).toHaveLength(1);
      await Promise.all([here.context.close(), other.context.close()]);
    });

    it('when the link is clicked again on a page of another site, where the browser keeps the cookie back', async () => {
      const link = await desk.link();
      const here = await visit(browser, link);
      const { page } = here;
      await open(page);
      await field(page).waitFor();
      const elsewhere = 'http://mail.localhost/';
      await here.context.route(elsewhere, (route) =>
        route.fulfill({ contentType: 'text/html', body: `<a href="${link}">the link</a>` }),
      );
      await page.goto(elsewhere);
      await page.getByRole('link').click();
      await heading(page, 'This link cannot be used any more');
      await page.getByRole('link', { name: 'I had already opened it in this browser' }).click();
      await type(page, fresh());
      await send(page).click();
      await heading(page, 'Your password is set');
      expect(desk.writes).toHaveLength(1);
      await here.context.close();
    });
  });

  describe('password managers and pasting', { timeout: 60_000 }, () => {
    it('find the account and what to fill in, and the fields are sent as passwords even while they are shown', async () => {
      const here = await visit(browser, await desk.link());
      const { page } = here;
      await open(page);
      const shape = await page.evaluate(
        `[...document.forms[0].querySelectorAll('input:not([type=hidden])')].map(({ name, type, autocomplete, value, readOnly }) => [name, type, autocomplete, value, readOnly])`,
      );
      expect(shape).toEqual([
        ['username', 'text', 'username', 'ada@contoso.example', true],
        ['password', 'password', 'new-password', '', false],
        ['confirmation', 'password', 'new-password', '', false],
      ]);
      await page.evaluate(
        `document.forms[0].addEventListener('submit', () => { sessionStorage.setItem('types', [...document.querySelectorAll('#password, #confirmation')].map(({ type }) => type).join()); })`,
      );
      await type(page, fresh());
      await page.getByRole('button', { name: 'Show password' }).click();
      await page.getByRole('button', { name: 'Hide password' }).waitFor();
      await send(page).click();
      await heading(page, 'Your password is set');
      expect(await page.evaluate(`sessionStorage.getItem('types')`)).toBe('password,password');
      await here.context.close();
    });

    it('pasting works, and what was filled in before the script ran is judged', async () => {
      const permissions = ['clipboard-read', 'clipboard-write'];
      const here = await visit(browser, await desk.link(), { permissions });
      const { page } = here;
      await open(page);
      const password = fresh();
      await page.evaluate(`navigator.clipboard.writeText('${password}')`);
      for (const box of [field(page), again(page)]) {
        await box.focus();
        await page.keyboard.press('ControlOrMeta+V');
      }
      await page.getByText('Strong', { exact: true }).waitFor();
      await send(page).click();
      await heading(page, 'Your password is set');
      expect(desk.writes).toEqual([password]);
      await here.context.close();
    });

    it('the page never contains a password, not even a refused one', async () => {
      desk.misbehave(() => {
        throw new PasswordRejected('in-history');
      });
      const here = await visit(browser, await desk.link());
      const { page } = here;
      await open(page);
      const password = fresh();
      await type(page, password);
      await send(page).click();
      await page.getByText('You have used this one before').waitFor();
      expect(await page.content()).not.toContain(password);
      expect([await field(page).inputValue(), await again(page).inputValue()]).toEqual(['', '']);
      expect(page.url()).not.toContain(encodeURIComponent(password).slice(0, 10));
      await here.context.close();
    });
  });
});
