import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { approveRoutes } from '../../src/http/approve.js';
import { approvePages } from '../../src/http/approve-page.js';
import { webAssets } from '../../src/http/assets.js';
import { createLogger } from '../../src/http/logger.js';
import type { Answered } from '../../src/methods/approvals.js';
import { ADA, ADA_ID, approverOf, asked, hears, silentWaker } from '../support/approving.js';
import { CHROMIUM, launchChromium, witness } from '../support/chromium.js';
import { type Chat, type House, house } from '../support/house.js';
import { needing } from '../support/machine.js';
import { looksRight, pageServer } from '../support/page-server.js';
import { signedIn } from '../support/registering.js';

const MINUTE = 60_000;
const ANDROID =
  'Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Mobile Safari/537.36';

/** What Chrome does once it thinks a page worth installing. */
const OFFER = `(() => {
  const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
    prompt: () => document.body.setAttribute('data-prompted', 'yes'),
  });
  window.dispatchEvent(offer);
  return offer.defaultPrevented;
})()`;

needing([CHROMIUM], 'the approver under attack', () => {
  /** The whole product with a clock of the test's own; the phone is a real browser. */
  let home: House;
  let browser: Browser;
  let server: Awaited<ReturnType<typeof pageServer>>;
  let app: ReturnType<typeof approveRoutes>;
  let phone: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    home = await house({ waker: silentWaker });
    server = await pageServer(({ publicUrl, organisation, webDir }) => {
      const log = createLogger({ level: 'silent' });
      const clock = () => home.time.now;
      app = approveRoutes({ approver: approverOf(home), organisation, publicUrl, clock, trustedProxyHops: 0, log });
      return [...approvePages(webAssets(webDir), organisation), ...app.routes];
    });
    phone = await opened();
  });
  afterEach(async () => {
    await phone.context().close();
    app.close();
    await server.close();
    await home.close();
  });

  async function opened(userAgent?: string): Promise<Page> {
    const viewport = { width: 320, height: 640 };
    const seen = await witness(browser, [server.origin], userAgent ? { viewport, userAgent } : { viewport });
    return seen.context.newPage();
  }

  /** The browser becomes Ada's phone. */
  async function pairs(): Promise<void> {
    const chat = await signedIn(home, 'set up my sign-in methods', ADA, 'Correct-Horse-1');
    await chat.say('authenticator');
    await chat.say(await home.app(ADA_ID));
    const said = (await chat.say('notification')).join('\n');
    await phone.goto(`${server.origin}/approve#${/\/approve#([\w-]{43})/.exec(said)?.[1] ?? ''}`);
    await phone.getByRole('button', { name: 'Set up this phone' }).click();
    await phone.getByRole('button', { name: 'Go on' }).click();
    await phone.getByText('Ready', { exact: true }).waitFor();
    await chat.say('done');
    home.time.now += MINUTE;
  }

  const isAsked = () => phone.getByRole('heading', { name: 'Reset the password?' }).waitFor();
  const isTold = (what: string) => phone.getByRole('heading', { name: what }).waitFor();
  async function approves(number: string): Promise<void> {
    await isAsked();
    await phone.getByLabel('Type the number').fill(number);
    await phone.getByRole('button', { name: 'Approve' }).click();
  }
  /** What the phone answers, as it goes over the wire. */
  const answer = async (): Promise<string> =>
    (await phone.waitForRequest((request) => request.url().endsWith('/approve/answer'))).postData() ?? '';
  /** The same words again, from a browser of somebody else's. */
  async function repeated(body: string): Promise<{ readonly status: number; readonly outcome: Answered }> {
    const thief = await opened();
    await thief.goto(`${server.origin}/approve`);
    const said: { status: number; outcome: Answered } = await thief.evaluate(`fetch('/approve/answer', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: ${JSON.stringify(body)},
    }).then(async (response) => ({ status: response.status, ...(await response.json()) }))`);
    await thief.context().close();
    return said;
  }
  const says = async (chat: Chat, text: string): Promise<string> => (await chat.say(text)).join('\n');
  const stillWaits = async (chat: Chat): Promise<void> => expect(await says(chat, 'done')).toMatch(/still waiting/);

  describe('the approver under attack', { timeout: 60_000 }, () => {
    beforeEach(pairs);

    test('an answer that was overheard counts once, and not for the next request', async () => {
      const first = await asked(home);
      const [body] = await Promise.all([answer(), approves(first.number)]);
      await isTold('Approved');
      await hears(first.chat, /One more/);
      expect(await repeated(body)).toEqual({ status: 410, outcome: 'gone' });

      await phone.getByRole('button', { name: 'Done' }).click();
      home.time.now += MINUTE;
      const second = await asked(home, 'two');
      await isAsked();
      expect(await repeated(body)).toEqual({ status: 410, outcome: 'gone' });
      await stillWaits(second.chat);
    });

    test('an answer that was altered on its way is nobody’s, and the right one still counts', async () => {
      const { chat, number } = await asked(home);
      const wrong = number === '42' ? '43' : '42';
      await phone.route('**/approve/answer', (route) => {
        const sent: unknown = route.request().postDataJSON();
        const altered = JSON.stringify(sent).replace(`"number":"${wrong}"`, `"number":"${number}"`);
        return route.continue({ postData: altered });
      });
      await approves(wrong);
      await isTold('This phone is not set up any more');
      await stillWaits(chat);
      await phone.unroute('**/approve/answer');
      await phone.reload();
      await approves(number);
      await isTold('Approved');
      await hears(chat, /One more/);
    });

    test('an answer under another signature is nobody’s', async () => {
      const { chat, number } = await asked(home);
      await phone.route('**/approve/answer', (route) => {
        const sent = route.request().postData() ?? '';
        const last = /"signature":"(.)/.exec(sent)?.[1] ?? '';
        return route.continue({
          postData: sent.replace(`"signature":"${last}`, `"signature":"${last === 'A' ? 'B' : 'A'}`),
        });
      });
      await approves(number);
      await isTold('This phone is not set up any more');
      await stillWaits(chat);
    });

    test('whoever asks again and again shows one request at a time, three in a quarter of an hour', async () => {
      let shown = 0;
      for (let minute = 0; minute < 5; minute += 1) {
        const { number } = await asked(home, `chat ${minute}`);
        expect((await asked(home, `at once ${minute}`)).said).toMatch(/next one in/);
        if (number !== '') {
          // The one before is over, and says so first.
          if (shown > 0) await phone.getByRole('button', { name: 'Done' }).click();
          await isAsked();
          shown += 1;
        }
        home.time.now += MINUTE;
      }
      expect(shown).toBe(3);
    });

    test('an answer that comes too late approves nothing; "no" is still heard', async () => {
      const { chat, number } = await asked(home);
      await isAsked();
      home.time.now += MINUTE + 1;
      await approves(number);
      await isTold('That was too late');
      await looksRight(phone, 'approve-late');
      expect(await says(chat, 'done')).toMatch(/could not reach you that way/);

      await phone.getByRole('button', { name: 'Done' }).click();
      const second = await asked(home, 'two');
      await isAsked();
      await second.chat.say('another way');
      home.time.now += 2 * MINUTE;
      await phone.getByRole('button', { name: "No, it's not me" }).click();
      await isTold('Stopped');
      await hears(second.chat, /turned down on the phone/);
    });
  });

  describe('installing it', { timeout: 60_000 }, () => {
    test('on Android it says how, and has a button where the browser offers one', async () => {
      const page = await opened(ANDROID);
      await page.goto(`${server.origin}/approve`);
      await page.getByText('open the menu of your browser, then "Install"').waitFor();
      await looksRight(page, 'approve-android-hint');
      const isOurs: boolean = await page.evaluate(OFFER);
      expect(isOurs).toBe(true);
      await page.getByRole('button', { name: 'Install this app' }).click();
      expect(await page.locator('body').getAttribute('data-prompted')).toBe('yes');
      expect(await page.getByText('open the menu of your browser').count()).toBe(0);
      await looksRight(page, 'approve-android-offer');
      await page.evaluate(`window.dispatchEvent(new Event('appinstalled'))`);
      await page.getByRole('button', { name: 'Install this app' }).waitFor({ state: 'detached' });
      await page.context().close();
    });

    test('on a computer it says nothing of it', async () => {
      await phone.goto(`${server.origin}/approve`);
      await phone.getByRole('heading', { name: 'Set up this phone' }).waitFor();
      expect(await phone.getByText('open the menu of your browser').count()).toBe(0);
    });
  });
});
