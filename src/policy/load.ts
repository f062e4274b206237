import { readFile } from 'node:fs/promises';
import { ConfigInvalid } from '../errors.js';
import { allTraits } from '../methods/traits.js';
import { defaultPolicy } from './default-policy.js';
import { parsePolicy } from './parse.js';
import type { PolicyFile } from './policy.js';

/** Methods that cannot be asked in this installation, by name, with the setting they lack: `sms` → `TWILIO_ACCOUNT_SID`. */
export type Lacking = ReadonlyMap<string, string>;

/** The policy in force: the file, or the default one without what cannot be asked here.
 * @throws ConfigInvalid with every fault, a method that the file names and that cannot be asked here among them */
export async function loadPolicy(path: string | undefined, lacking: Lacking = new Map()): Promise<PolicyFile> {
  const traits = [...allTraits.values()];
  if (path === undefined) return defaultPolicy(traits, [...lacking.keys()]);
  const parsed = parsePolicy(await textOf(path), traits);
  if ('faults' in parsed) throw new ConfigInvalid(parsed.faults.map((fault) => `POLICY_FILE: ${fault}`));
  const faults = parsed.policy.policies.flatMap(({ name, methods }) =>
    methods.flatMap((method) => {
      const setting = lacking.get(method);
      return setting ? [`POLICY_FILE: policy "${name}" names ${method}: expected ${setting} as well, got nothing`] : [];
    }),
  );
  if (faults.length > 0) throw new ConfigInvalid(faults);
  return parsed.policy;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new ConfigInvalid([`POLICY_FILE: expected a readable file, got ${path}`]);
  }
}
