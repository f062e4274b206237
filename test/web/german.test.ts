import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvePages } from '../../src/http/approve-page.js';
import { webAssets } from '../../src/http/assets.js';
import { disputeRoutes } from '../../src/http/dispute.js';
import { recoveryCodeRoutes } from '../../src/http/recovery-codes.js';
import { scanRoutes } from '../../src/http/scan.js';
import { securityQuestionRoutes } from '../../src/http/security-questions.js';
import { signInRoutes } from '../../src/http/sign-in.js';
import { questionSheets } from '../../src/methods/question-sheets.js';
import { recoverySheets } from '../../src/methods/recovery-sheets.js';
import { grouped, newSavedCode } from '../../src/methods/saved-code.js';
import { CHROMIUM, launchChromium } from '../support/chromium.js';
import { disputesInMemory, scanInMemory, signInInMemory } from '../support/doors.js';
import { needing } from '../support/machine.js';
import { claimsInMemory } from '../support/methods.js';
import { isClean, looksRight, pageServer, visit } from '../support/page-server.js';
import { passwordDesk } from '../support/password-desk.js';

const nudge = async (): Promise<void> => undefined;
const login = 'ada@contoso.example';
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const uri = `otpauth://totp/Contoso:ada%40contoso.example?secret=${secret}&issuer=Contoso`;
const disputes = disputesInMemory();
const scans = scanInMemory({ uri, key: secret.replace(/(.{4})(?=.)/g, '$1 ') });
const signIns = signInInMemory({ login, password: 'Correct-Horse-1' });
const questions = questionSheets({ claims: claimsInMemory(), nudge });
const codes = recoverySheets({ claims: claimsInMemory(), nudge, clock: Date.now });

needing([CHROMIUM], 'pages in German in a browser', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof pageServer>>;
  let passwords: Awaited<ReturnType<typeof passwordDesk>>;
  beforeAll(async () => {
    passwords = await passwordDesk();
    server = await pageServer((needs) => [
      ...approvePages(webAssets(needs.webDir), needs.organisation),
      ...disputeRoutes({ ...needs, door: disputes.door, helpdesk: undefined }),
      ...scanRoutes({ ...needs, door: scans.door }),
      ...signInRoutes({ ...needs, door: signIns.door }),
      ...securityQuestionRoutes({ ...needs, door: questions }),
      ...recoveryCodeRoutes({ ...needs, door: codes }),
    ]);
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await Promise.all([server.close(), passwords.close()]);
  });

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

  /** Words of the English catalogue that no German page has. */
  const ENGLISH = /\b(the|you|your|and|this|please|account|password)\b/iu;

  const WAYS: Readonly<Record<string, { begin: () => Promise<string>; go: (page: Page) => Promise<void> }>> = {
    'a new password': {
      begin: () => passwords.link(),
      async go(page) {
        await button(page, 'Weiter').click();
        await heading(page, 'Wählen Sie ein neues Passwort');
        await page.getByRole('button', { name: 'Anzeigen (Passwort)' }).waitFor();
        await page.getByLabel('Neues Passwort', { exact: true }).fill('lind');
        await page.getByText('Sehr leicht zu erraten').waitFor();
        await button(page, 'Neues Passwort setzen').click();
        await page.getByText('Es braucht mindestens').waitFor();
        await looksRight(page, `german-password-typing-${page.viewportSize()?.width}`);
        for (const label of ['Neues Passwort', 'Neues Passwort noch einmal']) {
          await page.getByLabel(label, { exact: true }).fill(`copper ${page.viewportSize()?.width} lantern walrus`);
        }
        await page.getByText('Stark', { exact: true }).waitFor();
        await button(page, 'Neues Passwort setzen').click();
        await heading(page, 'Ihr Passwort ist gesetzt');
      },
    },
    'a sign-in': {
      begin: async () => `${server.origin}/sign-in/${signIns.issue()}`,
      async go(page) {
        await button(page, 'Weiter').click();
        await page.getByLabel('Kontoname').fill(login);
        await page.getByLabel('Passwort', { exact: true }).fill('not it');
        await button(page, 'Anmelden').click();
        await page.getByRole('alert').getByText('Das hat nicht gepasst').waitFor();
      },
    },
    'a message about a change': {
      begin: async () =>
        `${server.origin}/dispute/${disputes.issue({ what: 'added', method: 'authenticator-code', at: Date.UTC(2026, 10, 24, 9, 5) })}`,
      async go(page) {
        await page.getByText('24. November 2026').waitFor();
        await looksRight(page, `german-dispute-ask-${page.viewportSize()?.width}`);
        await button(page, 'Das war ich nicht: rückgängig machen').click();
        await heading(page, 'Es ist rückgängig gemacht');
        await page.getByText('Ihrem IT-Helpdesk').waitFor();
      },
    },
    'a code to scan': {
      begin: async () => `${server.origin}/scan/${scans.issue('t')}`,
      async go(page) {
        await button(page, 'Code anzeigen').click();
        await page.getByText('Die Kamera geht nicht?').click();
      },
    },
    'recovery codes': {
      begin: async () => {
        const ten = Array.from({ length: 10 }, () => grouped(newSavedCode()));
        return `${server.origin}/codes/${await codes.lay('ticket', { codes: ten, login }, 'w.1')}`;
      },
      async go(page) {
        await button(page, 'Meine Codes anzeigen').click();
        await button(page, 'Drucken').waitFor();
      },
    },
    'security questions': {
      begin: async () => {
        const choices = ['school-rival', 'first-film', 'wedding-place'];
        const sheet = { kind: 'register' as const, choices, count: 3, login };
        return `${server.origin}/questions/${await questions.lay('made', sheet, 'w.3')}`;
      },
      async go(page) {
        await button(page, 'Zu den Fragen').click();
        const answers = page.getByLabel('Antwort');
        for (const [index, text] of ['blau', 'Metropolis', 'Metropolis'].entries()) await answers.nth(index).fill(text);
        await button(page, 'Absenden').click();
        await page.getByText('Das würden zu viele Menschen antworten').waitFor();
      },
    },
  };

  describe('to whom the browser speaks German, so do', { timeout: 90_000 }, () => {
    it.each(Object.entries(WAYS))('%s', async (name, { begin, go }) => {
      for (const viewport of [
        { width: 1280, height: 900 },
        { width: 320, height: 640 },
      ]) {
        const link = await begin();
        const here = await visit(browser, link, { locale: 'de-AT', viewport });
        const { page } = here;
        await looksRight(page, `german-${name}-waiting-${viewport.width}`);
        await go(page);
        expect(await page.locator('html').getAttribute('lang')).toBe('de');
        expect(await page.locator('body').innerText()).not.toMatch(ENGLISH);
        await looksRight(page, `german-${name}-${viewport.width}`);
        await page.goto(`${new URL(link).origin}/${new URL(link).pathname.split('/')[1]}/unknown`);
        await heading(
          page,
          /password|sign-in|dispute/.test(link) ? 'Dieser Link gilt nicht mehr' : 'Hier gibt es nichts mehr',
        );
        expect(await page.locator('body').innerText()).not.toMatch(ENGLISH);
        isClean(here);
        await here.context.close();
      }
    });

    it('the approver', async () => {
      for (const width of [1280, 320]) {
        const here = await visit(browser, `${server.origin}/approve`, {
          locale: 'de-CH',
          viewport: { width, height: 700 },
        });
        await heading(here.page, 'Dieses Handy einrichten');
        expect(await here.page.locator('html').getAttribute('lang')).toBe('de');
        expect(await here.page.locator('main').innerText()).not.toMatch(ENGLISH);
        await looksRight(here.page, `german-approver-${width}`);
        isClean(here);
        await here.context.close();
      }
    });

    it('not where it speaks a language that is not ours', async () => {
      const here = await visit(browser, `${server.origin}/sign-in/${signIns.issue()}`, { locale: 'pt-BR' });
      expect(await here.page.locator('html').getAttribute('lang')).toBe('en');
      await here.context.close();
    });
  });
});
