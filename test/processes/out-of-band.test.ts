import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { methodId } from '../../src/methods/traits.js';
import { newVapidKey, vapidOf } from '../../src/senders/web-push.js';
import { Phone } from '../support/approver.js';
import { DirectLineClient, type Listener } from '../support/direct-line-client.js';
import { needing } from '../support/machine.js';
import { type Pair, startPair } from '../support/pair.js';
import { until } from '../support/programs.js';
import { accountSid, authToken, type FakeTwilio, fakeTwilio } from '../support/twilio.js';

const PUBLIC_URL = 'https://reset.contoso.example';
const ID = 'someone';
const LOGIN = 'someone@contoso.example';
const NUMBER = '+12025550177';

const POLICY = `policies:
  - name: everyone
    gates: 2
    methods: [authenticator-notification, voice]
`;

const waiting = z.object({ id: z.string(), nonce: z.string() });
const snapshot = z.object({ phones: z.array(z.object({ waiting: waiting.optional() })) });

needing(['redis-server', 'postgres', 'initdb'], 'answers at another instance', () => {
  /** A production installation: the phone network is Twilio's, played on loopback. */
  describe('answers that come to another instance than the chat is held at', { timeout: 90_000 }, () => {
    let pair: Pair;
    let carrier: FakeTwilio;
    const phone = new Phone();

    beforeAll(async () => {
      carrier = await fakeTwilio();
      const vapid = vapidOf(newVapidKey());
      if (!vapid) throw new Error('no key');
      const POLICY_FILE = join(mkdtempSync(join(tmpdir(), 'out-of-band-')), 'policy.yaml');
      writeFileSync(POLICY_FILE, POLICY);
      const account = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: '+12025550123' };
      pair = await startPair({
        ...account,
        ...{ HOST: '127.0.0.1', DIRECTORY: 'embedded', PUBLIC_URL, POLICY_FILE },
        ...{ TWILIO_API_URL: carrier.url, PHONE_COUNTRIES: 'US' },
        ...{ VAPID_PUBLIC_KEY: vapid.publicKey, VAPID_PRIVATE_KEY: vapid.privateKey },
      });
      const { accounts, enrollments } = pair.durable;
      await accounts.add({
        ...{ id: ID, login: LOGIN, displayName: 'Someone', groups: [], passwordHash: '', failedSignIns: 0 },
        state: { disabled: false, locked: false, expired: false, passwordExpired: false, cannotChange: false },
      });
      const device = { name: 'Pixel', proof: 'app', data: { key: phone.key } };
      await enrollments.add(ID, { method: methodId('authenticator-notification'), ...device }, 0);
      const number = { name: '', proof: `phone:${NUMBER}`, data: { to: NUMBER } };
      await enrollments.add(ID, { method: methodId('voice'), ...number }, 0);
    }, 120_000);
    afterAll(async () => {
      await pair.stop();
      await carrier.close();
    });

    /** The chat is held at one instance, and so is its socket. */
    async function chatting(address: string): Promise<{ readonly chat: DirectLineClient; readonly socket: Listener }> {
      const chat = await DirectLineClient.begin(address, '203.0.113.7');
      await chat.say(address, 'I forgot my password');
      await chat.say(address, LOGIN);
      return { chat, socket: await chat.listen(address) };
    }

    const post = (address: string, path: string, body: object, accept = 'application/json'): Promise<Response> =>
      fetch(`${address}approve/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: accept },
        body: JSON.stringify(body),
      });

    /** The phone listens at one instance; resolves to what it is asked next. */
    async function streamAt(address: string): Promise<() => Promise<z.infer<typeof waiting>>> {
      const listens = { phones: [phone.says('listen', ID, Date.now())] };
      const response = await post(address, 'requests', listens, 'text/event-stream');
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      return async () => {
        let heard = '';
        for (;;) {
          const { value, done } = (await reader?.read()) ?? { done: true };
          if (done) throw new Error(`the stream ended: ${heard}`);
          heard += value;
          for (const [, data = ''] of heard.matchAll(/^data: (.*)$/gm)) {
            const asked = snapshot.parse(JSON.parse(data)).phones[0]?.waiting;
            if (asked) {
              await reader?.cancel();
              return asked;
            }
          }
        }
      };
    }

    /** Twilio calls back, signed, wherever the load balancer leads it. */
    async function callBack(address: string, step: '' | '/key', form: Record<string, string>): Promise<string> {
      const { form: placed } = carrier.requests.at(-1) ?? {};
      const url = `${String(placed?.['Url'])}${step}`;
      expect(url.startsWith(`${PUBLIC_URL}/twilio/voice/`)).toBe(true);
      const answer = await fetch(new URL(new URL(url).pathname, address), {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: { 'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, form) },
      });
      expect(answer.status).toBe(200);
      return answer.text();
    }

    it('count, once, and the chat goes on by itself where it is: an approval, then a call answered with #', async () => {
      const [one, two] = [pair.one.address, pair.two.address];
      const { chat, socket } = await chatting(one);
      const asked = await streamAt(one);
      const said = await chat.say(two, 'notification', one);
      const request = await asked();
      const number = /number there: \*\*(\d\d)\*\*/.exec(said)?.[1] ?? '';
      const given = phone.answers(ID, request, number, Date.now());
      const outcomes = await Promise.all([two, one, two].map(async (at) => (await post(at, 'answer', given)).json()));
      expect(outcomes.map((each) => z.object({ outcome: z.string() }).parse(each).outcome).sort()).toEqual([
        'approved',
        'gone',
        'gone',
      ]);
      await socket.until(/That is right.*One more/s);

      await chat.post(one, 'call me');
      await until('the call is placed', async () => carrier.requests.length > 0);
      const answered = { CallSid: `CA${'1'.repeat(32)}`, CallStatus: 'in-progress', AnsweredBy: 'human' };
      expect(await callBack(two, '', answered)).toContain('press the hash key');
      expect(await callBack(two, '/key', { ...answered, Digits: '#' })).toContain('Please go back to the chat');
      await socket.until(/Choose your new password|choose your new password/i);
      expect(await callBack(one, '/key', { ...answered, Digits: '#' })).toContain('<Response><Hangup/></Response>');
      socket.close();
      const proofs = (await pair.durable.audit.list({ limit: 50 })).filter(({ outcome }) => outcome === 'proof');
      expect(proofs.map(({ method }) => method).sort()).toEqual(['authenticator-notification', 'voice']);
    });
  });
});
