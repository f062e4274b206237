import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phoneRoutes } from '../../src/http/phone.js';
import type { Waiting } from '../../src/methods/approvals.js';
import { calls } from '../../src/methods/calls.js';
import type { SimulatedApprover } from '../../src/methods/simulated-approver.js';
import { callWords, codeMessage } from '../../src/notices/notices.js';
import { simulatedAuthenticator } from '../../src/senders/simulated-authenticator.js';
import { CHROMIUM, launchChromium, type Witness } from '../support/chromium.js';
import { needing } from '../support/machine.js';
import { box, claimsInMemory, totp } from '../support/methods.js';
import { isClean, LOOKS, looksRight, pageServer, visit } from '../support/page-server.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const ada = { account: 'ada@contoso.example', name: 'Contoso', secret: SECRET };
const reference = 'abcdefghijklmnopqrstuv';

const outbox = box(Date.now);
/** Requests on the phone, as the test wants them. */
const requests: Waiting[] = [];
const answered: [id: string, number: string | undefined][] = [];
const approver: SimulatedApprover = {
  pair: async (link) => link === 'https://reset.contoso.example/approve#a-link',
  waiting: async () => requests,
  async answer(id, number) {
    answered.push([id, number]);
    requests.length = 0;
    return number === undefined ? 'denied' : number === '42' ? 'approved' : 'wrong-number';
  },
};
const desk = calls({ claims: claimsInMemory(), nudge: async () => {} });
needing([CHROMIUM], 'the simulated phone in a browser', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof pageServer>>;

  beforeAll(async () => {
    const authenticator = simulatedAuthenticator({ clock: Date.now, registered: async () => [ada] });
    const phone = {
      outbox,
      authenticator,
      screen: { seen: async () => undefined },
      calls: desk,
      approver,
      owners: [
        { name: 'Ada', account: 'ada@contoso.example', addresses: ['+12025550100', 'ada@home.example'] },
        { name: 'Ben', account: 'ben@contoso.example', addresses: ['+12025550101'] },
      ],
    };
    server = await pageServer(({ webDir }) => phoneRoutes({ ...phone, webDir }));
    browser = await launchChromium();
    const about = {
      organisation: 'Contoso',
      login: 'ada@contoso.example',
      code: '12345678',
      purpose: 'reset',
      minutes: 5,
      locale: 'en',
    } as const;
    const { sms, subject, text, html } = codeMessage(about);
    await outbox.send({ kind: 'sms', to: '+12025550100', text: sms });
    await outbox.send({ kind: 'email', to: 'ada@home.example', subject, text, html });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function taken(options: BrowserContextOptions = {}): Promise<Witness & { readonly page: Page }> {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const seen = await visit(browser, `${server.origin}/phone`, { permissions, ...options });
    await seen.page.getByText('12345678').first().waitFor();
    return seen;
  }

  const small = { viewport: { width: 320, height: 780 } };

  const ring = async (): Promise<void> => {
    const words = callWords({ organisation: 'Contoso', login: 'ada@contoso.example', purpose: 'reset', locale: 'en' });
    const { ask, approved, declined, language } = words;
    await desk.open(reference, { ask, onKey: approved, onOtherKey: declined, language, key: '#' });
    await outbox.send({ kind: 'call', to: '+12025550100', text: ask, reference });
  };

  describe('the simulated phone in a browser', { timeout: 60_000 }, () => {
    test.each(LOOKS)('%s: every app is readable and fits', async (look, options) => {
      const here = await taken(options);
      for (const name of ['Messages', 'Mail', 'Authenticator', 'Alerts']) {
        await here.page.getByRole('tab', { name }).click();
        await here.page.getByRole('tabpanel', { name }).waitFor();
        await looksRight(here.page, `phone-${name}-${look}`);
      }
      isClean(here);
      await here.context.close();
    });

    test('the tabs are walked through with the arrow keys', async () => {
      const { page, context } = await taken();
      await page.getByRole('tab', { name: 'Messages' }).focus();
      await page.keyboard.press('ArrowLeft');
      await page.getByRole('tabpanel', { name: 'Alerts' }).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tabpanel', { name: 'Messages' }).waitFor();
      await context.close();
    });

    test('a tap on a code copies it', async () => {
      const { page, context } = await taken();
      await page.getByRole('button', { name: '12345678' }).click();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe('12345678');
      await page.getByRole('tab', { name: 'Authenticator' }).click();
      const shown = async (): Promise<string> =>
        ((await page.locator('#authenticator button.code').first().textContent()) ?? '').replace(' ', '');
      // The page looks once a second: right after a change it may still show the one before.
      await expect.poll(async () => (await shown()) === totp(SECRET, Date.now()), { timeout: 15_000 }).toBe(true);
      await context.close();
    });

    test('what arrives shows without a reload, and only on the phone it was sent to', async () => {
      const { page, context } = await taken();
      await page.getByLabel('Whose phone').selectOption('Ben');
      await page.getByText('12345678').first().waitFor({ state: 'detached' });
      await outbox.send({ kind: 'sms', to: '+12025550101', text: 'For Ben: 87654321.' });
      await page.getByText('For Ben: 87654321.').waitFor();
      await page.getByLabel('Whose phone').selectOption('Ada');
      await page.getByText('For Ben').first().waitFor({ state: 'detached' });
      await context.close();
    });

    test('a pasted key becomes an account with live codes', async () => {
      const { page, context } = await taken();
      await page.getByRole('tab', { name: 'Authenticator' }).click();
      await page.getByLabel('Add an account').fill('no key');
      await page.getByRole('button', { name: 'Add' }).click();
      await page.getByText('This is neither a key nor').waitFor();
      await page.getByLabel('Add an account').fill('https://reset.contoso.example/approve#a-link');
      await page.getByRole('button', { name: 'Add' }).click();
      await page.getByText('Added.').waitFor();
      await page
        .getByLabel('Add an account')
        .fill(`otpauth://totp/Contoso:ben%40contoso.example?secret=${SECRET.replaceAll('G', 'A')}&issuer=Contoso`);
      await page.getByRole('button', { name: 'Add' }).click();
      await page.getByText('Contoso · ben@contoso.example').waitFor();
      await context.close();
    });

    test.each([
      ['Press #', 'Thank you', 'approved'],
      ['Another key', 'This was not approved', 'declined'],
      ['Hang up', 'The call is over', 'unreached'],
    ])('it rings, and takes %j', async (button, said, outcome) => {
      const { page, context, complaints } = await taken(small);
      await ring();
      await page.getByText('Call to +12025550100').waitFor();
      await looksRight(page, 'phone-rings');
      await page.getByRole('button', { name: button }).click();
      await page.getByText(said).first().waitFor();
      expect(await desk.outcome(reference)).toBe(outcome);
      expect(complaints).toEqual([]);
      await context.close();
    });

    test.each([
      ['Approve', '42', 'Approved. Go back to the chat'],
      ['Approve', '41', 'That was not the number'],
      ["No, it's not me", undefined, 'Nobody can reset this password'],
    ])('a request is shown over everything, and takes %j with %s', async (button, number, said) => {
      const { page, context, complaints } = await taken(small);
      const [at, until] = [Date.now(), Date.now() + 60_000];
      const about = {
        login: 'ada@contoso.example',
        purpose: 'reset',
        channel: 'webchat',
        from: 'Firefox on Linux',
      } as const;
      answered.length = 0;
      requests.push({ id: reference, nonce: 'n', at, until, ...about });
      await page.getByText('reset the password of ada@contoso.example, in the web chat, Firefox on Linux').waitFor();
      await looksRight(page, 'phone-asks');
      if (number !== undefined) await page.getByLabel('Type the number').fill(number);
      await page.getByRole('button', { name: button }).click();
      await page.getByText(said).waitFor();
      expect(answered).toEqual([[reference, number]]);
      expect(complaints).toEqual([]);
      await context.close();
    });

    test('a request says what for, whatever it is for', async () => {
      const { page, context } = await taken(small);
      const [at, until] = [Date.now(), Date.now() + 60_000];
      for (const [purpose, said] of [
        ['reset', 'reset the password of'],
        ['unlock', 'unlock the account'],
        ['change', 'change the password of'],
        ['register', 'set up sign-in methods for'],
        ['manage', 'change the sign-in methods of'],
      ] as const) {
        requests.length = 0;
        requests.push({
          id: `${purpose}${reference}`.slice(0, 22),
          nonce: 'n',
          at,
          until,
          purpose,
          login: ada.account,
        });
        await page.getByText(`Somebody asks to ${said} ${ada.account}, in the web chat.`).waitFor();
      }
      requests.length = 0;
      await context.close();
    });
  });
});
