import { newId } from '../crypto.js';
import { MethodUnavailable } from '../errors.js';
import type { Challenge, Enrollment } from '../methods/method.js';
import { type Choice, carries, type Inquiry, occasionOf, type ProvingWorld, recordOf } from './inquiry.js';
import { type Active, TRIES } from './subject.js';

/** What became of asking. */
export type Put =
  /** `deliver` is carried out once the turn is saved and answered. */
  | { readonly kind: 'asked'; readonly active: Active; readonly deliver: (() => Promise<void>) | undefined }
  | { readonly kind: 'wait'; readonly retryAt: number }
  | { readonly kind: 'unavailable' }
  /** There is nothing registered to ask. */
  | { readonly kind: 'none' };

/** Puts the question of one method. `again` keeps its tries: a resend buys no extra guess. */
export async function put(world: ProvingWorld, inquiry: Inquiry, choice: Choice, again?: Active): Promise<Put> {
  const enrollment = choice.enrollments.find(({ id }) => id === again?.enrollmentId) ?? choice.enrollments[0];
  if (!enrollment) return { kind: 'none' };
  const id = choice.method.traits.id;
  if (carries(choice)) {
    const spent = await world.throttle.spend(world.budgets.send(inquiry.who.person, destination(enrollment)));
    if (spent.kind === 'refused') {
      await recordOf(world, inquiry, 'excess_rate_limit_exceeded', 'send', id);
      return { kind: 'wait', retryAt: spent.retryAt };
    }
  }
  try {
    const { challenge, deliver } = await choice.method.begin(occasionOf(inquiry), enrollment);
    await recordOf(world, inquiry, 'authn_token_created', again ? 'asked-again' : 'asked', id);
    const active = { method: id, enrollmentId: enrollment.id, tries: again?.tries ?? TRIES, asking: newId() };
    return {
      kind: 'asked',
      active: { ...active, challenge: shown(inquiry, challenge) },
      deliver: inquiry.who.decoy ? undefined : deliver,
    };
  } catch (error) {
    if (!(error instanceof MethodUnavailable)) throw error;
    await recordOf(world, inquiry, 'authn_token_created', 'unavailable', id);
    return { kind: 'unavailable' };
  }
}

const destination = ({ proof, id }: Enrollment): string => (proof.startsWith('phone:') ? proof : `${proof}:${id}`);

/** Where a code went is not shown before a first proof. */
export function shown({ told }: Inquiry, challenge: Challenge): Challenge {
  const { question } = challenge;
  const masked = !told && (question.kind === 'code' || question.kind === 'call');
  return masked
    ? { ...challenge, question: { ...question, ...('sentTo' in question ? { sentTo: '' } : {}) } }
    : challenge;
}
