import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disputeRoutes } from '../../src/http/dispute.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { disputesInMemory } from '../support/doors.js';
import { needing } from '../support/machine.js';
import { isClean, LOOKS, looksRight, pageServer, post, visit } from '../support/page-server.js';

const helpdesk = 'call 4357 or mail helpdesk@contoso.example';
const at = Date.UTC(2026, 10, 24, 9, 5);
const desk = disputesInMemory();

needing([CHROMIUM], 'the page against a change in a browser', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof pageServer>>;
  beforeAll(async () => {
    server = await pageServer((needs) => disputeRoutes({ ...needs, helpdesk, door: desk.door }));
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const address = (what: 'added' | 'removed' | 'renamed' = 'added', method = 'authenticator-code') =>
    `${server.origin}/dispute/${desk.issue({ what, method, at })}`;

  describe('the page that says "it was not me"', { timeout: 60_000 }, () => {
    it.each(LOOKS)('%s: every state is readable and fits', async (name, options) => {
      desk.disputed.length = 0;
      const link = address();
      const here = await visit(browser, link, { timezoneId: 'America/New_York', ...options });
      const { page } = here;
      await page.getByText('November 24, 2026 at 4:05 AM').waitFor();
      await looksRight(page, `dispute-1-ask-${name}`);
      desk.breaks(true);
      await page.getByRole('button', { name: 'undo it' }).click();
      await page.getByRole('heading', { name: 'One moment' }).waitFor();
      await looksRight(page, `dispute-2-trouble-${name}`);
      desk.breaks(false);
      await page.getByRole('link', { name: 'Try again' }).click();
      await page.getByRole('button', { name: 'undo it' }).click();
      await page.getByRole('heading', { name: 'It is undone' }).waitFor();
      await page.getByText(helpdesk).waitFor();
      await looksRight(page, `dispute-3-done-${name}`);
      await page.goto(link);
      await page.getByRole('heading', { name: 'cannot be used any more' }).waitFor();
      await looksRight(page, `dispute-4-gone-${name}`);
      expect(desk.disputed).toHaveLength(1);
      await page.goto(`${server.origin}/dispute/${desk.issue({ what: 'password-changed', at })}`);
      await looksRight(page, `dispute-5-password-${name}`);
      await page.getByRole('button', { name: 'It wasn’t me' }).click();
      await page.getByRole('heading', { name: 'Thank you for telling us' }).waitFor();
      await looksRight(page, `dispute-6-noted-${name}`);
      isClean(here);
      await here.context.close();
    });

    it('works without JavaScript, from a link in a mail, and a double press is one', async () => {
      desk.disputed.length = 0;
      const here = await visit(browser, 'about:blank', { javaScriptEnabled: false });
      await here.page.goto(address('removed', 'sms'), { referer: 'https://mail.example/inbox' });
      await here.page.getByText('November 24, 2026 at 9:05 AM UTC').waitFor();
      await here.page.getByText('text message').waitFor();
      await here.page.getByRole('button', { name: 'undo it' }).dblclick();
      await here.page.getByRole('heading', { name: 'It is undone' }).waitFor();
      await here.page.reload();
      await here.page.getByRole('heading', { name: 'It is undone' }).waitFor();
      expect(desk.disputed.map(({ what }) => what)).toEqual(['removed']);
      await here.context.close();
    });

    it('is read by link previews and scanners without anything happening', async () => {
      desk.disputed.length = 0;
      const link = address();
      for (const method of ['GET', 'HEAD']) {
        for (const agent of ['Mozilla/5.0', 'Slackbot-LinkExpanding 1.0', 'Microsoft Office/16.0']) {
          const answer = await fetch(link, { method, headers: { 'user-agent': agent } });
          expect(answer.status).toBe(200);
          expect(answer.headers.getSetCookie()).toEqual([]);
        }
      }
      expect(desk.disputed).toEqual([]);
    });

    it.each([
      ['another origin', { origin: 'https://evil.example' }],
      ['an origin that hides on another site', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
      ['a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }],
    ])('takes no form from %s', async (_name, headers) => {
      desk.disputed.length = 0;
      const link = address();
      expect((await post(link, {}, headers)).status).toBe(403);
      expect(desk.disputed).toEqual([]);
      expect((await fetch(link)).status).toBe(200);
    });

    it('a link that never was is answered as one that is used up', async () => {
      const never = await fetch(`${server.origin}/dispute/${'x'.repeat(43)}`);
      expect(never.status).toBe(410);
      expect((await fetch(`${server.origin}/dispute/short`)).status).toBe(410);
      expect((await post(`${server.origin}/dispute/${'x'.repeat(43)}`, {})).status).toBe(410);
    });

    it('never stands in the log with its token', async () => {
      const link = address();
      await fetch(link);
      await post(link, {}, { origin: 'https://evil.example' });
      await post(link, {});
      expect(server.logged.join()).not.toContain(new URL(link).pathname.split('/').at(-1));
    });
  });
});
