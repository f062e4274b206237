import type { MethodTraits } from '../methods/method.js';
import { countable, strongOf } from './countable.js';
import type { Policy, PolicyFile } from './policy.js';

/** Every set of methods that passes all gates of a policy, as far as methods alone tell: one of a family. A person with two phone
 * numbers has two proofs of that family; that is a matter of enrollments, not of methods. */
export function combinations(
  file: PolicyFile,
  policy: Policy,
  traits: readonly MethodTraits[],
): readonly (readonly MethodTraits[])[] {
  if (policy.refuse) return [];
  const menu = countable(file, policy, traits);
  const strong = strongOf(file, policy, menu);
  return choose(menu, policy.gates).filter(
    (way) =>
      new Set(way.map(({ family }) => family)).size === way.length &&
      (strong.length === 0 || way.some((one) => strong.includes(one))),
  );
}

function choose<T>(from: readonly T[], count: number): readonly (readonly T[])[] {
  if (count === 0) return [[]];
  return from.flatMap((first, index) => choose(from.slice(index + 1), count - 1).map((rest) => [first, ...rest]));
}
