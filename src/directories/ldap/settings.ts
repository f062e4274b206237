import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the Active Directory and OpenLDAP adapters read from the environment. */
export const ldapEnv = {
  LDAP_URL: z.string().optional(),
  LDAP_BASE_DN: z.string().optional(),
  LDAP_BIND_DN: z.string().optional(),
  LDAP_BIND_PASSWORD: z.string().optional(),
  LDAP_CA_FILE: z.string().optional(),
  LDAP_STARTTLS: z.enum(['true', 'false']).default('false'),
  LDAP_PROTECTED_GROUPS: z.string().optional(),
  LDAP_PHONE_REGION: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected two capital letters (ISO 3166), like US')
    .optional(),
  LDAP_TIMEOUT_MS: z.coerce.number().int().min(500).max(30_000).default(5000),
  LDAP_POOL_SIZE: z.coerce.number().int().min(1).max(64).default(8),
};

export type LdapEnv = z.infer<z.ZodObject<typeof ldapEnv>>;

export interface LdapSettings {
  /** In the order of preference; each `ldaps://`, or `ldap://` with StartTLS. */
  readonly urls: readonly string[];
  readonly baseDn: string;
  readonly bindDn: string;
  readonly bindPassword: string;
  /** PEM; the system's authorities when absent. */
  readonly ca?: string | undefined;
  readonly startTls: boolean;
  /** Whose members are protected accounts, beside those the directory itself marks. */
  readonly protectedGroups: readonly string[];
  readonly phoneRegion?: string | undefined;
  readonly timeoutMs: number;
  readonly poolSize: number;
}

/** Everything wrong with the LDAP settings, each `NAME: sentence`; empty when they may be used. */
export function ldapFaults(env: LdapEnv): readonly string[] {
  const missing = (['LDAP_URL', 'LDAP_BASE_DN', 'LDAP_BIND_DN', 'LDAP_BIND_PASSWORD'] as const)
    .filter((name) => !env[name]?.trim())
    .map((name) => `${name}: expected a value, because DIRECTORY needs an LDAP server; it is not set.`);
  return [...missing, ...urlsOf(env).flatMap((url) => urlFaults(url, env)), ...caFaults(env.LDAP_CA_FILE)];
}

/** The settings of an environment without faults; reads the CA file. */
export function ldapSettings(env: LdapEnv): LdapSettings {
  return {
    urls: urlsOf(env),
    baseDn: env.LDAP_BASE_DN?.trim() ?? '',
    bindDn: env.LDAP_BIND_DN?.trim() ?? '',
    bindPassword: env.LDAP_BIND_PASSWORD ?? '',
    ca: env.LDAP_CA_FILE === undefined ? undefined : readFileSync(env.LDAP_CA_FILE, 'utf8'),
    startTls: env.LDAP_STARTTLS === 'true',
    protectedGroups: (env.LDAP_PROTECTED_GROUPS ?? '')
      .split(/[,;]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    phoneRegion: env.LDAP_PHONE_REGION,
    timeoutMs: env.LDAP_TIMEOUT_MS,
    poolSize: env.LDAP_POOL_SIZE,
  };
}

const urlsOf = (env: LdapEnv): readonly string[] => (env.LDAP_URL ?? '').split(/\s+/).filter((url) => url !== '');

function urlFaults(text: string, env: LdapEnv): readonly string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['ldap:', 'ldaps:'].includes(url.protocol) || url.hostname === '') {
    return [`LDAP_URL: expected ldaps://host[:port], several separated by spaces, got "${masked(text)}".`];
  }
  if (url.username !== '' || url.password !== '') {
    return ['LDAP_URL: expected no user or password in the address; use LDAP_BIND_DN and LDAP_BIND_PASSWORD.'];
  }
  if (url.pathname.length > 1 || url.search !== '') {
    return ['LDAP_URL: expected only host and port; the base belongs into LDAP_BASE_DN.'];
  }
  if (url.protocol === 'ldap:' && env.LDAP_STARTTLS !== 'true') {
    return [
      'LDAP_URL: expected ldaps://, or ldap:// together with LDAP_STARTTLS=true; passwords are never sent in the clear.',
    ];
  }
  if (url.protocol === 'ldaps:' && env.LDAP_STARTTLS === 'true') {
    return ['LDAP_STARTTLS: expected false with an ldaps:// address, which is encrypted from the start.'];
  }
  return [];
}

const masked = (text: string): string => text.replace(/\/\/[^@]*@/, '//…@').slice(0, 80);

function caFaults(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  try {
    new X509Certificate(readFileSync(file));
    return [];
  } catch {
    return [`LDAP_CA_FILE: expected a readable file with a PEM certificate, got "${file}".`];
  }
}
