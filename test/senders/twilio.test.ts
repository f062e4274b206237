import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Message } from '../../src/senders/sender.js';
import { twilioClient, twilioEnv, twilioFaults, twilioTexts, twilioVerifier } from '../../src/senders/twilio.js';
import { accountSid, authToken, type FakeTwilio, fakeTwilio, serviceSid } from '../support/twilio.js';

const text: Message = { kind: 'sms', to: '+12025550100', text: 'Contoso: 12345678 is the code.' };
let twilio: FakeTwilio;

beforeAll(async () => {
  twilio = await fakeTwilio();
});
afterEach(() => {
  twilio.trouble = undefined;
  twilio.requests.length = 0;
  twilio.verifications.clear();
});
afterAll(() => twilio.close());

const client = (timeoutMs?: number, apiUrl = twilio.url) => twilioClient({ accountSid, authToken, apiUrl, timeoutMs });
const texts = (from = '+12025550123', timeoutMs?: number) => twilioTexts(client(timeoutMs), from);

async function refusal(work: Promise<unknown>): Promise<{ code?: unknown; cause?: unknown; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it was not refused');
  return { code: Reflect.get(error, 'code'), cause: error.cause, message: error.message };
}

describe('texts through Twilio', () => {
  test('are sent from the number, or by the messaging service', async () => {
    await texts().send(text);
    await texts(`MG${'d4'.repeat(16)}`).send(text);
    expect(twilio.requests.map(({ path, form }) => [path, form])).toEqual([
      [
        `/2010-04-01/Accounts/${accountSid}/Messages.json`,
        { To: '+12025550100', Body: 'Contoso: 12345678 is the code.', From: '+12025550123' },
      ],
      [
        `/2010-04-01/Accounts/${accountSid}/Messages.json`,
        { To: '+12025550100', Body: 'Contoso: 12345678 is the code.', MessagingServiceSid: `MG${'d4'.repeat(16)}` },
      ],
    ]);
  });

  test('are looked after without sending one: the account answers, or it is said that it does not', async () => {
    await texts().ping?.();
    expect(twilio.requests.map(({ path }) => path)).toEqual([`/2010-04-01/Accounts/${accountSid}.json`]);
    twilio.trouble = { kind: 'error', status: 401, code: 20003 };
    expect(await refusal(texts().ping?.() ?? Promise.resolve())).toMatchObject({ code: 'ERR_MESSAGE_REFUSED' });
  });

  test.each([
    [400, 21211],
    [429, 20429],
    [500, 20500],
  ])('refused with %i and code %i, keep that code and nothing of the number or the text', async (status, code) => {
    twilio.trouble = { kind: 'error', status, code };
    const refused = await refusal(texts().send(text));
    expect(refused).toMatchObject({ code: 'ERR_MESSAGE_REFUSED', cause: { code: String(code), status } });
    expect(JSON.stringify(refused)).not.toMatch(/0100|12345678|c3c3c3/);
  });

  test('that get no answer in time are refused in time', async () => {
    twilio.trouble = { kind: 'silence' };
    expect(await refusal(texts('+12025550123', 200).send(text))).toMatchObject({ cause: { code: 'ECONNABORTED' } });
  });

  test('cut off in the middle are refused', async () => {
    twilio.trouble = { kind: 'hang-up' };
    const refused = await refusal(texts().send(text));
    expect(refused).toMatchObject({ code: 'ERR_MESSAGE_REFUSED', cause: { code: 'ECONNRESET' } });
    expect(JSON.stringify(refused)).not.toMatch(/0100|12345678|c3c3c3/);
  });

  test('to a Twilio that is not there are refused', async () => {
    const probe = createServer();
    const port = await new Promise<number>((resolve) => {
      probe.listen(0, '127.0.0.1', () => {
        const address = probe.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    await new Promise((resolve) => probe.close(resolve));
    const sender = twilioTexts(client(1000, `http://127.0.0.1:${port}`), '+12025550123');
    expect(await refusal(sender.send(text))).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('with a wrong token are refused', async () => {
    const wrong = twilioClient({ accountSid, authToken: 'e5'.repeat(16), apiUrl: twilio.url });
    expect(await refusal(twilioTexts(wrong, '+12025550123').send(text))).toMatchObject({
      cause: { code: '20003', status: 401 },
    });
  });
});

describe('the fake', () => {
  test('refuses what the official description does not know, where that lies beside the repository', async () => {
    const ask = (fields: Record<string, string>): Promise<Response> =>
      fetch(`${twilio.url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
        body: new URLSearchParams(fields),
      });
    const judged = twilio.official ? 422 : 201;
    expect((await ask({ To: '+12025550100', Body: 'x', From: '+12025550123' })).status).toBe(201);
    expect((await ask({ Body: 'x' })).status).toBe(judged);
    expect((await ask({ To: '+12025550100', Body: 'x', Frm: '+12025550123' })).status).toBe(judged);
  });
});

describe('Twilio Verify', () => {
  const verifier = () => twilioVerifier(client(), serviceSid, 6);

  test('sends, and takes the right code once', async () => {
    const name = await verifier().start('+12025550100', 'en-US');
    expect(twilio.requests[0]?.form).toEqual({ To: '+12025550100', Channel: 'sms', Locale: 'en' });
    const code = twilio.verifications.get(name) ?? '';
    expect(await verifier().check(name, '000000')).toBe(false);
    expect(await verifier().check(name, code)).toBe(true);
    expect(await verifier().check(name, code)).toBe(false);
  });

  test('a cancelled one takes no code, and cancelling twice is no fault', async () => {
    const name = await verifier().start('+12025550100', 'xx');
    expect(twilio.requests[0]?.form).toEqual({ To: '+12025550100', Channel: 'sms' });
    const code = twilio.verifications.get(name) ?? '';
    await verifier().cancel(name);
    await verifier().cancel(name);
    expect(await verifier().check(name, code)).toBe(false);
  });

  test('out of order, is an error and never a wrong code', async () => {
    const name = await verifier().start('+12025550100', 'en');
    twilio.trouble = { kind: 'error', status: 503, code: 20503 };
    expect(await refusal(verifier().check(name, '123456'))).toMatchObject({
      code: 'ERR_MESSAGE_REFUSED',
      cause: { code: '20503' },
    });
    expect(await refusal(verifier().start('+12025550100', 'en'))).toMatchObject({ cause: { code: '20503' } });
    expect(await refusal(verifier().cancel(name))).toMatchObject({ cause: { code: '20503' } });
  });
});

describe('Twilio’s settings', () => {
  const shape = z.object(twilioEnv);
  const good = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: '+12025550123' };

  test.each([
    [{ ...good, TWILIO_ACCOUNT_SID: 'AC12' }, 'TWILIO_ACCOUNT_SID'],
    [{ ...good, TWILIO_AUTH_TOKEN: 'x' }, 'TWILIO_AUTH_TOKEN'],
    [{ ...good, TWILIO_FROM: '202 555 0123' }, 'TWILIO_FROM'],
    [{ ...good, TWILIO_VERIFY_SERVICE_SID: 'MG1' }, 'TWILIO_VERIFY_SERVICE_SID'],
    [{ ...good, TWILIO_API_URL: 'http://twilio.example' }, 'TWILIO_API_URL'],
    [{ ...good, TWILIO_VERIFY_CODE_LENGTH: '3' }, 'TWILIO_VERIFY_CODE_LENGTH'],
  ])('%# is refused by name', (env, name) => {
    const parsed = shape.safeParse(env);
    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual([name]);
    expect(parsed.error?.issues[0]?.message).toMatch(/^expected /);
  });

  test('all or none of them', () => {
    expect(twilioFaults(shape.parse({}))).toEqual([]);
    expect(twilioFaults(shape.parse({ ...good, TWILIO_API_URL: 'http://127.0.0.1:4020' }))).toEqual([]);
    expect(twilioFaults({ TWILIO_FROM: '+12025550123' })).toHaveLength(2);
    expect(twilioFaults({ TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken })).toHaveLength(1);
  });
});
