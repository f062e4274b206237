import { MethodUnavailable } from '../errors.js';
import type { Challenge, Enrollment, Verdict } from '../methods/method.js';
import type { Budget, Spent } from '../stores/ports.js';
import { giveBack } from './give-back.js';
import { type Choice, carries, type Inquiry, occasionOf, type ProvingWorld, prompts, recordOf } from './inquiry.js';
import { lock } from './lock.js';
import { shown } from './put.js';
import type { Active, Proof } from './subject.js';

/** What comparing a reply showed. */
export type Compared =
  | { readonly kind: 'passed'; readonly proof: Proof }
  | { readonly kind: 'pending' }
  /** The person says that it was somebody else who asked. */
  | { readonly kind: 'denied' }
  /** Right so far; the method asks for one thing more. */
  | { readonly kind: 'more'; readonly active: Active }
  /** `left`: replies still possible, to this challenge and to this person. */
  | {
      readonly kind: 'failed';
      readonly left: number;
      /** That was the last try in the person's budget: resets are refused for a day. */
      readonly locked: boolean;
    }
  /** The method cannot say: its message did not get there, or its provider is down. Costs no try. */
  | { readonly kind: 'unavailable' }
  | Refused;

export interface Refused {
  readonly kind: 'refused';
  readonly reason: 'used-up' | 'too-soon';
  readonly retryAt: number;
}

/**
 * Takes a try, then compares (RFC 4226 §7.3), and gives the try back when the reply is right.
 * `reply` undefined only asks whether an answer has come out of band: costs no try unless it has failed.
 */
export async function compare(
  world: ProvingWorld,
  inquiry: Inquiry,
  active: Active,
  choice: Choice | undefined,
  reply: string | undefined,
): Promise<Compared> {
  const { who } = inquiry;
  const budgets = world.budgets.proof(who.person);
  const spent = reply === undefined ? undefined : await world.throttle.spend(budgets);
  const turnedAway = async ({ reason, retryAt }: Extract<Spent, { kind: 'refused' }>): Promise<Refused> => {
    await recordOf(world, inquiry, 'excess_rate_limit_exceeded', reason, active.method);
    const asked = choice?.enrollments.find(({ id }) => id === active.enrollmentId);
    if (asked) await choice?.method.dismiss?.(occasionOf(inquiry), active.challenge, asked);
    return { kind: 'refused', reason, retryAt };
  };
  if (spent?.kind === 'refused') return turnedAway(spent);
  const back = (more: readonly Budget[] = []): void => giveBack(world, [...(spent ? budgets : []), ...more]);
  const checked = await checkAll(inquiry, active, choice, reply).catch((error: unknown) => {
    if (error instanceof MethodUnavailable) return undefined;
    throw error;
  });
  if (!checked) {
    await recordOf(world, inquiry, 'authn_token_created', 'unavailable', active.method);
    back();
    return { kind: 'unavailable' };
  }
  const [verdict, matched] = checked;
  if (who.decoy) {
    if (reply === undefined) return { kind: 'pending' };
  } else if (verdict === 'pass' && matched) {
    // Answered elsewhere, no try was taken: that would have shown that the person is blocked.
    const standing = spent ?? (await world.throttle.spend(world.budgets.standing(who.person)));
    if (standing.kind === 'refused') return turnedAway(standing);
    await recordOf(world, inquiry, 'authn_login_success', 'proof', active.method);
    await world.enrollments.update(matched.id, { lastUsedAt: world.clock() });
    if (choice && prompts(choice)) await forget(world, world.budgets.push(who.person));
    back(choice && carries(choice) ? world.budgets.unanswered(who.person) : []);
    return {
      kind: 'passed',
      proof: { method: active.method, enrollmentId: matched.id, proof: matched.proof },
    };
  } else if (verdict === 'pending') {
    back();
    return { kind: 'pending' };
  } else if (verdict === 'denied') {
    await recordOf(world, inquiry, 'authn_login_fail', 'denied', active.method);
    return { kind: 'denied' };
  } else if (typeof verdict === 'object') {
    back();
    return { kind: 'more', active: { ...active, challenge: shown(inquiry, verdict.next) } };
  }
  // Answered elsewhere: the try is taken now that it has failed.
  const taken = spent ?? (await world.throttle.spend(budgets));
  // Answered, if wrongly: another may be asked for at once.
  if (choice && prompts(choice) && !who.decoy) await forget(world, world.budgets.pushOpen(who.person));
  await recordOf(world, inquiry, 'authn_login_fail', 'wrong', active.method);
  const rest = taken.kind === 'spent' ? taken.left : 0;
  const locked = taken.kind === 'spent' && rest === 0;
  if (locked) {
    await lock(world, who.person);
    await recordOf(world, inquiry, 'authn_login_lock', 'blocked', active.method);
  }
  return { kind: 'failed', left: Math.min(rest, active.tries - 1), locked };
}

async function forget({ throttle }: ProvingWorld, budgets: readonly Budget[]): Promise<void> {
  await Promise.all(budgets.map(({ key }) => throttle.clear(key)));
}

/** Checks what was asked; any of a person's authenticator apps may answer for the app. Always the same work for the same question. */
async function checkAll(
  inquiry: Inquiry,
  active: Active,
  choice: Choice | undefined,
  reply: string | undefined,
): Promise<readonly [Verdict, Enrollment | undefined]> {
  let result: readonly [Verdict, Enrollment | undefined] = ['fail', undefined];
  const challenge: Challenge = active.challenge;
  for (const enrollment of choice?.enrollments ?? []) {
    const isAsked = enrollment.id === active.enrollmentId;
    if (!choice || !(isAsked || choice.method.traits.family === 'app')) continue;
    const verdict = await choice.method.check(occasionOf(inquiry), challenge, reply, enrollment);
    if (verdict !== 'fail' && result[1] === undefined) result = [verdict, enrollment];
  }
  return result;
}
