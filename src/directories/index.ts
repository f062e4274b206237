import { activeDirectory } from './active-directory.js';
import type { DirectoryDeps } from './deps.js';
import type { Directory } from './directory.js';
import { entra } from './entra.js';
import { entraWithActiveDirectory } from './entra-with-active-directory.js';
import { type EntraEnv, entraSettings } from './graph/settings.js';
import { type LdapEnv, ldapSettings } from './ldap/settings.js';
import { openLdap } from './openldap.js';

type Open = (env: LdapEnv & EntraEnv, deps: DirectoryDeps) => Promise<Directory>;

/** Opens a real directory, by its name in `DIRECTORY`. */
export const realDirectories = {
  'active-directory': (env, deps) => activeDirectory(ldapSettings(env), deps),
  openldap: (env, deps) => openLdap(ldapSettings(env), deps),
  entra: (env, deps) => entra(entraSettings(env), deps),
  'entra+active-directory': async (env, deps) =>
    entraWithActiveDirectory(await entra(entraSettings(env), deps), await activeDirectory(ldapSettings(env), deps)),
} as const satisfies Readonly<Record<string, Open>>;
