import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe } from '../support/axe.js';
import { CHROMIUM, launchChromium, witness } from '../support/chromium.js';
import { startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { ChatPage, messageTo, scanned } from './journey.js';

const SHOTS = process.env['SHOTS'];
const BEN = 'ben@contoso.example';
const PASSWORD = 'Correct-Horse-2';

const APP_ALONE = `policies:
  - name: everyone
    gates: 1
    methods: [authenticator-code]
    allowAuthenticatorOnly: true
    register: { required: 1 }
`;

/** The six digits an app of somebody else's making shows now. */
const shownBy = (uri: URL): string =>
  execFileSync('/usr/bin/oathtool', ['--totp', '--base32', uri.searchParams.get('secret') ?? ''])
    .toString()
    .trim();

needing([CHROMIUM, 'zbarimg', 'oathtool'], 'registration in a browser', () => {
  describe('registration in a browser', () => {
    it.each([
      ['a desktop', { width: 1280, height: 900 }],
      ['a small phone', { width: 320, height: 640 }],
    ])('the app is scanned from %s and then is enough for a reset', { timeout: 120_000 }, async (name, viewport) => {
      const folder = mkdtempSync(join(tmpdir(), 'reset-assistant-e2e-'));
      const policy = join(folder, 'policy.yaml');
      writeFileSync(policy, APP_ALONE);
      const server = await startInstance({ DATA_DIR: folder, POLICY_FILE: policy });
      const browser = await launchChromium();
      const shoot = async (page: Page, what: string): Promise<void> => {
        if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name.replaceAll(' ', '-')}-register-${what}.png`) });
      };
      try {
        const origin = new URL(server.address).origin;
        const { context, foreign, complaints } = await witness(browser, [origin], { viewport });
        const chat = await ChatPage.open(await context.newPage(), server.address);
        await chat.taps('Set up my sign-in methods');
        await chat.signsIn(BEN, PASSWORD);
        await chat.sees('text to the phone ending in 01');
        await chat.says((await messageTo(server.address, '+12025550101')).code ?? '');
        await chat.sees('0 of 1 ready');
        await shoot(chat.page, 'overview');
        await chat.taps('Authenticator app');
        const picture = chat.frame.getByRole('img', { name: /QR code/ });
        await picture.scrollIntoViewIfNeeded();
        await shoot(chat.page, 'picture');
        const uri = scanned(await picture.screenshot());
        expect(uri.protocol).toBe('otpauth:');
        expect(decodeURIComponent(uri.pathname)).toContain(BEN);
        expect(await axe(chat.page)).toEqual([]);
        const frame = chat.page.frames().find((each) => each.url().endsWith('/chat'));
        await frame?.evaluate('window.opened = []; window.open = (url) => void window.opened.push(url)');
        await chat.taps('Open in my app');
        expect(await frame?.evaluate('window.opened')).toEqual([uri.href]);

        await chat.says(shownBy(uri));
        await chat.sees('1 of 1 ready');
        await picture.waitFor({ state: 'detached' });
        await shoot(chat.page, 'ready');
        await chat.taps('Done');
        await chat.sees('you can reset your password by yourself');
        await chat.page.reload();
        expect(await chat.page.frames().at(-1)?.content()).not.toContain(uri.searchParams.get('secret'));

        const again = await ChatPage.open(await context.newPage(), server.address);
        await again.taps('Start over');
        await again.taps('I forgot my password');
        await again.sees('account name');
        await again.says(BEN);
        await again.sees('one proof');
        await again.taps('Code from my authenticator app');
        await again.sees('6-digit');
        // The code that confirmed the app is used up: the next one counts.
        await again.page.waitForTimeout(30_000 - (Date.now() % 30_000) + 500);
        await again.says(shownBy(uri));
        await again.sees('Choose your new password');
        await shoot(again.page, 'link');
        expect(foreign).toEqual([]);
        expect(complaints).toEqual([]);
      } finally {
        await browser.close();
        await server.stop();
      }
    });
  });
});
