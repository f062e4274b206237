import type { Enrollment, MethodId } from '../methods/method.js';
import { methodId } from '../methods/traits.js';
import type { Gates } from './policy.js';

/** What a person wants to do with the account. */
export type Goal = 'reset' | 'unlock' | 'change';

/** The current password, typed on a page of its own, as a proof: it counts where a plan names it, and none but a change's ever does. */
export const CURRENT_PASSWORD = methodId('current-password');

/** What this account must do. */
export type Plan = OpenPlan | RefusedPlan;

/** JSON: it is frozen into the session when the reset begins. */
export interface OpenPlan {
  readonly kind: 'open';
  /** Name of the policy that applies, and the hash of the file it stands in. */
  readonly policy: string;
  readonly policyHash: string;
  /** Independent proofs needed. */
  readonly gates: Gates;
  /** Registered, enabled and usable, strongest first. */
  readonly methods: readonly MethodId[];
  /** At least one gate must be passed with one of these; empty when any will do. */
  readonly strong: readonly MethodId[];
  /** How many independent proofs the person could give. */
  readonly reachable: number;
  /** When it was made, epoch ms: what became usable later does not count. */
  readonly at: number;
}

export type Refusal =
  /** Disabled, or past its end date. */
  | 'disabled'
  /** The directory does not let this person's password be changed by self-service. */
  | 'cannot-change'
  /** Privileged or protected, and sent to the helpdesk. */
  | 'privileged'
  /** No policy applies, or the one that does refuses self-service. */
  | 'out-of-scope'
  /** Nothing registered counts. */
  | 'no-methods'
  /** Something counts, but not enough. */
  | 'too-few';

export interface RefusedPlan {
  readonly kind: 'refused';
  readonly reason: Refusal;
  /** The policy that applies, if any; for `no-methods` and `too-few` what it asks for and what there is. */
  readonly policy?: string | undefined;
  readonly gates?: Gates | undefined;
  readonly methods: readonly MethodId[];
  readonly strong: readonly MethodId[];
  readonly reachable: number;
  /** Epoch ms at which methods still cooling would make it enough; absent when they would not. */
  readonly enoughFrom?: number | undefined;
}

/** A passed gate, as far as counting goes. */
export type Passed = Pick<Enrollment, 'method' | 'proof'>;

type Counted = Pick<OpenPlan, 'gates' | 'methods' | 'strong'>;

/** How many independent proofs these are: one device, one number, one mailbox each count once (OWASP MFA cheat sheet). */
export const independent = (proofs: readonly Passed[]): number => new Set(proofs.map(({ proof }) => proof)).size;

const counted = (plan: Counted, passed: readonly Passed[]): readonly Passed[] =>
  passed.filter(({ method }) => plan.methods.includes(method));

/** How many gates of the plan these proofs pass. */
export const gatesPassed = (plan: Counted, passed: readonly Passed[]): number => independent(counted(plan, passed));

const hasStrong = (plan: Counted, passed: readonly Passed[]): boolean =>
  plan.strong.length === 0 || passed.some(({ method }) => plan.strong.includes(method));

/** All gates are passed: enough independent proofs by methods of the plan, a strong one among them where the plan demands it. */
export function satisfied(plan: Counted, passed: readonly Passed[]): boolean {
  const valid = counted(plan, passed);
  return independent(valid) >= plan.gates && hasStrong(plan, valid);
}

/** The enrollments that would bring the person further: of the plan, usable when it was made, and independent of what was passed.
 * When one gate is left and a strong one is still owed, only strong ones. */
export function remaining<E extends Passed & Pick<Enrollment, 'usableFrom'>>(
  plan: Counted & Pick<OpenPlan, 'at'>,
  passed: readonly Passed[],
  enrollments: readonly E[],
): readonly E[] {
  const valid = counted(plan, passed);
  if (satisfied(plan, valid)) return [];
  const given = new Set(valid.map(({ proof }) => proof));
  const owed = !hasStrong(plan, valid) && plan.gates - given.size <= 1;
  const menu = owed ? plan.strong : plan.methods;
  return enrollments.filter(
    ({ method, proof, usableFrom }) => menu.includes(method) && !given.has(proof) && usableFrom <= plan.at,
  );
}
