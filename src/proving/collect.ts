import { type Compared, compare, judge, SILENT, sayable, unavailable } from './compare.js';
import type { Choice, Inquiry, ProvingWorld } from './inquiry.js';
import type { Stop } from './stop.js';
import type { Active } from './subject.js';

/**
 * Whether an answer has come another way than the chat, and whether the session may still go on: one round trip. What may be a
 * guess is compared as if it had been typed, after a try was taken; another answer is one of one request, and its try is taken with
 * the turn's save once it was wrong. That a person is blocked does not show before a first proof.
 */
export async function collect(
  world: ProvingWorld,
  inquiry: Inquiry,
  active: Active,
  choice: Choice | undefined,
): Promise<Compared | { readonly kind: 'stopped'; readonly stop: Stop }> {
  const { sessionId, who, told } = inquiry;
  const { question, expiresAt } = active.challenge;
  const [denied, standing, reply] = await Promise.all([
    world.throttle.spend(world.budgets.denied(sessionId)),
    world.throttle.spend(world.budgets.standing(who.person)),
    sayable(choice?.method.arrived?.(active.challenge)),
  ]);
  if (denied.kind === 'refused') return { kind: 'stopped', stop: { ending: 'denied', retryAt: denied.retryAt } };
  if (standing.kind === 'refused' && told) {
    return { kind: 'stopped', stop: { ending: 'blocked', retryAt: standing.retryAt } };
  }
  if (reply === SILENT) return unavailable(world, inquiry, active);
  if (question.kind === 'page' && reply !== undefined) {
    return world.clock() < expiresAt ? compare(world, inquiry, active, choice, reply) : { kind: 'expired' };
  }
  return judge(world, inquiry, active, choice, { reply, budgets: [], spent: standing });
}
