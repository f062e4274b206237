import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerHtml } from '../../src/http/answer.js';
import { createLogger } from '../../src/http/logger.js';
import type { Route } from '../../src/http/route.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import { axe } from '../support/axe.js';
import { chatServer } from '../support/chat-server.js';
import { CHROMIUM, launchChromium, type Witness, witness } from '../support/chromium.js';
import { needing } from '../support/machine.js';
import { LOOKS, looksRight } from '../support/page-server.js';

/** Set to look at what people see. */
const SCREENSHOTS = process.env['SCREENSHOTS'];

needing([CHROMIUM], 'the chat in a browser', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof chatServer>>;
  let intranet: HttpServer;
  let intranetPort = 0;

  beforeAll(async () => {
    const log = createLogger({ level: 'silent' });
    // A page of another site with a strict policy of its own.
    intranet = createHttpServer({
      log,
      publicUrl: new URL('http://localhost/'),
      routes: ['/allowed', '/other', '/labelled', '/german'].map((path) => ({
        method: 'get',
        path,
        body: 'none',
        async handle(_request, response) {
          const label = path === '/labelled' ? ' data-label="Kennwort vergessen?"' : '';
          const lang = path === '/german' ? 'de-AT' : 'en';
          const html = `<!doctype html><html lang="${lang}"><title>Intranet</title><main><h1>Intranet</h1>
          <button id="before">A button of the page</button></main><script src="${server.origin}/widget.js"${label} defer></script>`;
          const only = `script-src ${server.origin}; frame-src ${server.origin}`;
          answerHtml(
            response,
            200,
            html,
            `default-src 'none'; ${only}; require-trusted-types-for 'script'; trusted-types 'none'`,
          );
        },
      })),
    });
    intranetPort = await intranet.listen('127.0.0.1', 0);
    const news: Route = {
      method: 'get',
      path: '/news',
      body: 'none',
      async handle(_request, response) {
        const html = `<!doctype html><html lang="en"><title>News</title><main><h1>News</h1></main><script src="/widget.js" defer></script>`;
        answerHtml(response, 200, html, "default-src 'self'");
      },
    };
    server = await chatServer({ allowedOrigins: [`http://localhost:${intranetPort}`], extra: [news] });
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await Promise.all([server.close(), intranet.close()]);
  });

  interface Visit extends Witness {
    readonly page: Page;
    readonly chat: FrameLocator;
    button(): ReturnType<Page['getByRole']>;
    say(text: string): Promise<void>;
    reads(text: string): Promise<void>;
  }

  async function visit(options: BrowserContextOptions = {}, address = server.origin): Promise<Visit> {
    const seen = await witness(browser, [server.origin, new URL(address).origin], {
      viewport: { width: 1280, height: 860 },
      ...options,
    });
    const page = await seen.context.newPage();
    await page.goto(address);
    const chat = page.frameLocator('iframe');
    return {
      ...seen,
      page,
      chat,
      button: () => page.getByRole('button', { name: 'Password help' }),
      async say(text) {
        await chat.getByRole('textbox', { name: /message/i }).fill(text);
        await page.keyboard.press('Enter');
      },
      reads: (text) => said(chat, text).last().waitFor(),
    };
  }

  /** What stands in a bubble, as against what Web Chat keeps for screen readers. */
  const said = (chat: FrameLocator, text: string) =>
    chat.locator('.webchat__bubble__content').getByText(text, { exact: true });

  const focused = (frame: Page | FrameLocator) =>
    frame
      .locator('body')
      .evaluate('document.activeElement.dataset.id ?? (document.activeElement.id || document.activeElement.localName)');

  /** Web Chat reads new messages out from a corner of the page, for a second, without labels. */
  const readOut = (chat: FrameLocator) =>
    expect.poll(() => chat.locator('.webchat__live-region-activity').count()).toBe(0);

  async function shot(page: Page, name: string): Promise<void> {
    if (!SCREENSHOTS) return;
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
  }

  const GREETING = 'Hello! I help with your work password. What can I do for you?';
  const clean = ({ foreign, complaints }: Witness) =>
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] });

  describe('everybody can use it', () => {
    const looks: readonly (readonly [string, BrowserContextOptions])[] = [
      ['a desktop in the light', {}],
      ['a desktop in the dark', { colorScheme: 'dark' }],
      ['320 px, as on a small phone', { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }],
      [
        '320 px in the dark',
        { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, colorScheme: 'dark' },
      ],
      ['a desktop at 200 %', { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 }],
      ['a desktop with high contrast and less motion', { forcedColors: 'active', reducedMotion: 'reduce' }],
    ];
    it.each(looks)(
      '%s: no fault for axe, no complaint of the browser, no request to elsewhere',
      async (name, options) => {
        const here = await visit(options);
        const file = name.replace(/\W+/g, '-');
        expect(await axe(here.page)).toEqual([]);
        await shot(here.page, `${file}-1-page`);
        await here.button().click();
        await here.reads(GREETING);
        await shot(here.page, `${file}-2-greeting`);
        expect(await axe(here.page)).toEqual([]);
        await here.say('card');
        await here.chat.getByRole('textbox', { name: 'Code' }).waitFor();
        await readOut(here.chat);
        await shot(here.page, `${file}-3-card`);
        expect(await axe(here.page)).toEqual([]);
        const panel = await here.page.getByRole('dialog', { name: 'Password help' }).boundingBox();
        const { width = 0, height = 0 } = here.page.viewportSize() ?? {};
        expect(
          panel && panel.x >= 0 && panel.y >= 0 && panel.x + panel.width <= width && panel.y + panel.height <= height,
        ).toBe(true);
        expect(await here.chat.locator('body').evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(
          true,
        );
        clean(here);
        await here.context.close();
      },
      60_000,
    );

    it('with the keyboard alone: open, talk, close, and be back where one was', async () => {
      const here = await visit();
      await here.button().focus();
      await here.page.keyboard.press('Enter');
      await here.reads(GREETING);
      expect(await here.button().getAttribute('aria-expanded')).toBe('true');
      await expect.poll(() => focused(here.chat)).toBe('webchat-sendbox-input');
      await here.page.keyboard.type('hello');
      await here.page.keyboard.press('Enter');
      await here.reads('You said "hello"');
      await here.page.keyboard.press('Escape');
      await here.page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await here.button().getAttribute('aria-expanded')).toBe('false');
      expect(await focused(here.page)).toBe('reset-assistant');
      clean(here);
      await here.context.close();
    }, 30_000);

    it('opened by a link of the page, it gives the focus back to that link', async () => {
      const here = await visit();
      const link = here.page.getByRole('link', { name: 'Get help now' });
      await link.focus();
      await here.page.keyboard.press('Enter');
      await here.reads(GREETING);
      await expect.poll(() => focused(here.chat)).toBe('webchat-sendbox-input');
      await here.page.keyboard.press('Escape');
      await here.page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await here.page.evaluate('document.activeElement.textContent')).toBe('Get help now');
      await here.context.close();
    }, 30_000);

    it('where it covers the page, the keyboard stays in it, and the page is as before afterwards', async () => {
      const here = await visit({ viewport: { width: 320, height: 640 } });
      await here.button().click();
      await here.reads(GREETING);
      for (let round = 0; round < 12; round++) {
        await here.page.keyboard.press('Tab');
        expect(['reset-assistant', 'body']).toContain(await focused(here.page));
      }
      expect(await here.page.evaluate('document.querySelector("main").inert')).toBe(true);
      await here.chat.getByRole('banner').getByRole('button', { name: 'Close' }).click();
      await here.page.getByRole('dialog').waitFor({ state: 'hidden' });
      await here.page.getByRole('link', { name: 'News', exact: true }).focus();
      expect(await here.page.evaluate('document.activeElement.textContent')).toBe('News');
      expect(await here.page.locator('[inert]').count()).toBe(0);
      await here.context.close();
    }, 30_000);

    it('no choice loses its end on a small screen', async () => {
      const here = await visit({ viewport: { width: 320, height: 640 } });
      await here.button().click();
      await here.reads(GREETING);
      const choices = here.chat.locator('.webchat__suggested-action__text');
      await choices.first().waitFor();
      const cut = await here.chat
        .locator('body')
        .evaluate(
          '[...document.querySelectorAll(".webchat__suggested-action__text")].filter((each) => each.scrollWidth > each.clientWidth).length',
        );
      expect([await choices.count(), cut]).toEqual([4, 0]);
      await here.context.close();
    }, 30_000);

    it.each(LOOKS)(
      'alone on a page of its own, %s',
      async (name, options) => {
        const here = await visit(options, `${server.origin}/chat`);
        await here.page.locator('.webchat__bubble__content').getByText(GREETING).waitFor();
        await expect.poll(() => here.page.locator('.webchat__live-region-activity').count()).toBe(0);
        await looksRight(here.page, `chat-alone-${name}`);
        clean(here);
        await here.context.close();
      },
      30_000,
    );

    it('says on the button that there is something new, until it is looked at', async () => {
      const here = await visit();
      await here.button().click();
      await here.reads(GREETING);
      await here.page.keyboard.press('Escape');
      await here.page.getByRole('dialog').waitFor({ state: 'hidden' });
      const news = here.page.getByRole('button', { name: 'Password help new message' });
      expect(await news.count()).toBe(0);
      await server.channel.nudge(server.watch.opened.at(-1) ?? '');
      await news.waitFor();
      expect(await axe(here.page)).toEqual([]);
      await news.click();
      await here.reads('You nudged me.');
      expect(await news.count()).toBe(0);
      await here.context.close();
    }, 30_000);

    it('on a touch screen the title gets the focus, so that no keyboard covers the conversation', async () => {
      const here = await visit({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
      await here.button().tap();
      await here.reads(GREETING);
      expect(await focused(here.chat)).toBe('title');
      expect(await here.page.getByRole('dialog').getAttribute('aria-modal')).toBe('true');
      await here.chat.getByRole('banner').getByRole('button', { name: 'Close' }).tap();
      await here.page.getByRole('dialog').waitFor({ state: 'hidden' });
      await here.context.close();
    }, 30_000);
  });

  describe('a conversation', () => {
    it('shows codes only as dots, before and after a reload', async () => {
      const here = await visit();
      await here.button().click();
      await here.reads(GREETING);
      await here.say('it is 123 456');
      await here.reads('it is ••• •••');
      await here.page.reload();
      await here.reads('it is ••• •••');
      await here.context.close();
    }, 30_000);

    it('goes on on another page, open as it was, without taking the focus or greeting again', async () => {
      const here = await visit();
      await here.button().click();
      await here.say('remember me');
      await here.reads('You said "remember me"');
      await here.page.goto(`${server.origin}/news`);
      await here.page.getByRole('heading', { name: 'News' }).waitFor();
      await here.reads('You said "remember me"');
      expect(await said(here.chat, GREETING).count()).toBe(1);
      expect(await focused(here.page)).toBe('body');
      await here.page.reload();
      await here.reads('You said "remember me"');
      const tab = await here.context.newPage();
      await tab.goto(server.origin);
      expect(await tab.getByRole('dialog').count()).toBe(0);
      clean(here);
      await here.context.close();
    }, 30_000);

    it('is begun anew on request, and its words are gone from the screen', async () => {
      const here = await visit();
      await here.button().click();
      await here.say('old words');
      await here.reads('You said "old words"');
      await here.chat.getByRole('button', { name: 'Start over' }).click();
      await here.reads(GREETING);
      await expect.poll(() => here.chat.getByText('old words').count()).toBe(0);
      clean(here);
      await here.context.close();
    }, 30_000);

    it('that has ended says so, and a new one is one tap away', async () => {
      const here = await visit();
      await here.button().click();
      await here.reads(GREETING);
      server.time.shiftMs += 3 * 3_600_000;
      await here.say('still there?');
      const again = here.chat.getByRole('region', { name: /has ended/ }).getByRole('button', { name: 'Start over' });
      await again.waitFor();
      await shot(here.page, 'ended');
      expect(await axe(here.page)).toEqual([]);
      await again.click();
      await expect.poll(() => again.isVisible()).toBe(false);
      await here.reads(GREETING);
      await here.context.close();
    }, 30_000);

    it('finds back after the socket was lost, and shows what was missed', async () => {
      const here = await visit();
      await here.button().click();
      await here.reads(GREETING);
      const key = server.watch.opened.at(-1) ?? '';
      await server.channel.close();
      await server.channel.nudge(key);
      // The client waits three to fifteen seconds.
      await said(here.chat, 'You nudged me.').waitFor({ timeout: 25_000 });
      await here.context.close();
    }, 40_000);

    it('leaves nothing of a password field once it was sent', async () => {
      const here = await visit();
      await here.button().click();
      await here.say('card');
      const field = here.chat.getByRole('textbox', { name: 'Code' });
      await field.fill('canary-7351');
      await here.chat.getByRole('button', { name: 'Continue' }).click();
      await here.chat.getByText('You said {').last().waitFor();
      expect(await field.inputValue()).toBe('');
      clean(here);
      await here.context.close();
    }, 30_000);

    it('is refused kindly when too many were begun from one place', async () => {
      const here = await visit();
      await here.page.route('**/tokens/generate', (route) =>
        route.fulfill({ status: 429, headers: { 'retry-after': '300' }, json: { code: 'ERR_TOO_MANY_STARTS' } }),
      );
      await here.button().click();
      await here.chat.getByText('Please try again in 5 minutes.').waitFor();
      await here.context.close();
    }, 30_000);
  });

  describe('the button on pages of others', () => {
    it('works across sites under a strict policy of the page', async () => {
      const here = await visit({}, `http://localhost:${intranetPort}/allowed`);
      await here.button().click();
      await here.reads(GREETING);
      await here.say('from elsewhere');
      await here.reads('You said "from elsewhere"');
      clean(here);
      await here.context.close();
    }, 30_000);

    it('is not shown where it is not allowed, and the console says what to do; the frame refuses too', async () => {
      const here = await visit({}, `http://127.0.0.1:${intranetPort}/other`);
      await expect.poll(() => here.complaints.join()).toContain('WIDGET_ORIGINS');
      expect(await here.button().count()).toBe(0);
      await here.page.evaluate(
        `const frame = document.createElement('iframe'); frame.src = '${server.origin}/chat'; document.body.append(frame)`,
      );
      await expect.poll(() => here.complaints.join()).toContain('frame-ancestors');
      await here.context.close();
    }, 30_000);

    it('speaks German outside where the page does, and inside where the browser does', async () => {
      const here = await visit({ locale: 'de-DE' }, `http://localhost:${intranetPort}/german`);
      await here.page.getByRole('button', { name: 'Passwort-Hilfe' }).click();
      await here.chat.getByRole('heading', { name: 'Passwort-Hilfe' }).waitFor();
      await here.chat.getByPlaceholder('Nachricht schreiben').waitFor();
      await here.reads(GREETING);
      expect(await here.chat.locator('html').getAttribute('lang')).toBe('de');
      await readOut(here.chat);
      expect(await axe(here.page)).toEqual([]);
      await here.chat.getByRole('button', { name: 'Neu beginnen' }).click();
      await here.chat.getByPlaceholder('Nachricht schreiben').waitFor();
      await here.chat.locator('header').getByRole('button', { name: 'Schließen' }).click();
      clean(here);
      await here.context.close();
    }, 30_000);

    it('has the words the page gives it', async () => {
      const here = await visit({}, `http://localhost:${intranetPort}/labelled`);
      await here.page.getByRole('button', { name: 'Kennwort vergessen?' }).click();
      await here.page.getByRole('dialog', { name: 'Kennwort vergessen?' }).waitFor();
      await here.reads(GREETING);
      clean(here);
      await here.context.close();
    }, 30_000);

    it('opens from any link that asks for it', async () => {
      const here = await visit();
      await here.page.getByRole('link', { name: 'Get help now' }).click();
      await here.reads(GREETING);
      await here.context.close();
    }, 30_000);
  });
});
