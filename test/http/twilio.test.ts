import twilio from 'twilio';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/http/logger.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import { twilioRoutes } from '../../src/http/twilio.js';
import { type Calls, calls } from '../../src/methods/calls.js';
import { callWords, catalogues } from '../../src/notices/notices.js';
import { twilioClient } from '../../src/senders/twilio.js';
import { twilioCalls, voiceWebhooks } from '../../src/senders/twilio-calls.js';
import { claimsInMemory } from '../support/methods.js';
import { accountSid, authToken, type FakeTwilio, fakeTwilio } from '../support/twilio.js';

const publicUrl = 'https://reset.contoso.example';
const reference = 'abcdefghijklmnopqrstuv';
let desk: Calls;
let server: HttpServer;
let base = '';
let carrier: FakeTwilio;
const nudged: string[] = [];

beforeAll(async () => {
  carrier = await fakeTwilio();
  desk = calls({ claims: claimsInMemory(), nudge: async (conversation) => void nudged.push(conversation) });
  const routes = twilioRoutes({ calls: desk, webhooks: voiceWebhooks(authToken, publicUrl) });
  server = createHttpServer({ routes, log: createLogger({ level: 'silent' }), publicUrl: new URL(publicUrl) });
  base = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
});
afterEach(async () => {
  await desk.ended(reference);
  await desk.outcome(reference);
  nudged.length = 0;
});
afterAll(async () => {
  await server.close();
  await carrier.close();
});

type Form = Record<string, string>;

const opened = (words: Partial<Parameters<Calls['open']>[1]> = {}): Promise<void> =>
  desk.open(reference, {
    ask: 'Press the hash key.',
    onKey: 'Thank you.',
    onOtherKey: 'Not approved.',
    language: 'en-US',
    key: '#',
    conversation: 'w.1',
    ...words,
  });

/** As Twilio sends it; `change` spoils it afterwards. */
async function callBack(
  step: '' | '/key' | '/status',
  form: Form,
  change: { signedFor?: string; signedWith?: string; signed?: Form; header?: string | null } = {},
): Promise<{ status: number; body: string }> {
  const path = `/twilio/voice/${reference}${step}`;
  const signature = twilio.getExpectedTwilioSignature(
    change.signedWith ?? authToken,
    change.signedFor ?? `${publicUrl}${path}`,
    change.signed ?? form,
  );
  const header = change.header === undefined ? signature : change.header;
  const response = await fetch(`${base}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: header === null ? {} : { 'x-twilio-signature': header },
  });
  return { status: response.status, body: await response.text() };
}

const answered = { CallSid: `CA${'1'.repeat(32)}`, CallStatus: 'in-progress', AnsweredBy: 'human' };

describe('Twilio’s call-backs', () => {
  test('a person is asked for a key, and # approves', async () => {
    await opened();
    const asked = await callBack('', answered);
    expect(asked.body).toContain('<Gather input="dtmf" numDigits="1" finishOnKey=""');
    expect(asked.body).toContain(`action="${publicUrl}/twilio/voice/${reference}/key"`);
    expect(asked.body).toContain('<Say language="en-US" loop="2">Press the hash key.</Say>');
    const pressed = await callBack('/key', { ...answered, Digits: '#' });
    expect(pressed.body).toContain('<Say language="en-US">Thank you.</Say><Hangup/>');
    expect(nudged).toEqual(['w.1']);
    expect(await desk.outcome(reference)).toBe('approved');
  });

  test.each(['machine_start', 'machine_end_beep', 'fax'])('%s hears nothing', async (by) => {
    await opened();
    const { body } = await callBack('', { ...answered, AnsweredBy: by });
    expect(body).toContain('<Response><Hangup/></Response>');
    expect(await desk.outcome(reference)).toBe('unreached');
  });

  test.each(['busy', 'no-answer', 'failed', 'canceled', 'completed'])(
    'a call that is %s reached nobody',
    async (status) => {
      await opened();
      expect((await callBack('/status', { CallStatus: status })).status).toBe(200);
      expect(nudged).toEqual(['w.1']);
      expect(await desk.outcome(reference)).toBe('unreached');
    },
  );

  test.each(['queued', 'ringing', 'in-progress', ''])('a call that is %j is not over', async (status) => {
    await opened();
    await callBack('/status', { CallStatus: status });
    expect(await desk.waits(reference)).toBe(true);
  });

  test('a call-back that comes again has no effect', async () => {
    await opened();
    const form = { ...answered, Digits: '#' };
    await callBack('/key', form);
    expect(await desk.outcome(reference)).toBe('approved');
    const again = await callBack('/key', form);
    expect([again.status, again.body.includes('<Response><Hangup/></Response>')]).toEqual([200, true]);
    expect(await desk.outcome(reference)).toBe('pending');
    expect(nudged).toHaveLength(1);
  });

  const pressed = { ...answered, Digits: '#' };
  test.each([
    ['no signature', { header: null }],
    ['an empty signature', { header: '' }],
    ['rubbish for a signature', { header: 'AAAA' }],
    ['the signature of another token', { signedWith: 'd'.repeat(32) }],
    ['the signature of another key', { signed: { ...pressed, Digits: '1' } }],
    ['the signature of fewer fields', { signed: answered }],
    ['the signature of another address', { signedFor: `${publicUrl}/twilio/voice/${reference}` }],
    ['the signature of another host', { signedFor: `https://evil.example/twilio/voice/${reference}/key` }],
    ['the signature of plain http', { signedFor: `http://reset.contoso.example/twilio/voice/${reference}/key` }],
    ['the signature of the address it really came to', { signedFor: `http://127.0.0.1/twilio/voice/${reference}/key` }],
  ])('with %s is refused and has no effect', async (_what, change) => {
    await opened();
    const { status, body } = await callBack('/key', pressed, change);
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ code: 'ERR_SIGNATURE' });
    expect(await desk.waits(reference)).toBe(true);
    expect(nudged).toEqual([]);
  });

  test('of an unknown call hang up', async () => {
    for (const step of ['', '/key', '/status'] as const) {
      const { status, body } = await callBack(step, { ...answered, Digits: '#', CallStatus: 'completed' });
      expect([status, body.includes('<Response><Hangup/></Response>')]).toEqual([200, true]);
    }
    expect((await fetch(`${base}/twilio/voice/short`, { method: 'POST' })).status).toBe(400);
  });
});

describe('what is said', () => {
  const hostile = [
    '</Say><Dial>+19005551234</Dial><Say>',
    '"><Redirect>https://evil.example</Redirect>',
    ']]><Hangup/>',
    '<![CDATA[<Play>x</Play>]]>',
    '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
    '&lt;Dial&gt;',
    '<?xml version="1.0"?>',
    '<!-- -->',
    'O’Neill & Söhne <b>',
    '\u0000\u0007\uFFFE\uD800 <Dial/>',
    '<break time="10000s"/>',
  ];
  const elements = (xml: string): string[] =>
    [...xml.matchAll(/<(?!\?xml version="1\.0" encoding="UTF-8"\?>)[^>]*/g)].map(([tag]) => tag.split(' ')[0] ?? '');

  test.each(hostile)('%j adds no element, in no language', async (name) => {
    for (const { language: locale } of catalogues) {
      const plainest = callWords({ organisation: 'Contoso', login: 'ada', purpose: 'reset', locale });
      const words = callWords({ organisation: name, login: name, purpose: 'reset', locale });
      const seen: string[][] = [];
      for (const { ask, approved, language } of [plainest, words]) {
        await opened({ ask, onKey: approved, language });
        const { body } = await callBack('', answered);
        expect(body).toContain(`<Say language="${language}" loop="2">`);
        seen.push(elements(body));
        await desk.ended(reference);
        await desk.outcome(reference);
      }
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[0]).toEqual(['<Response', '<Gather', '<Say', '</Say', '</Gather', '<Hangup/', '</Response']);
    }
  });
});

describe('calls through Twilio', () => {
  const sender = twilioCalls(
    () => twilioClient({ accountSid, authToken, apiUrl: carrier.url })(),
    '+12025550123',
    publicUrl,
  );
  const about = { kind: 'call', text: 'unused', reference } as const;

  test('ask us what to say, look for machines, and tell how it ended', async () => {
    await sender.send({ ...about, to: '+12025550100' });
    expect(carrier.requests.at(-1)).toEqual({
      path: `/2010-04-01/Accounts/${accountSid}/Calls.json`,
      form: {
        To: '+12025550100',
        From: '+12025550123',
        Url: `${publicUrl}/twilio/voice/${reference}`,
        Method: 'POST',
        StatusCallback: `${publicUrl}/twilio/voice/${reference}/status`,
        StatusCallbackMethod: 'POST',
        StatusCallbackEvent: 'completed',
        Timeout: '25',
        MachineDetection: 'Enable',
      },
    });
  });

  test('dial an extension', async () => {
    await sender.send({ ...about, to: '+12025550100;ext=42' });
    const { form } = carrier.requests.at(-1) ?? {};
    expect(form).toMatchObject({ To: '+12025550100', SendDigits: 'WW42' });
    expect(form).not.toHaveProperty('MachineDetection');
  });

  test('that Twilio does not place are refused with its code', async () => {
    carrier.trouble = { kind: 'error', status: 400, code: 21215 };
    await expect(sender.send({ ...about, to: '+12025550100' })).rejects.toMatchObject({
      code: 'ERR_MESSAGE_REFUSED',
      cause: { code: '21215', status: 400 },
    });
  });
});
