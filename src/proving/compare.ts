import { MethodUnavailable } from '../errors.js';
import type { Challenge, Enrollment, Verdict } from '../methods/method.js';
import { blockKey } from '../reset/budgets.js';
import type { Budget, Spent, Throttle } from '../stores/ports.js';
import { giveBack } from './give-back.js';
import { type Choice, carries, type Inquiry, occasionOf, type ProvingWorld, prompts, recordOf } from './inquiry.js';
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
      /** What is left to do once the turn is saved, and whether only that showed that it was the last try. */
      readonly after: (() => Promise<{ readonly locked: boolean }>) | undefined;
    }
  /** The method cannot say: its message did not get there, or its provider is down. Costs no try. */
  | { readonly kind: 'unavailable' }
  /** What came another way came after its time. Costs no try. */
  | { readonly kind: 'expired' }
  | Refused;

export interface Refused {
  readonly kind: 'refused';
  readonly reason: 'used-up' | 'too-soon';
  readonly retryAt: number;
  /** Until when the pause between tries lasts, where the tries are used up and a pause lasts too. */
  readonly pauseUntil?: number | undefined;
  /** What is left to do once the turn is saved. */
  readonly after: (() => Promise<void>) | undefined;
}

/** What was replied, and the tries that were taken for it; none for what came another way. */
interface Try {
  readonly reply: string | undefined;
  readonly budgets: readonly Budget[];
  readonly spent: Spent;
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
  return judge(world, inquiry, active, choice, { reply, budgets, spent });
}

/** The method cannot say. */
export const SILENT = Symbol('silent');

export const sayable = <T>(asked: Promise<T> | undefined): Promise<T | typeof SILENT> | undefined =>
  asked?.catch((error: unknown) => {
    if (error instanceof MethodUnavailable) return SILENT;
    throw error;
  });

export async function unavailable(world: ProvingWorld, inquiry: Inquiry, active: Active): Promise<Compared> {
  await recordOf(world, inquiry, 'authn_token_created', 'unavailable', active.method);
  return { kind: 'unavailable' };
}

export async function judge(
  world: ProvingWorld,
  inquiry: Inquiry,
  active: Active,
  choice: Choice | undefined,
  { reply, budgets, spent }: Try,
): Promise<Compared> {
  const { who } = inquiry;
  const asked = choice?.enrollments.find(({ id }) => id === active.enrollmentId);
  const dismiss = asked && choice?.method.dismiss?.bind(choice.method, occasionOf(inquiry), active.challenge, asked);
  const turnedAway = async ({ reason, retryAt, pauseUntil }: Extract<Spent, { kind: 'refused' }>): Promise<Refused> => {
    await recordOf(world, inquiry, 'excess_rate_limit_exceeded', reason, active.method);
    return { kind: 'refused', reason, retryAt, pauseUntil, after: dismiss };
  };
  const refused = spent.kind === 'refused' ? spent : undefined;
  const isTaken = budgets.length > 0;
  if (refused && isTaken) return turnedAway(refused);
  const back = (more: readonly Budget[] = []): void => giveBack(world, [...budgets, ...more]);
  const checked = await sayable(checkAll(inquiry, active, choice, reply));
  if (checked === SILENT || checked === undefined) {
    back();
    return unavailable(world, inquiry, active);
  }
  const [verdict, matched] = checked;
  if (verdict === 'pending' || (who.decoy && reply === undefined)) {
    back();
    return { kind: 'pending' };
  }
  if (verdict === 'denied') {
    back();
    await recordOf(world, inquiry, 'authn_login_fail', 'denied', active.method);
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
  const failing = { kind: 'failed', left: active.tries - 1, locked: false } as const;
  if (isTaken) {
    const left = spent.kind === 'spent' ? Math.min(spent.left, failing.left) : 0;
    const locked = await isLast(world, inquiry, active, spent, world.throttle.blockWithSave);
    const after = dismiss && (() => dismiss().then(() => ({ locked: false })));
    return { ...failing, left, locked, after };
  }
  if (reply === undefined) return { ...failing, after: undefined };
  const taken = world.throttle.spendWithSave(world.budgets.tries(who.person));
  // Where the turn comes to nothing, nobody asks.
  taken.catch(() => undefined);
  const after = async () => ({ locked: await isLast(world, inquiry, active, await taken, world.throttle.block) });
  return { ...failing, after };
}

/** Whether the last try was taken: then resets of that person are refused until there is another. */
async function isLast(
  world: ProvingWorld,
  inquiry: Inquiry,
  active: Active,
  spent: Spent,
  block: Throttle['block'],
): Promise<boolean> {
  if (spent.kind === 'refused' || spent.usedUpUntil === undefined) return false;
  await block(blockKey(inquiry.who.person), spent.usedUpUntil);
  await recordOf(world, inquiry, 'authn_login_lock', 'blocked', active.method);
  return true;
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
