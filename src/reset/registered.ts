import type { Account } from '../directories/directory.js';
import type { Enrollment } from '../methods/method.js';
import { onFile } from '../proving/on-file.js';
import type { World } from './world.js';

/** What may prove a person: what is registered and, where the policy says so, the directory's own phone and mail. */
export async function registeredFor(
  world: Pick<World, 'enrollments' | 'methods' | 'planner'>,
  account: Account,
): Promise<readonly Enrollment[]> {
  const own = await world.enrollments.list(account.id);
  if (!world.planner.usesContacts(account)) return own;
  const filed = await onFile(world.methods, account, [...world.methods.keys()]);
  return [
    ...own,
    ...filed.filter((one) => !own.some(({ method, proof }) => method === one.method && proof === one.proof)),
  ];
}
