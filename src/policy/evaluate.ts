import type { Account } from '../directories/directory.js';
import type { Enrollment, MethodId, MethodTraits } from '../methods/method.js';
import { countable, strongOf } from './countable.js';
import {
  CURRENT_PASSWORD,
  type Goal,
  independent,
  type OpenPlan,
  type Plan,
  type Refusal,
  type RefusedPlan,
} from './plan.js';
import { type Policy, type PolicyFile, policyHash } from './policy.js';

export interface Evaluation {
  readonly file: PolicyFile;
  readonly account: Account;
  readonly enrollments: readonly Enrollment[];
  readonly traits: readonly MethodTraits[];
  /** Epoch ms. */
  readonly now: number;
  /** An unlock needs the same proofs as a reset, but neither an account in force nor the right to change its password. A change needs no
   * more than the current password where the policy says so, otherwise the same as a reset. */
  readonly goal?: Goal | undefined;
}

const folded = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** Whether the policy's `appliesTo` matches; group names are compared without case. */
function appliesTo(policy: Policy, account: Account): boolean {
  const { groups } = policy.appliesTo;
  if (!groups) return true;
  const member = new Set(account.groups.map(folded));
  return groups.some((group) => member.has(folded(group)));
}

/** The first policy that matches the account. For an account the directory protects: the first privileged one that matches, else the
 * first privileged one; undefined when there is none. */
export function policyFor(file: PolicyFile, account: Account): Policy | undefined {
  if (!account.isProtected) return file.policies.find((policy) => appliesTo(policy, account));
  const privileged = file.policies.filter((policy) => policy.privileged);
  return privileged.find((policy) => appliesTo(policy, account)) ?? privileged[0];
}

/** What this account must do under the policy, now. Pure. */
export function evaluate(evaluation: Evaluation): Plan {
  const { file, account, now } = evaluation;
  const policy = policyFor(file, account);
  const refusal = refusalOf(evaluation, policy);
  if (refusal || !policy)
    return {
      kind: 'refused',
      reason: refusal ?? 'out-of-scope',
      policy: policy?.name,
      methods: [],
      strong: [],
      reachable: 0,
    };
  if (evaluation.goal === 'change' && policy.changeWithCurrentPassword) return byCurrentPassword(file, policy, now);
  const plan = openPlan(evaluation, policy, now);
  if (isEnough(plan)) return plan;
  return tooFew(evaluation, policy, plan);
}

function refusalOf({ account, goal }: Evaluation, policy: Policy | undefined): Refusal | undefined {
  // Who asks for an unlock is told, once proven, which lock it is.
  if (goal !== 'unlock') {
    if (account.state.disabled || account.state.expired) return 'disabled';
    if (account.state.cannotChange) return 'cannot-change';
  }
  if (!policy) return account.isProtected ? 'privileged' : 'out-of-scope';
  if (policy.refuse) return policy.privileged ? 'privileged' : 'out-of-scope';
  return undefined;
}

const byCurrentPassword = (file: PolicyFile, policy: Policy, at: number): OpenPlan => ({
  kind: 'open',
  policy: policy.name,
  policyHash: policyHash(file),
  gates: 1,
  methods: [CURRENT_PASSWORD],
  strong: [],
  reachable: 1,
  at,
});

function openPlan({ file, enrollments, traits }: Evaluation, policy: Policy, at: number): OpenPlan {
  const menu = countable(file, policy, traits);
  const usable = enrollments.filter((one) => one.usableFrom <= at && menu.some(({ id }) => id === one.method));
  const registered = new Set<MethodId>(usable.map(({ method }) => method));
  const methods = menu.filter(({ id }) => registered.has(id));
  return {
    kind: 'open',
    policy: policy.name,
    policyHash: policyHash(file),
    gates: policy.gates,
    methods: methods.map(({ id }) => id),
    strong: strongOf(file, policy, menu).map(({ id }) => id),
    reachable: independent(usable),
    at,
  };
}

function isEnough({ reachable, gates, strong, methods }: OpenPlan): boolean {
  return reachable >= gates && (strong.length === 0 || methods.some((id) => strong.includes(id)));
}

function tooFew(evaluation: Evaluation, policy: Policy, plan: OpenPlan): RefusedPlan {
  const { enrollments, now } = evaluation;
  const later = enrollments
    .map(({ usableFrom }) => usableFrom)
    .filter((at) => at > now)
    .sort((a, b) => a - b)
    .find((at) => isEnough(openPlan(evaluation, policy, at)));
  return {
    kind: 'refused',
    reason: plan.reachable === 0 ? 'no-methods' : 'too-few',
    policy: policy.name,
    gates: policy.gates,
    methods: plan.methods,
    strong: plan.strong,
    reachable: plan.reachable,
    enoughFrom: later,
  };
}
