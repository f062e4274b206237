import { z } from 'zod';
import { teamsEnv } from '../channels/teams/env.js';
import { entraEnv } from '../directories/graph/settings.js';
import { ldapEnv } from '../directories/ldap/settings.js';
import { httpEnv } from '../http/env.js';
import { methodsEnv } from '../methods/index.js';
import { isSpoken, languages } from '../notices/notices.js';
import { smtpEnv } from '../senders/smtp.js';
import { twilioEnv } from '../senders/twilio.js';
import { webPushEnv } from '../senders/web-push.js';
import { redisEnv } from '../stores/redis/env.js';
import { sqlEnv } from '../stores/sql/env.js';

const key = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, {
    error: 'expected 32 bytes in base64 (openssl rand -base64 32)',
    abort: true,
  })
  .refine((text) => new Set(Buffer.from(text, 'base64')).size >= 12, 'expected 32 random bytes, got a pattern');

const directoryNames = ['embedded', 'active-directory', 'openldap', 'entra', 'entra+active-directory'] as const;

const coreEnv = {
  DIRECTORY: z
    .enum(directoryNames, { error: ({ input }) => `expected one of ${directoryNames.join(', ')}, got ${input}` })
    .optional(),
  SECRET_KEY: key.optional(),
  SECRET_KEYS_OLD: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/u).filter((one) => one !== ''))
    .pipe(z.array(key)),
  POLICY_FILE: z.string().min(1).optional(),
  ORGANISATION: z.string().trim().min(1).max(64).optional(),
  HELPDESK: z.string().trim().min(1).max(200).optional(),
  LOCALE: z
    .string()
    .refine(isSpoken, `expected one of the languages of messages: ${languages.join(', ')}`)
    .default('en'),
  MAIL_DOMAINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/u)
        .filter((one) => one !== ''),
    ),
};

/** Every setting there is, each by itself. */
export const schema = z.object({
  ...coreEnv,
  ...httpEnv,
  ...redisEnv,
  ...sqlEnv,
  ...methodsEnv,
  ...twilioEnv,
  ...smtpEnv,
  ...webPushEnv,
  ...ldapEnv,
  ...entraEnv,
  ...teamsEnv,
});

export type Settings = z.infer<typeof schema>;
