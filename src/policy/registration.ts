import type { Account } from '../directories/directory.js';
import type { Enrollment, MethodId, MethodTraits } from '../methods/method.js';
import { countable } from './countable.js';
import { evaluate, policyFor } from './evaluate.js';
import { independent, type Refusal } from './plan.js';
import type { Policy, PolicyFile } from './policy.js';

/** What the policy asks a person to register, and what there is. */
export type Standing = OpenStanding | { readonly kind: 'closed'; readonly reason: Refusal };

export interface OpenStanding {
  readonly kind: 'open';
  readonly policy: Policy;
  /** Independent proofs asked for, and those registered; what is still cooling is among them. */
  readonly required: number;
  readonly ready: number;
  /** Whether it is enough for a reset: now, from a time on (epoch ms), or not. */
  readonly enough: { readonly kind: 'now' } | { readonly kind: 'from'; readonly at: number } | { readonly kind: 'no' };
  /** What may be registered and counts, strongest first. */
  readonly offers: readonly MethodTraits[];
  /** The strongest that would add an independent proof. */
  readonly suggestion: MethodId | undefined;
}

export interface Registrar {
  /** Pure. `now`: epoch ms. */
  standing(account: Account, enrollments: readonly Enrollment[], now: number): Standing;
}

/** The registration side of a policy file. `installed`: methods this installation can register. */
export function registrar(
  file: PolicyFile,
  traits: readonly MethodTraits[],
  installed: (method: MethodId) => boolean,
): Registrar {
  return {
    standing(account, enrollments, now) {
      const policy = policyFor(file, account);
      const reason = closed(account, policy);
      if (reason || !policy) return { kind: 'closed', reason: reason ?? 'out-of-scope' };
      const menu = countable(file, policy, traits);
      const offers = menu.filter(({ id }) => policy.register.methods.includes(id) && installed(id));
      const counted = enrollments.filter(({ method }) => menu.some(({ id }) => id === method));
      const families = new Set(counted.map(({ method }) => menu.find(({ id }) => id === method)?.family));
      const plan = evaluate({ file, account, enrollments, traits, now });
      const later = plan.kind === 'refused' ? plan.enoughFrom : undefined;
      return {
        kind: 'open',
        policy,
        required: policy.register.required,
        ready: independent(counted),
        enough:
          plan.kind === 'open' ? { kind: 'now' } : later === undefined ? { kind: 'no' } : { kind: 'from', at: later },
        offers,
        suggestion: offers.find(({ family }) => !families.has(family))?.id,
      };
    },
  };
}

function closed(account: Account, policy: Policy | undefined): Refusal | undefined {
  if (account.state.disabled || account.state.expired) return 'disabled';
  if (!policy) return account.isProtected ? 'privileged' : 'out-of-scope';
  if (policy.refuse) return policy.privileged ? 'privileged' : 'out-of-scope';
  return undefined;
}
