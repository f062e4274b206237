import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the Microsoft Entra ID adapter reads from the environment. */
export const entraEnv = {
  ENTRA_TENANT_ID: z.string().optional(),
  ENTRA_CLIENT_ID: z.string().optional(),
  ENTRA_CLIENT_SECRET: z.string().optional(),
  ENTRA_CERTIFICATE_FILE: z.string().optional(),
  ENTRA_GRAPH_URL: z.string().default('https://graph.microsoft.com'),
  ENTRA_LOGIN_URL: z.string().default('https://login.microsoftonline.com'),
  ENTRA_PROTECTED_GROUPS: z.string().optional(),
  ENTRA_PATIENCE_MS: z.coerce.number().int().min(1000).max(60_000).default(10_000),
};

export type EntraEnv = z.infer<z.ZodObject<typeof entraEnv>>;

export interface EntraSettings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: Credential;
  /** Without a trailing slash and without the version: `https://graph.microsoft.us` for a national cloud. */
  readonly graphUrl: string;
  readonly loginUrl: string;
  /** Display names or object ids of groups whose members are protected accounts. */
  readonly protectedGroups: readonly string[];
  /** How long a person is kept waiting when Graph asks for patience, ms. */
  readonly patienceMs: number;
  readonly phoneRegion?: string | undefined;
}

export type Credential =
  | { readonly kind: 'secret'; readonly secret: string }
  /** PEM with the certificate and its private RSA key. */
  | { readonly kind: 'certificate'; readonly pem: string };

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** Everything wrong with the Entra settings, each `NAME: sentence`; empty when they may be used. */
export function entraFaults(env: EntraEnv): readonly string[] {
  const { ENTRA_TENANT_ID: tenant, ENTRA_CLIENT_ID: client } = env;
  const faults: string[] = [];
  if (!tenant || !(GUID.test(tenant) || DOMAIN.test(tenant))) {
    faults.push('ENTRA_TENANT_ID: expected the tenant id (a GUID) or a domain of the tenant.');
  }
  if (!client || !GUID.test(client)) {
    faults.push('ENTRA_CLIENT_ID: expected the application (client) id of the app registration, a GUID.');
  }
  if (!env.ENTRA_CLIENT_SECRET === !env.ENTRA_CERTIFICATE_FILE) {
    faults.push('ENTRA_CLIENT_SECRET: expected either this or ENTRA_CERTIFICATE_FILE, and not both.');
  }
  return [
    ...faults,
    ...(env.ENTRA_CERTIFICATE_FILE ? certificateFaults(env.ENTRA_CERTIFICATE_FILE) : []),
    ...urlFaults('ENTRA_GRAPH_URL', env.ENTRA_GRAPH_URL),
    ...urlFaults('ENTRA_LOGIN_URL', env.ENTRA_LOGIN_URL),
    ...cloudFaults(env),
  ];
}

/** The settings of an environment without faults; reads the certificate file. */
export function entraSettings(env: EntraEnv & { readonly LDAP_PHONE_REGION?: string | undefined }): EntraSettings {
  return {
    tenantId: env.ENTRA_TENANT_ID ?? '',
    clientId: env.ENTRA_CLIENT_ID ?? '',
    credential: env.ENTRA_CERTIFICATE_FILE
      ? { kind: 'certificate', pem: readFileSync(env.ENTRA_CERTIFICATE_FILE, 'utf8') }
      : { kind: 'secret', secret: env.ENTRA_CLIENT_SECRET ?? '' },
    graphUrl: env.ENTRA_GRAPH_URL.replace(/\/+(v1\.0\/*)?$/, ''),
    loginUrl: env.ENTRA_LOGIN_URL.replace(/\/+$/, ''),
    protectedGroups: (env.ENTRA_PROTECTED_GROUPS ?? '')
      .split(/[,;]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    patienceMs: env.ENTRA_PATIENCE_MS,
    phoneRegion: env.LDAP_PHONE_REGION,
  };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function urlFaults(name: string, text: string): readonly string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url && secure && url.username === '' && url.search === '') return [];
  return [`${name}: expected an https address, like https://graph.microsoft.us, got "${text.slice(0, 80)}".`];
}

/** The login endpoints that go with each cloud's Graph; the newest name first. */
const CLOUDS: Readonly<Record<string, readonly string[]>> = {
  'graph.microsoft.com': ['login.microsoftonline.com'],
  'graph.microsoft.us': ['login.microsoftonline.us'],
  'dod-graph.microsoft.us': ['login.microsoftonline.us'],
  'microsoftgraph.chinacloudapi.cn': ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
};

/** A token of one cloud is worth nothing in another. */
function cloudFaults({ ENTRA_GRAPH_URL: graph, ENTRA_LOGIN_URL: login }: EntraEnv): readonly string[] {
  const host = (text: string): string => (URL.canParse(text) ? new URL(text).hostname : '');
  const fitting = CLOUDS[host(graph)];
  if (!fitting || fitting.includes(host(login))) return [];
  return [
    `ENTRA_LOGIN_URL: expected https://${fitting[0]}, which belongs to ${host(graph)}, got "${login.slice(0, 80)}".`,
  ];
}

function certificateFaults(file: string): readonly string[] {
  try {
    const pem = readFileSync(file, 'utf8');
    const certificate = new X509Certificate(pem);
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'rsa') {
      return [
        `ENTRA_CERTIFICATE_FILE: expected an RSA key (Entra does not take others), got ${key.asymmetricKeyType}.`,
      ];
    }
    if (!certificate.checkPrivateKey(key)) {
      return [`ENTRA_CERTIFICATE_FILE: the private key in "${file}" is not that of the certificate.`];
    }
    return [];
  } catch {
    return [`ENTRA_CERTIFICATE_FILE: expected a PEM file with certificate and private key, got "${file}".`];
  }
}
