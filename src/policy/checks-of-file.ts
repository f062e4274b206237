import type { FileRule } from './check.js';
import type { Policy } from './policy.js';
import { deviating } from './questions.js';

const key = (group: string): string => group.normalize('NFKC').trim().toLowerCase();

/** Whether everybody `later` is for is already taken by `earlier`. */
function covers(earlier: Policy, later: Policy): boolean {
  if (!earlier.appliesTo.groups) return true;
  const taken = new Set(earlier.appliesTo.groups.map(key));
  return later.appliesTo.groups?.every((group) => taken.has(key(group))) ?? false;
}

/** Rules about the list of policies. */
export const fileRules: readonly FileRule[] = [
  {
    id: 'same-name',
    reason: 'The audit log names policies.',
    look: ({ policies }) =>
      policies
        .filter(({ name }, index) => policies.findIndex((other) => other.name === name) < index)
        .map(({ name }) => ['fault', `Two policies are called "${name}"; give each its own name.`, name] as const),
  },
  {
    id: 'unreachable',
    reason: 'The first policy whose appliesTo matches wins; a policy that nobody reaches protects nobody.',
    look: ({ policies }) =>
      policies.flatMap((policy, index) => {
        const taker = policies.slice(0, index).find((earlier) => covers(earlier, policy));
        return taker
          ? [
              [
                'fault',
                `It never applies: "${taker.name}" stands before it and takes the same people.`,
                policy.name,
              ] as const,
            ]
          : [];
      }),
  },
  {
    id: 'weaker-first',
    reason: 'OWASP ASVS 5.0 8.2.1: a person in two groups should meet the stricter rule.',
    look: ({ policies }) =>
      policies.flatMap((policy, index) => {
        const weaker = policies.slice(0, index).find((earlier) => !earlier.privileged && !earlier.refuse);
        return policy.privileged && weaker?.appliesTo.groups
          ? [
              [
                'warning',
                `Somebody in its groups and in those of "${weaker.name}" gets the latter: move it up.`,
                policy.name,
              ] as const,
            ]
          : [];
      }),
  },
  {
    id: 'one-set-of-questions',
    reason: 'People register one set of questions; which policy applies to them may change afterwards.',
    look: (file) =>
      deviating(file).map(
        ({ name }) =>
          [
            'fault',
            'Its securityQuestions differ from those of the first policy that asks them: write the same register, ask and custom in each.',
            name,
          ] as const,
      ),
  },
  {
    id: 'protected-accounts',
    reason: 'Microsoft Entra: administrators have their own reset policy (concept-sspr-policy).',
    look: ({ policies }) =>
      policies.some(({ privileged }) => privileged)
        ? [
            [
              'good',
              'Accounts that the directory marks as protected get the first privileged policy, whatever else matches.',
            ],
          ]
        : [['note', 'No policy is privileged: accounts that the directory marks as protected are refused.']],
  },
  {
    id: 'everybody-else',
    reason: 'An account that no policy matches gets no self-service.',
    look: ({ policies }) =>
      policies.some(({ appliesTo }) => !appliesTo.groups)
        ? []
        : [['note', 'No policy is without appliesTo: whoever is in none of the groups is refused.']],
  },
];
