import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { countryFaults, crossFaults, lacking } from './config/faults.js';
import { unknownNames } from './config/names.js';
import { parseSettings } from './config/parse.js';
import type { Settings } from './config/schema.js';
import { ConfigInvalid } from './errors.js';
import { loadPolicy } from './policy/load.js';
import type { PolicyFile } from './policy/policy.js';
import { newVapidKey, type Vapid, vapidOf } from './senders/web-push.js';

export interface Config extends Settings {
  readonly mode: 'evaluation' | 'production';
  readonly secretKey: Uint8Array;
  readonly oldKeys: readonly Uint8Array[];
  readonly publicUrl: URL;
  readonly policy: PolicyFile;
  /** Names in the environment that are nearly ours; each `NAME: expected …, got …`. */
  readonly doubts: readonly string[];
  /** Keys under which phones are woken; undefined where there are none. */
  readonly vapid: Vapid | undefined;
}

/**
 * The one reader of the environment.
 * @throws ConfigInvalid with every fault at once, each `NAME: expected …, got …`; the values of secrets are never repeated.
 */
export async function readConfig(env: NodeJS.ProcessEnv): Promise<Config> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const { settings, faults: alone } = parseSettings(given);
  const unknown = unknownNames(given);
  const certain = [
    ...alone,
    ...unknown.wrong,
    ...(env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
      ? ['NODE_TLS_REJECT_UNAUTHORIZED: expected unset, got 0: certificate checks cannot be switched off']
      : []),
  ];
  const faults = [...certain, ...notFollowing(certain, [...crossFaults(settings), ...(await countryFaults(settings))])];
  const policy = await policyOf(settings);
  if (!('faults' in policy) && faults.length === 0) return configOf(settings, policy, unknown.doubtful);
  const ofPolicy = 'faults' in policy ? notFollowing(faults, policy.faults) : [];
  throw new ConfigInvalid([...new Set([...faults, ...ofPolicy, ...unknown.doubtful])]);
}

function configOf(settings: Settings, policy: PolicyFile, doubts: readonly string[]): Config {
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
    doubts,
    vapid: vapidKey === undefined ? undefined : vapidOf(vapidKey),
  };
}

async function policyOf(settings: Settings): Promise<PolicyFile | { readonly faults: readonly string[] }> {
  try {
    return await loadPolicy(settings.POLICY_FILE, lacking(settings));
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    return { faults: error.faults };
  }
}

/** Without those that name a setting already told to be wrong, unless only that it is set: they may be nothing but its consequence. */
function notFollowing(told: readonly string[], faults: readonly string[]): readonly string[] {
  const wrong = new Set(told.map((fault) => fault.split(':')[0]));
  const namesIn = (fault: string) => fault.replace(/because \w+ is set/u, '').match(/\b[A-Z][A-Z0-9_]+\b/gu) ?? [];
  return faults.filter((fault) => !namesIn(fault).some((name) => wrong.has(name)));
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
