import type { Account } from '../directories/directory.js';
import type { Enrollment, MethodId, MethodTraits } from '../methods/method.js';
import { countable, strongOf } from './countable.js';
import { evaluate, policyFor } from './evaluate.js';
import type { Goal, OpenPlan, Refusal } from './plan.js';
import { type Gates, type PolicyFile, policyHash } from './policy.js';

/** What a session keeps of a plan. */
export type Demand = Pick<OpenPlan, 'policy' | 'policyHash' | 'gates'> & {
  readonly methods: MethodId[];
  readonly strong: MethodId[];
  /** The directory's own phone and mail count as registered. */
  readonly contacts: boolean;
  /** Epoch ms; what became usable later does not count. */
  readonly at: number;
};

export type Judgement =
  | { readonly kind: 'open'; readonly plan: Demand }
  /** Something is registered, but not enough: the plan lists what there is. */
  | { readonly kind: 'short'; readonly plan: Demand; readonly enoughFrom?: number | undefined }
  | { readonly kind: 'refused'; readonly reason: Refusal };

/** The policy file, ready to judge accounts. */
export function planner(file: PolicyFile, traits: readonly MethodTraits[]) {
  const hash = policyHash(file);
  const usesContacts = (account: Account): boolean => policyFor(file, account)?.register.directoryContacts === 'reset';
  return {
    usesContacts,
    judge(account: Account, enrollments: readonly Enrollment[], now: number, goal: Goal = 'reset'): Judgement {
      const plan = evaluate({ file, account, enrollments, traits, now, goal });
      if (plan.kind === 'open') {
        const { policy, policyHash, gates, methods, strong, at } = plan;
        const contacts = usesContacts(account);
        return {
          kind: 'open',
          plan: { policy, policyHash, gates, methods: [...methods], strong: [...strong], contacts, at },
        };
      }
      if (plan.reason !== 'too-few' || plan.policy === undefined || plan.gates === undefined) {
        return { kind: 'refused', reason: plan.reason };
      }
      const { policy, gates, methods, strong, enoughFrom } = plan;
      return {
        kind: 'short',
        plan: {
          policy,
          policyHash: hash,
          gates,
          methods: [...methods],
          strong: [...strong],
          contacts: usesContacts(account),
          at: now,
        },
        enoughFrom,
      };
    },
    /** The plan of an ordinary person who has registered everything: what an unknown name appears to have. */
    everyone(): Demand {
      const policy =
        [...file.policies].reverse().find(({ refuse, privileged }) => !refuse && !privileged) ?? file.policies[0];
      const gates: Gates = policy?.gates ?? 2;
      if (!policy) return { policy: '', policyHash: hash, gates, methods: [], strong: [], contacts: false, at: 0 };
      const menu = countable(file, policy, traits);
      const strong = strongOf(file, policy, menu).map(({ id }) => id);
      return {
        policy: policy.name,
        policyHash: hash,
        gates,
        methods: menu.map(({ id }) => id),
        strong,
        contacts: policy.register.directoryContacts === 'reset',
        at: Number.MAX_SAFE_INTEGER,
      };
    },
  };
}
