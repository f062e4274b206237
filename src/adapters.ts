import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { Keyring } from './crypto.js';
import type { Directory } from './directories/directory.js';
import { embeddedDirectory } from './directories/embedded.js';
import { SAMPLE_DOMAIN } from './directories/embedded-people.js';
import { type Outbox, outbox } from './senders/outbox.js';
import type { Sender } from './senders/sender.js';
import { type Screen, simulatedScreen } from './senders/simulated-screen.js';
import { simulatedWaker } from './senders/simulated-waker.js';
import { smtpSender } from './senders/smtp.js';
import { twilioClient, twilioTexts, twilioVerifier } from './senders/twilio.js';
import { twilioCalls, type VoiceWebhooks, voiceWebhooks } from './senders/twilio-calls.js';
import type { Verifier } from './senders/verifier.js';
import type { Waker } from './senders/waker.js';
import { webPush } from './senders/web-push.js';
import { memoryStore } from './stores/memory.js';
import type { Clock, DurableStore, LiveStore } from './stores/ports.js';
import { redisStore } from './stores/redis.js';
import { durableStore } from './stores/sql.js';

/** What every adapter is made of. */
interface Making {
  readonly config: Config;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Redis where an address is set; otherwise this process alone, lost at a restart. @throws StoreUnavailable, ConfigInvalid */
export const makeLive = async ({ config, keyring, clock, log }: Making): Promise<LiveStore> =>
  config.REDIS_URL ? redisStore({ url: config.REDIS_URL, keyring, log }) : memoryStore({ keyring, clock });

/** PostgreSQL where an address is set; otherwise one file. @throws StoreUnavailable */
export const makeDurable = ({ config, keyring, clock }: Making): Promise<DurableStore> =>
  durableStore({
    ...(config.DATABASE_URL ? { url: config.DATABASE_URL } : { file: join(config.DATA_DIR, 'reset-assistant.db') }),
    keyring,
    clock,
  });

/** Where the passwords live. `durable` is asked for by the embedded directory alone. */
export async function makeDirectory(making: Making, durable: () => Promise<DurableStore>): Promise<Directory> {
  const { config, keyring, clock } = making;
  switch (config.DIRECTORY) {
    case undefined:
    case 'embedded': {
      const domain = config.mode === 'evaluation' ? SAMPLE_DOMAIN : config.MAIL_DOMAINS[0];
      return embeddedDirectory({ accounts: (await durable()).accounts, keyring, clock, domain });
    }
    default: {
      const { realDirectories } = await import('./directories/index.js');
      // The default policy is about a group that not every directory has.
      const written = config.POLICY_FILE === undefined ? [] : config.policy.policies;
      const policyGroups = [...new Set(written.flatMap(({ appliesTo }) => appliesTo.groups ?? []))];
      return realDirectories[config.DIRECTORY](config, { ...making, policyGroups });
    }
  }
}

export interface Carriers {
  readonly senders: readonly Sender[];
  readonly verifier?: Verifier | undefined;
  /** Where calls are made by a carrier that calls back. */
  readonly webhooks?: VoiceWebhooks | undefined;
  /** Evaluation mode only. */
  readonly outbox?: Outbox | undefined;
  readonly screen?: Screen | undefined;
  /** Where phones can be woken. */
  readonly waker?: Waker | undefined;
}

/** What carries messages: the simulated phone in evaluation mode, and only there; else what is configured. */
export function makeCarriers({ config, clock }: Making, live: LiveStore): Carriers {
  if (config.mode === 'evaluation') {
    const box = outbox({ clock, conversations: live.conversations });
    const real = push(config, EVALUATION_SERVICES);
    const waker = real && simulatedWaker(real, box);
    return { senders: [box], outbox: box, screen: simulatedScreen(live.claims), waker };
  }
  const phone = telephone(config);
  const waker = push(config, config.PUSH_SERVICES);
  return { ...phone, senders: [...phone.senders, ...mail(config)], waker };
}

/** Evaluation mode speaks to nobody but this machine. */
const EVALUATION_SERVICES = 'localhost 127.0.0.1';

function push({ vapid, publicUrl, PUSH_CA_FILE: caFile }: Config, services: string): Waker | undefined {
  const subject = publicUrl.protocol === 'https:' ? publicUrl.origin : 'mailto:evaluation@localhost';
  return vapid && webPush({ vapid, subject, services: services.split(/\s+/u), caFile });
}

/** Texts, and calls from a number of one's own: a messaging service cannot call. */
function telephone(config: Config): Carriers {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = config;
  if (!accountSid || !authToken) return { senders: [] };
  const client = twilioClient({ accountSid, authToken, apiUrl: config.TWILIO_API_URL });
  const service = config.TWILIO_VERIFY_SERVICE_SID;
  const origin = config.publicUrl.origin;
  return {
    senders: [
      ...(from ? [twilioTexts(client, from)] : []),
      ...(from?.startsWith('+') ? [twilioCalls(client, from, origin)] : []),
    ],
    verifier: service ? twilioVerifier(client, service, config.TWILIO_VERIFY_CODE_LENGTH) : undefined,
    webhooks: voiceWebhooks(authToken, origin),
  };
}

const mail = ({ SMTP_URL: url, MAIL_FROM: from, SMTP_CA_FILE: caFile }: Config): readonly Sender[] =>
  url && from ? [smtpSender({ url, from, caFile })] : [];
