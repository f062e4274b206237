import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { teamsEnv } from './channels/teams/env.js';
import { crossFaults, lacking } from './config-faults.js';
import { entraEnv } from './directories/graph/settings.js';
import { ldapEnv } from './directories/ldap/settings.js';
import { ConfigInvalid } from './errors.js';
import { httpEnv } from './http/env.js';
import { methodsEnv } from './methods/index.js';
import { isSpoken, languages } from './notices/notices.js';
import { loadPolicy } from './policy/load.js';
import type { PolicyFile } from './policy/policy.js';
import { smtpEnv } from './senders/smtp.js';
import { twilioEnv } from './senders/twilio.js';
import { newVapidKey, type Vapid, vapidOf, webPushEnv } from './senders/web-push.js';
import { redisEnv } from './stores/redis/env.js';
import { sqlEnv } from './stores/sql/env.js';

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

const schema = z.object({
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

export interface Config extends Settings {
  readonly mode: 'evaluation' | 'production';
  readonly secretKey: Uint8Array;
  readonly oldKeys: readonly Uint8Array[];
  readonly publicUrl: URL;
  readonly policy: PolicyFile;
  /** Keys under which phones are woken; undefined where there are none. */
  readonly vapid: Vapid | undefined;
}

/** Prefixes that are ours: a name that begins so and is not in the list is a slip of the keyboard. */
const OURS =
  /^(LDAP|ENTRA|TWILIO|TEAMS|MICROSOFT_APP|SMTP|MAIL|VAPID|PUSH|SECRET_KEY|DIRECT_LINE|POLICY|WIDGET|PHONE|REDIS|DATABASE|TRUSTED|AUTHENTICATOR|VOICE)_/u;

/**
 * The one reader of the environment.
 * @throws ConfigInvalid with every fault at once, each `NAME: expected …, got …`; the values of secrets are never repeated.
 */
export async function readConfig(env: NodeJS.ProcessEnv): Promise<Config> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = schema.safeParse(given);
  const faults = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => worded(String(path[0] ?? '?'), message))),
    ...Object.keys(given)
      .filter((name) => OURS.test(name) && !(name in schema.shape))
      .map((name) => `${name}: expected no such setting, got one (.env.example has the names)`),
    ...(env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
      ? ['NODE_TLS_REJECT_UNAUTHORIZED: expected unset, got 0: certificate checks cannot be switched off']
      : []),
    ...(parsed.success ? crossFaults(parsed.data) : []),
  ];
  const policy = await policyOf(parsed.data, faults);
  if (!parsed.success || !policy || faults.length > 0) throw new ConfigInvalid(faults);
  const settings = parsed.data;
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
  const kept = (name: string, make: () => string) => keptKey(join(settings.DATA_DIR, name), make);
  const vapidKey =
    settings.VAPID_PRIVATE_KEY ?? (settings.DIRECTORY ? undefined : kept('evaluation-push.key', newVapidKey));
  return {
    ...settings,
    mode: settings.DIRECTORY ? 'production' : 'evaluation',
    secretKey: bytes(settings.SECRET_KEY ?? kept('evaluation.key', () => randomBytes(32).toString('base64'))),
    oldKeys: settings.SECRET_KEYS_OLD.map(bytes),
    publicUrl: new URL(
      settings.PUBLIC_URL ??
        `http://${settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST}:${settings.PORT}`,
    ),
    policy,
    vapid: vapidKey === undefined ? undefined : vapidOf(vapidKey),
  };
}

const worded = (name: string, message: string): string =>
  `${name}: ${message.startsWith('expected') ? message : `expected a valid value, got one that is not (${message})`}`;

async function policyOf(settings: Settings | undefined, faults: string[]): Promise<PolicyFile | undefined> {
  if (!settings) return undefined;
  try {
    return await loadPolicy(settings.POLICY_FILE, lacking(settings));
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}

/** Evaluation mode makes its own keys once and keeps them beside its database, so that a restart can use what it wrote. */
function keptKey(file: string, make: () => string): string {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, make(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
