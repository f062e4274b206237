import type { Finding } from './directory.js';

/** Groups that somebody wrote into a setting or the policy. */
export interface NamedGroups {
  /** Those of `setting`, whose members are protected. */
  readonly guarded: readonly string[];
  readonly setting: string;
  /** Those that the policy is about. */
  readonly policy: readonly string[];
}

/** What names no group at all: a slip of the keyboard that would leave people unprotected, or a policy without people. */
export async function missingGroups(
  { guarded, setting, policy }: NamedGroups,
  exists: (name: string) => Promise<boolean>,
): Promise<readonly Finding[]> {
  const said = [
    ...guarded.map((name) => ({ name, text: `No group is named "${name}" (${setting}): nobody is protected by it.` })),
    ...policy.map((name) => ({
      name,
      text: `No group is named "${name}", which the policy is about: it applies to nobody.`,
    })),
  ];
  const findings: Finding[] = [];
  for (const { name, text } of said) if (!(await exists(name))) findings.push({ severity: 'warning', text });
  return findings;
}
