import { newId } from '../crypto.js';
import { MethodUnavailable } from '../errors.js';
import type { Challenge, Enrollment } from '../methods/method.js';
import type { Note } from './ask.js';
import { type Choice, carries, occasionOf } from './options.js';
import type { Step } from './resets.js';
import { type Active, type Known, type Phase, TRIES } from './session.js';
import { answerStep, chooseStep } from './showing.js';
import { asked, left } from './transitions.js';
import { record, type World } from './world.js';

type Asking = Phase<'choose'> | Phase<'challenge'>;

/** Puts the question of one method. `again` keeps its tries: a resend buys no extra guess. */
export async function put(world: World, session: Asking, choice: Choice, again?: Active): Promise<Step> {
  const enrollment = choice.enrollments.find(({ id }) => id === again?.enrollmentId) ?? choice.enrollments[0];
  if (!enrollment) return chooseStep(world, left(session));
  const id = choice.method.traits.id;
  if (carries(choice)) {
    const spent = await world.throttle.spend(world.budgets.send(session.who.person, destination(enrollment)));
    if (spent.kind === 'refused') {
      await record(world, session, 'excess_rate_limit_exceeded', 'send', id);
      const note: Note = { kind: 'wait-to-send', retryAt: spent.retryAt };
      return again && session.phase === 'challenge'
        ? answerStep(world, session, note)
        : chooseStep(world, left(session), note);
    }
  }
  try {
    const { challenge, deliver } = await choice.method.begin(occasionOf(session), enrollment);
    const active = { method: id, enrollmentId: enrollment.id, tries: again?.tries ?? TRIES, asking: newId() };
    const next = asked(session, { ...active, challenge: shown(session, challenge) });
    await record(world, next, 'authn_token_created', again ? 'asked-again' : 'asked', id);
    const step = answerStep(world, next, again ? { kind: 'sent-again' } : undefined);
    return { ...step, after: session.who.decoy ? undefined : deliver };
  } catch (error) {
    if (!(error instanceof MethodUnavailable)) throw error;
    await record(world, session, 'authn_token_created', 'unavailable', id);
    return chooseStep(world, left(session), { kind: 'undeliverable' });
  }
}

const destination = ({ proof, id }: Enrollment): string => (proof.startsWith('phone:') ? proof : `${proof}:${id}`);

/** Where a code went is not shown before a first proof. */
export function shown(session: Known, challenge: Challenge): Challenge {
  const { question } = challenge;
  const masked = session.passed.length === 0 && (question.kind === 'code' || question.kind === 'call');
  return masked
    ? { ...challenge, question: { ...question, ...('sentTo' in question ? { sentTo: '' } : {}) } }
    : challenge;
}
