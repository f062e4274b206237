import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { Keyring } from './crypto.js';
import type { Directory } from './directories/directory.js';
import { embeddedDirectory } from './directories/embedded.js';
import { SAMPLE_DOMAIN } from './directories/embedded-people.js';
import { type Outbox, outbox } from './senders/outbox.js';
import type { Sender } from './senders/sender.js';
import { smtpSender } from './senders/smtp.js';
import { twilioClient, twilioTexts, twilioVerifier } from './senders/twilio.js';
import type { Verifier } from './senders/verifier.js';
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

/** Where the passwords live. */
export async function makeDirectory(making: Making, durable: DurableStore): Promise<Directory> {
  const { config, keyring, clock } = making;
  switch (config.DIRECTORY) {
    case undefined:
    case 'embedded': {
      const domain = config.mode === 'evaluation' ? SAMPLE_DOMAIN : config.MAIL_DOMAINS[0];
      return embeddedDirectory({ accounts: durable.accounts, keyring, clock, domain });
    }
    default: {
      const { realDirectories } = await import('./directories/index.js');
      return realDirectories[config.DIRECTORY].open(config, making);
    }
  }
}

export interface Carriers {
  readonly senders: readonly Sender[];
  readonly verifier?: Verifier | undefined;
  /** Evaluation mode only. */
  readonly outbox?: Outbox | undefined;
}

/** What carries messages: the simulated phone in evaluation mode, and only there; else what is configured. */
export function makeCarriers({ config, clock }: Making, live: LiveStore): Carriers {
  if (config.mode === 'evaluation') {
    const box = outbox({ clock, conversations: live.conversations });
    return { senders: [box], outbox: box };
  }
  const senders: Sender[] = [];
  let verifier: Verifier | undefined;
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = config;
  if (accountSid && authToken) {
    const client = twilioClient({ accountSid, authToken, apiUrl: config.TWILIO_API_URL });
    if (config.TWILIO_FROM) senders.push(twilioTexts(client, config.TWILIO_FROM));
    const service = config.TWILIO_VERIFY_SERVICE_SID;
    if (service) verifier = twilioVerifier(client, service, config.TWILIO_VERIFY_CODE_LENGTH);
  }
  if (config.SMTP_URL && config.MAIL_FROM) {
    senders.push(smtpSender({ url: config.SMTP_URL, from: config.MAIL_FROM, caFile: config.SMTP_CA_FILE }));
  }
  return { senders, verifier };
}
