import { MethodUnavailable } from '../errors.js';
import type { Challenge, Enrollment, Verdict } from '../methods/method.js';
import { blockKey } from '../reset/budgets.js';
import type { Budget, Spent } from '../stores/ports.js';
import { giveBack } from './give-back.js';
import { type Choice, carries, type Inquiry, occasionOf, type ProvingWorld, prompts, recordOf } from './inquiry.js';
import { shown } from './put.js';
import { type Stop, stopBy } from './stop.js';
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
      /** What the person then sees where the answer was given; carried out once the turn is saved. */
      readonly after: (() => Promise<void>) | undefined;
    }
  /** The method cannot say: its message did not get there, or its provider is down. Costs no try. */
  | { readonly kind: 'unavailable' }
  | Refused;

export interface Refused {
  readonly kind: 'refused';
  readonly reason: 'used-up' | 'too-soon';
  readonly retryAt: number;
  /** Until when the pause between tries lasts, where the tries are used up and a pause lasts too. */
  readonly pauseUntil?: number | undefined;
  /** As with `failed`. */
  readonly after: (() => Promise<void>) | undefined;
}

/** What was replied, and the tries that were taken for it. */
interface Try {
  readonly reply: string | undefined;
  readonly budgets: readonly Budget[];
  readonly spent: Spent;
  /** A reply that may be a guess is not even compared once the tries are used up. */
  readonly isGuess: boolean;
}

/** Takes a try, then compares (RFC 4226 §7.3), and gives the try back when the reply is right. */
export async function compare(
  world: ProvingWorld,
  inquiry: Inquiry,
  active: Active,
  choice: Choice | undefined,
  reply: string,
): Promise<Compared> {
  const budgets = world.budgets.proof(inquiry.who.person);
  const spent = await world.throttle.spend(budgets);
  return judge(world, inquiry, active, choice, { reply, budgets, spent, isGuess: true });
}

/**
 * Whether an answer has come another way than the chat, and whether the session may still go on: one round trip. A try is taken
 * in the same moment, in case an answer has come, and given back unless it was wrong. That a person is blocked does not show
 * before a first proof.
 */
export async function collect(
  world: ProvingWorld,
  inquiry: Inquiry,
  active: Active,
  choice: Choice | undefined,
): Promise<Compared | { readonly kind: 'stopped'; readonly stop: Stop }> {
  const { sessionId, who, told } = inquiry;
  const isGuess = active.challenge.question.kind === 'page';
  const budgets = choice?.method.arrived ? world.budgets[isGuess ? 'proof' : 'tries'](who.person) : [];
  const standing = budgets.length > 0 ? budgets : world.budgets.standing(who.person);
  const denied = world.budgets.denied(sessionId);
  const [spent, reply] = await Promise.all([
    world.throttle.spend([...denied, ...standing]),
    choice?.method.arrived?.(active.challenge),
  ]);
  const stop = stopBy(spent, denied);
  if (stop && (stop.ending === 'denied' || told)) return { kind: 'stopped', stop };
  return judge(world, inquiry, active, choice, { reply, budgets, spent, isGuess });
}

async function judge(
  world: ProvingWorld,
  inquiry: Inquiry,
  active: Active,
  choice: Choice | undefined,
  { reply, budgets, spent, isGuess }: Try,
): Promise<Compared> {
  const { who } = inquiry;
  const asked = choice?.enrollments.find(({ id }) => id === active.enrollmentId);
  const after = asked && choice?.method.dismiss?.bind(choice.method, occasionOf(inquiry), active.challenge, asked);
  const turnedAway = async ({ reason, retryAt, pauseUntil }: Extract<Spent, { kind: 'refused' }>): Promise<Refused> => {
    await recordOf(world, inquiry, 'excess_rate_limit_exceeded', reason, active.method);
    return { kind: 'refused', reason, retryAt, pauseUntil, after };
  };
  const refused = spent.kind === 'refused' ? spent : undefined;
  if (refused && isGuess && reply !== undefined) return turnedAway(refused);
  const back = (more: readonly Budget[] = []): void => giveBack(world, [...(refused ? [] : budgets), ...more]);
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
  if (verdict === 'pending' || (who.decoy && reply === undefined)) {
    back();
    return { kind: 'pending' };
  }
  if (verdict === 'denied') {
    await recordOf(world, inquiry, 'authn_login_fail', 'denied', active.method);
    back();
    return { kind: 'denied' };
  }
  if (!who.decoy && verdict === 'pass' && matched) {
    if (refused) return turnedAway(refused);
    await recordOf(world, inquiry, 'authn_login_success', 'proof', active.method);
    await world.enrollments.update(matched.id, { lastUsedAt: world.clock() });
    if (choice && prompts(choice)) forget(world, world.budgets.push(who.person));
    back(choice && carries(choice) ? world.budgets.unanswered(who.person) : []);
    return {
      kind: 'passed',
      proof: { method: active.method, enrollmentId: matched.id, proof: matched.proof },
    };
  }
  if (!who.decoy && typeof verdict === 'object') {
    back();
    return { kind: 'more', active: { ...active, challenge: shown(inquiry, verdict.next) } };
  }
  // Answered, if wrongly: another may be asked for at once.
  if (choice && prompts(choice) && !who.decoy) forget(world, world.budgets.pushOpen(who.person));
  await recordOf(world, inquiry, 'authn_login_fail', 'wrong', active.method);
  const left = spent.kind === 'spent' ? spent.left : 0;
  const usedUpUntil = spent.kind === 'spent' ? spent.usedUpUntil : undefined;
  if (usedUpUntil !== undefined) {
    void world.throttle.blockWithSave(blockKey(who.person), usedUpUntil);
    await recordOf(world, inquiry, 'authn_login_lock', 'blocked', active.method);
  }
  return { kind: 'failed', left: Math.min(left, active.tries - 1), locked: usedUpUntil !== undefined, after };
}

function forget({ throttle }: ProvingWorld, budgets: readonly Budget[]): void {
  for (const { key } of budgets) void throttle.clear(key);
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
