import type { Step } from './ask.js';
import { overviewOf } from './overview.js';
import type { Ending, EnrollSession } from './session.js';
import { ended } from './transitions.js';
import { type EnrollWorld, leaseKey, personOf, record } from './world.js';

/** The end of a session, however it comes: what is proven stays, and the next one may begin. */
export async function end(world: EnrollWorld, session: EnrollSession, ending: Ending, retryAt?: number): Promise<Step> {
  await record(world, session, 'session_ended', ending);
  if ('who' in session) await world.claims.release(leaseKey(session.who.person), session.conversation);
  const next = ended(session, ending, retryAt);
  const person =
    ending === 'finished' && 'admitted' in session ? await personOf(world, session.who.accountId) : undefined;
  const overview = person && overviewOf(world, session.goal, person);
  return { session: next, ask: { kind: 'ended', ending, goal: session.goal, retryAt, overview } };
}
