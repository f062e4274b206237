import type { Enrollment, Verdict } from '../methods/method.js';
import { BLOCK_MS, blockKey } from './budgets.js';
import { choices, occasionOf } from './options.js';
import { shown } from './put.js';
import type { Phase } from './session.js';
import { asked, failed, passed } from './transitions.js';
import { record, type World } from './world.js';

/** What comparing a reply showed. */
export type Compared =
  | { readonly kind: 'passed'; readonly session: Phase<'choose'> }
  | { readonly kind: 'pending' }
  /** Right so far; the method asks for one thing more. */
  | { readonly kind: 'more'; readonly session: Phase<'challenge'> }
  /** `left`: replies still possible, to this challenge and to this person. */
  | {
      readonly kind: 'failed';
      readonly session: Phase<'challenge'> | Phase<'choose'>;
      readonly left: number;
      /** That was the last try in the person's budget: resets are refused for a day. */
      readonly locked: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: 'used-up' | 'too-soon'; readonly retryAt: number };

/**
 * Takes a try, then compares (RFC 4226 §7.3), and gives the try back when the reply is right.
 * `reply` undefined only asks whether an answer has come out of band: costs no try unless it has failed.
 */
export async function compare(world: World, session: Phase<'challenge'>, reply: string | undefined): Promise<Compared> {
  const { active, who } = session;
  const budgets = world.budgets.proof(who.person);
  const spent = reply === undefined ? undefined : await world.throttle.spend(budgets);
  if (spent?.kind === 'refused') {
    await record(world, session, 'excess_rate_limit_exceeded', spent.reason, active.method);
    return { kind: 'refused', reason: spent.reason, retryAt: spent.retryAt };
  }
  const giveBack = (): void => {
    // Travels with the turn's own save. A refund that is lost costs the person one try; it never lends one.
    if (spent) world.throttle.refund(budgets).catch(() => undefined);
  };
  const [verdict, matched] = await checkAll(world, session, reply);
  if (who.decoy) {
    if (reply === undefined) return { kind: 'pending' };
  } else if (verdict === 'pass' && matched) {
    const next = passed(session, { method: active.method, enrollmentId: matched.id, proof: matched.proof });
    await record(world, next, 'authn_login_success', 'proof', active.method);
    await world.enrollments.update(matched.id, { lastUsedAt: world.clock() });
    giveBack();
    return { kind: 'passed', session: next };
  } else if (verdict === 'pending') {
    giveBack();
    return { kind: 'pending' };
  } else if (typeof verdict === 'object') {
    giveBack();
    return { kind: 'more', session: asked(session, { ...active, challenge: shown(session, verdict.next) }) };
  }
  if (reply === undefined) await world.throttle.spend(budgets);
  await record(world, session, 'authn_login_fail', 'wrong', active.method);
  const rest = spent?.kind === 'spent' ? spent.left : 0;
  if (spent && rest === 0) {
    await world.throttle.block(blockKey(who.person), world.clock() + BLOCK_MS);
    await record(world, session, 'authn_login_lock', 'blocked', active.method);
  }
  return { kind: 'failed', session: failed(session), left: Math.min(rest, active.tries - 1), locked: rest === 0 };
}

/** Checks what was asked; any of a person's authenticator apps may answer for the app. Always the same work for the same session. */
async function checkAll(
  world: World,
  session: Phase<'challenge'>,
  reply: string | undefined,
): Promise<readonly [Verdict, Enrollment | undefined]> {
  const { active } = session;
  const choice = (await choices(world, session)).find(({ method }) => method.traits.id === active.method);
  let result: readonly [Verdict, Enrollment | undefined] = ['fail', undefined];
  for (const enrollment of choice?.enrollments ?? []) {
    const isAsked = enrollment.id === active.enrollmentId;
    if (!choice || !(isAsked || choice.method.traits.family === 'app')) continue;
    const verdict = await choice.method.check(occasionOf(session), active.challenge, reply, enrollment);
    if (verdict !== 'fail' && result[1] === undefined) result = [verdict, enrollment];
  }
  return result;
}
