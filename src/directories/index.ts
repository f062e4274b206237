import { activeDirectory } from './active-directory.js';
import type { DirectoryDeps } from './deps.js';
import type { Directory } from './directory.js';
import { entra } from './entra.js';
import { entraWithActiveDirectory } from './entra-with-active-directory.js';
import { type EntraEnv, entraEnv, entraFaults, entraSettings } from './graph/settings.js';
import { type LdapEnv, ldapEnv, ldapFaults, ldapSettings } from './ldap/settings.js';
import { openLdap } from './openldap.js';

/** The variables of all real directories. */
export const directoryEnv = { ...ldapEnv, ...entraEnv };
export type DirectoryEnv = LdapEnv & EntraEnv;

interface Kind {
  faults(env: DirectoryEnv): readonly string[];
  open(env: DirectoryEnv, deps: DirectoryDeps): Promise<Directory>;
}

/** Every real directory by its name in `DIRECTORY`. */
export const realDirectories = {
  'active-directory': {
    faults: ldapFaults,
    open: (env, deps) => activeDirectory(ldapSettings(env), deps),
  },
  openldap: {
    faults: ldapFaults,
    open: (env, deps) => openLdap(ldapSettings(env), deps),
  },
  entra: {
    faults: entraFaults,
    open: (env, deps) => entra(entraSettings(env), deps),
  },
  'entra+active-directory': {
    faults: (env) => [...entraFaults(env), ...ldapFaults(env)],
    open: async (env, deps) =>
      entraWithActiveDirectory(await entra(entraSettings(env), deps), await activeDirectory(ldapSettings(env), deps)),
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type RealDirectoryName = keyof typeof realDirectories;
