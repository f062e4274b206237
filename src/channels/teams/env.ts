import { z } from 'zod';
import { type Credential, readCertificate } from './certificate.js';
import { type BotChannel, type Cloud, clouds } from './clouds.js';
import { peopleEnv, peopleFaults } from './people.js';

const guid = z
  .string()
  .regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, 'expected a GUID')
  .transform((text) => text.toLowerCase());

/** What Microsoft Teams and the Azure Bot Service read from the environment. */
export const teamsEnv = {
  /** Application (client) id of the Azure Bot; set, it opens `POST /api/messages`. */
  MICROSOFT_APP_ID: guid.optional(),
  /** Tenant of the bot's app registration. */
  MICROSOFT_APP_TENANT_ID: guid.optional(),
  /** Exactly one of the next three: a client secret, … */
  MICROSOFT_APP_PASSWORD: z.string().min(16).optional(),
  /** … a PEM file with certificate and RSA private key, … */
  MICROSOFT_APP_CERTIFICATE_FILE: z.string().min(1).optional(),
  /** … or the managed identity of the Azure host (`true`). */
  MICROSOFT_APP_MANAGED_IDENTITY: z.stringbool({ error: 'expected true or false' }).default(false),
  /** Tenants whose people may talk to the bot, space separated; default: the bot's own. */
  TEAMS_TENANTS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((each) => each !== ''))
    .pipe(z.array(guid).min(1))
    .optional(),
  ...peopleEnv,
  MICROSOFT_CLOUD: z.enum(['public', 'gcc', 'us-government', 'us-government-dod', 'china']).default('public'),
  /** Secret of the Azure Bot's Direct Line site: `/chat` then uses Azure Direct Line instead of our own. */
  DIRECT_LINE_SECRET: z.string().min(20).optional(),
  /** Set by Azure where the host has a managed identity. */
  IDENTITY_ENDPOINT: z.url({ protocol: /^https?$/, error: 'expected an http address' }).optional(),
  IDENTITY_HEADER: z.string().min(1).optional(),
};

const shape = z.object(teamsEnv);
export type TeamsEnv = z.output<typeof shape>;

export type TeamsSettings =
  /** Evaluation on loopback: no authentication, nothing but this machine. */
  | { readonly kind: 'evaluation' }
  | {
      readonly kind: 'bot';
      readonly appId: string;
      readonly cloud: Cloud;
      readonly channels: ReadonlySet<BotChannel>;
      readonly tenants: ReadonlySet<string>;
      readonly credential: Credential;
    };

/** Cross-checks, each a sentence `NAME: expected …, got …`; empty when all is well. Reads the files that are named. */
export function teamsFaults(env: TeamsEnv, directory: string): readonly string[] {
  const given = [env.MICROSOFT_APP_PASSWORD, env.MICROSOFT_APP_CERTIFICATE_FILE, env.MICROSOFT_APP_MANAGED_IDENTITY];
  const credentials = given.filter((each) => each !== undefined && each !== false).length;
  if (env.MICROSOFT_APP_ID === undefined) {
    const needing = ['TEAMS_TENANTS', 'TEAMS_PEOPLE', 'TEAMS_PEOPLE_FILE', 'DIRECT_LINE_SECRET'];
    needing.push('MICROSOFT_APP_PASSWORD', 'MICROSOFT_APP_CERTIFICATE_FILE');
    const lonely = Object.entries(env).filter(([name, value]) => needing.includes(name) && value !== undefined);
    return lonely.map(
      ([name]) => `MICROSOFT_APP_ID: expected the bot's application id because ${name} is set, got nothing`,
    );
  }
  const faults: string[] = [];
  if (credentials !== 1) {
    faults.push(
      `MICROSOFT_APP_PASSWORD: expected exactly one of it, MICROSOFT_APP_CERTIFICATE_FILE and MICROSOFT_APP_MANAGED_IDENTITY, got ${credentials || 'none'}`,
    );
  }
  if (env.MICROSOFT_APP_TENANT_ID === undefined && !(env.MICROSOFT_APP_MANAGED_IDENTITY && env.TEAMS_TENANTS)) {
    faults.push("MICROSOFT_APP_TENANT_ID: expected the tenant id of the bot's app registration, got nothing");
  }
  if (env.MICROSOFT_APP_CERTIFICATE_FILE !== undefined) {
    const fault = readCertificate(env.MICROSOFT_APP_CERTIFICATE_FILE);
    if (typeof fault === 'string') faults.push(`MICROSOFT_APP_CERTIFICATE_FILE: ${fault}`);
  }
  return [...faults, ...peopleFaults(env, directory)];
}

/**
 * Undefined where `POST /api/messages` must not exist: no app id, and not evaluating.
 * Call it only when `teamsFaults` found nothing.
 */
export function teamsSettings(env: TeamsEnv, mode: { readonly evaluation: boolean }): TeamsSettings | undefined {
  if (env.MICROSOFT_APP_ID === undefined) return mode.evaluation ? { kind: 'evaluation' } : undefined;
  const own = env.MICROSOFT_APP_TENANT_ID;
  return {
    kind: 'bot',
    appId: env.MICROSOFT_APP_ID,
    cloud: clouds[env.MICROSOFT_CLOUD],
    channels: new Set<BotChannel>(env.DIRECT_LINE_SECRET ? ['msteams', 'directline', 'webchat'] : ['msteams']),
    tenants: new Set(env.TEAMS_TENANTS ?? (own ? [own] : [])),
    credential: credentialOf(env),
  };
}

function credentialOf(env: TeamsEnv): Credential {
  const tenantId = env.MICROSOFT_APP_TENANT_ID ?? '';
  if (env.MICROSOFT_APP_PASSWORD !== undefined) {
    return { kind: 'secret', tenantId, secret: env.MICROSOFT_APP_PASSWORD };
  }
  if (env.MICROSOFT_APP_CERTIFICATE_FILE !== undefined) {
    return { kind: 'certificate', tenantId, file: env.MICROSOFT_APP_CERTIFICATE_FILE };
  }
  return { kind: 'managed-identity', endpoint: env.IDENTITY_ENDPOINT, header: env.IDENTITY_HEADER };
}
