import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { certificates } from '../support/certificates.js';
import { launchFirefox } from '../support/firefox.js';
import { startInstance } from '../support/instance.js';
import { needing } from '../support/machine.js';
import { pushService } from '../support/push-service.js';
import { askingOverHttp, invitedOverHttp, NOTIFICATION_ALONE } from './approver-journey.js';

const showing = (text: string): string => `document.body.innerText.includes(${JSON.stringify(text)})`;
const pressed = (label: string): string =>
  `[...document.querySelectorAll('button')].find((one) => one.textContent === ${JSON.stringify(label)})?.click() ?? true`;
const soon = { timeout: 15_000, interval: 50 };

needing(['firefox-esr', 'openssl'], 'Web Push, from end to end', () => {
  describe('Web Push, from end to end', () => {
    it('wakes a phone whose app is closed, with nothing in it; one that is given up is made anew', {
      timeout: 120_000,
    }, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'reset-assistant-push-'));
      writeFileSync(join(folder, 'policy.yaml'), NOTIFICATION_ALONE);
      const tls = await certificates(folder, ['DNS:localhost']);
      const service = await pushService(tls);
      const server = await startInstance({
        DATA_DIR: join(folder, 'data'),
        POLICY_FILE: join(folder, 'policy.yaml'),
        PUSH_CA_FILE: tls.caFile,
      });
      const phone = await launchFirefox({
        // What is recommended for driven browsers switches Web Push off.
        'remote.prefs.recommended': false,
        'dom.push.serverURL': service.address,
        'dom.push.testing.allowInsecureServerURL': true,
        'dom.push.testing.ignorePermission': true,
        'permissions.default.desktop-notification': 1,
        'network.captive-portal-service.enabled': false,
        'network.connectivity-service.enabled': false,
        'app.update.disabledForTesting': true,
        'browser.safebrowsing.downloads.remote.enabled': false,
        'datareporting.policy.dataSubmissionEnabled': false,
        'services.settings.server': 'data:,',
      });
      try {
        const { client, link } = await invitedOverHttp(server.address);
        await phone.open(link);
        await phone.until(showing('What do you call this phone?'));
        await phone.evaluate(pressed('Set up this phone'));
        await phone.until(showing('This phone is set up'));
        expect(service.subscriptions).toBe(1);
        await client.until(server.address, /1 of 1 ready/);

        await phone.open('about:blank');
        const first = await askingOverHttp(server.address);
        await vi.waitFor(() => expect(service.codes).toContain(100), soon);
        expect(service.pushes).toEqual([{ size: 0, ttl: '60', urgency: 'high', status: 201 }]);

        await phone.open(`${server.address}approve`);
        await phone.until(showing('Reset the password?'));
        await phone.evaluate(`document.querySelector('#number').value = '${first.number}'`);
        await phone.evaluate(pressed('Approve'));
        await phone.until(showing('Approved'));
        await first.client.until(server.address, /Choose your new password/);

        service.giveUp();
        await phone.open('about:blank');
        await askingOverHttp(server.address);
        await vi.waitFor(() => expect(service.pushes.at(-1)).toMatchObject({ status: 410 }), soon);
        await phone.open(`${server.address}approve`);
        await vi.waitFor(() => expect(service.subscriptions).toBe(2), soon);
      } finally {
        await Promise.all([phone.close(), server.stop(), service.close()]);
      }
    });
  });
});
