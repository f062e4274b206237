import { createECDH } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newVapidKey, vapidOf, webPush, webPushEnv } from '../../src/senders/web-push.js';
import { certificates } from '../support/certificates.js';
import { needing } from '../support/machine.js';

const keys = {
  p256dh: createECDH('prime256v1').generateKeys('base64url'),
  auth: Buffer.alloc(16, 7).toString('base64url'),
};
const at = (endpoint: string) => ({ endpoint, keys });
const vapid = vapidOf(newVapidKey()) ?? { publicKey: '', privateKey: '' };
const subject = 'https://reset.contoso.example';
const services = webPushEnv.PUSH_SERVICES.parse(undefined).split(' ');

describe('where a phone may be woken', () => {
  const waker = webPush({ vapid, subject, services });

  test.each([
    'https://fcm.googleapis.com/fcm/send/x',
    'https://updates.push.services.mozilla.com/wpush/v2/x',
    'https://web.push.apple.com/x',
    'https://db5p.notify.windows.com/w/?token=x',
  ])('%s is a push service', (endpoint) => {
    expect(waker.accepts(at(endpoint))).toBe(true);
  });

  test.each([
    'https://169.254.169.254/latest/meta-data',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://localhost/',
    'https://evilfcm.googleapis.com/',
    'https://fcm.googleapis.com.evil.example/',
    'https://fcm.googleapis.com@evil.example/',
    'https://push.apple.com./',
  ])('%s is none, and nothing is ever sent there', async (endpoint) => {
    expect(waker.accepts(at(endpoint))).toBe(false);
    expect(await waker.wake('ada', at(endpoint))).toBe('gone');
  });

  test('nowhere is no fault: the app may be open', async () => {
    expect(await waker.wake('ada', undefined)).toBe('sent');
  });
});

describe('keys of our own', () => {
  test('are whole pairs, however many zeros they begin with', () => {
    for (let round = 0; round < 300; round += 1) {
      const key = newVapidKey();
      expect(Buffer.from(key, 'base64url')).toHaveLength(32);
      expect(Buffer.from(vapidOf(key)?.publicKey ?? '', 'base64url')).toHaveLength(65);
    }
    expect(vapidOf('A'.repeat(43))).toBeUndefined();
  });
});

needing(['openssl'], 'a push service that answers', () => {
  describe('a push service that answers', () => {
    let server: Server;
    let address = '';
    let caFile = '';
    let status = 201;
    const bodies: number[] = [];

    beforeAll(async () => {
      const tls = await certificates(mkdtempSync(join(tmpdir(), 'reset-assistant-push-')), ['DNS:localhost']);
      caFile = tls.caFile;
      server = createServer(
        { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) },
        async (request, response) => {
          let size = 0;
          for await (const chunk of request) size += chunk.length;
          bodies.push(size);
          response.writeHead(status, { Location: 'https://localhost/elsewhere' }).end('https://localhost/secret');
        },
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const bound = server.address();
      address = `https://localhost:${typeof bound === 'object' && bound ? bound.port : 0}/x`;
    });
    afterAll(() => new Promise((resolve) => server.close(resolve)));

    test.each([
      [201, 'sent'],
      [404, 'gone'],
      [410, 'gone'],
    ])('%i: %s, with nothing in it', async (answered, outcome) => {
      status = answered;
      const waker = webPush({ vapid, subject, services: ['localhost'], caFile });
      expect(await waker.wake('ada', at(address))).toBe(outcome);
      expect(bodies.at(-1)).toBe(0);
      await waker.close();
    });

    test.each([307, 400, 401, 413, 429, 500, 503])(
      '%i is refused with the code alone, and not followed',
      async (answered) => {
        status = answered;
        const before = bodies.length;
        const waker = webPush({ vapid, subject, services: ['localhost'], caFile });
        const refused = waker.wake('ada', at(address));
        await expect(refused).rejects.toMatchObject({ code: 'ERR_MESSAGE_REFUSED', cause: { status: answered } });
        await expect(refused.catch((error: unknown) => JSON.stringify(error))).resolves.not.toContain('secret');
        expect(bodies).toHaveLength(before + 1);
        await waker.close();
      },
    );

    test('without its authority, nothing is sent', async () => {
      const before = bodies.length;
      const waker = webPush({ vapid, subject, services: ['localhost'] });
      await expect(waker.wake('ada', at(address))).rejects.toMatchObject({ code: 'ERR_MESSAGE_REFUSED' });
      expect(bodies).toHaveLength(before);
      await waker.close();
    });
  });
});
