import type { Twilio } from 'twilio';
import { z } from 'zod';
import { MessageRefused } from '../errors.js';
import { carrierFault } from './carrier-fault.js';
import type { Sender } from './sender.js';
import type { Verifier } from './verifier.js';

const TIMEOUT_MS = 5_000;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

/** What the Twilio senders read from the environment. */
export const twilioEnv = {
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, 'expected AC and 32 hexadecimal digits')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().min(16, 'expected the token of the account').optional(),
  TWILIO_FROM: z
    .string()
    .regex(
      /^(\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32})$/,
      'expected a number such as +12025550123, or a messaging service (MG…)',
    )
    .optional(),
  TWILIO_VERIFY_SERVICE_SID: z
    .string()
    .regex(/^VA[0-9a-fA-F]{32}$/, 'expected VA and 32 hexadecimal digits')
    .optional(),
  /** As set in the Verify service. */
  TWILIO_VERIFY_CODE_LENGTH: z.coerce
    .number('expected 4 to 10')
    .int()
    .min(4, 'expected 4 to 10')
    .max(10, 'expected 4 to 10')
    .default(6),
  TWILIO_API_URL: z
    .url('expected an https address')
    .refine(
      (url) => url.startsWith('https://') || LOOPBACK.test(url),
      'expected an https address (http on this machine only)',
    )
    .optional(),
};

type TwilioEnv = { readonly [name in keyof typeof twilioEnv]?: z.infer<(typeof twilioEnv)[name]> };

/** Faults between the settings, each `NAME: expected …, got …`. */
export function twilioFaults(env: TwilioEnv): string[] {
  const faults: string[] = [];
  const account = env.TWILIO_ACCOUNT_SID !== undefined;
  const any = account || env.TWILIO_AUTH_TOKEN || env.TWILIO_FROM || env.TWILIO_VERIFY_SERVICE_SID;
  if (!any) return faults;
  if (!account) faults.push('TWILIO_ACCOUNT_SID: expected the account beside the other TWILIO_… settings, got nothing');
  if (!env.TWILIO_AUTH_TOKEN) faults.push('TWILIO_AUTH_TOKEN: expected the token of the account, got nothing');
  if (!env.TWILIO_FROM && !env.TWILIO_VERIFY_SERVICE_SID) {
    faults.push('TWILIO_FROM: expected a number, or TWILIO_VERIFY_SERVICE_SID instead, got neither');
  }
  return faults;
}

export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** Takes the place of Twilio's own addresses. */
  readonly apiUrl?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Twilio's client, loaded when it is first needed. */
export function twilioClient(account: TwilioAccount): () => Promise<Twilio> {
  let made: Promise<Twilio> | undefined;
  const make = async (): Promise<Twilio> => {
    const { default: twilio } = await import('twilio');
    const client = twilio(account.accountSid, account.authToken, { timeout: account.timeoutMs ?? TIMEOUT_MS });
    if (account.apiUrl !== undefined) {
      const base = account.apiUrl.replace(/\/+$/, '');
      client.api.baseUrl = base;
      client.verify.baseUrl = base;
    }
    return client;
  };
  return () => {
    made ??= make();
    return made;
  };
}

/** A foreign error as ours: RestException has Twilio's code and a status, network faults come as AxiosError. */
export function refusedBy(what: string, error: unknown): MessageRefused {
  const fault = carrierFault(error, 'status');
  return new MessageRefused(`Twilio did not take the ${what} (${fault.code}).`, { cause: fault });
}

/** Text messages through Twilio. `from` is a number or a messaging service. */
export function twilioTexts(client: () => Promise<Twilio>, from: string): Sender {
  return {
    carries: ['sms'],
    async send(message) {
      if (message.kind !== 'sms') throw new MessageRefused('Only text messages go this way.');
      const sender = from.startsWith('MG') ? { messagingServiceSid: from } : { from };
      try {
        await (await client()).messages.create({ to: message.to, body: message.text, ...sender });
      } catch (error) {
        throw refusedBy('text message', error);
      }
    },
    async ping() {
      try {
        const twilio = await client();
        await twilio.api.v2010.accounts(twilio.accountSid).fetch();
      } catch (error) {
        throw refusedBy('look at the account', error);
      }
    },
    close: async () => {},
  };
}

const UNKNOWN = new Set(['20404', '60202', '60203']);

/** Languages Verify speaks; it refuses others, and without one goes by the number's country. */
const LANGUAGES = new Set(
  'af ar ca cs da de el en es fi fr he hi hr hu id it ja ko ms nb nl pl pt ro ru sv th tl tr vi zh'.split(' '),
);

/** Codes made, sent and compared by Twilio Verify. */
export function twilioVerifier(client: () => Promise<Twilio>, serviceSid: string, digits: number): Verifier {
  const asked = async <T>(what: string, ask: (client: Twilio) => Promise<T>): Promise<T> => {
    try {
      return await ask(await client());
    } catch (error) {
      throw refusedBy(what, error);
    }
  };
  return {
    digits,
    async start(to, locale) {
      const language = locale.split('-')[0] ?? '';
      const options = { to, channel: 'sms', ...(LANGUAGES.has(language) ? { locale: language } : {}) };
      const made = await asked('verification', (twilio) =>
        twilio.verify.v2.services(serviceSid).verifications.create(options),
      );
      return made.sid;
    },
    async check(verificationSid, code) {
      try {
        const twilio = await client();
        const checked = await twilio.verify.v2
          .services(serviceSid)
          .verificationChecks.create({ verificationSid, code });
        return checked.status === 'approved';
      } catch (error) {
        if (UNKNOWN.has(carrierFault(error, 'status').code)) return false;
        throw refusedBy('code to compare', error);
      }
    },
    async cancel(verificationSid) {
      try {
        const twilio = await client();
        await twilio.verify.v2.services(serviceSid).verifications(verificationSid).update({ status: 'canceled' });
      } catch (error) {
        if (!UNKNOWN.has(carrierFault(error, 'status').code)) throw refusedBy('cancellation', error);
      }
    },
  };
}
