import type { Account } from '../directories/directory.js';
import { subjectOf } from '../proving/subject.js';
import type { Entered, SignInKind } from '../sign-in/sign-in-door.js';
import { leased } from './service.js';
import { enrollSession, type Phase } from './session.js';
import { ended, signedIn } from './transitions.js';
import { type EnrollWorld, personOf, record } from './world.js';

/** Registration in the web chat begins with a sign-in. */
export const enrollSignIn =
  (world: EnrollWorld): SignInKind =>
  (mind) => {
    const { data: session } = enrollSession.safeParse(mind);
    if (session?.phase !== 'sign-in') return undefined;
    return { session, enter: (account, person) => enter(world, session, account, person) };
  };

/** The conversation goes on, unless the person registers elsewhere or may not register at all. */
async function enter(
  world: EnrollWorld,
  session: Phase<'sign-in'>,
  account: Account,
  person: string,
): Promise<Entered> {
  const next = signedIn(session, subjectOf(account, person));
  const closed = !(await personOf(world, account.id));
  const ending = closed ? 'refused' : (await leased(world, next)) ? undefined : 'elsewhere';
  if (ending) await record(world, next, 'session_ended', ending);
  return { session: ending ? ended(next, ending) : next };
}
