import { add } from './adding.js';
import type { Said, Step } from './ask.js';
import { end } from './ending.js';
import { type Move, picked, wantsRemoved } from './managing.js';
import { missed } from './missed.js';
import { meant, overviewOf, overviewStep } from './overview.js';
import type { Phase } from './session.js';
import { home } from './transitions.js';
import { type EnrollWorld, type Person, record } from './world.js';

/** What was said before what there is: add, look at, rename, remove, or be done. */
export async function atHome(
  world: EnrollWorld,
  session: Phase<'overview'>,
  person: Person,
  said: Said,
): Promise<Move> {
  const { intent, ordinal } = said;
  const method = said.wish?.kind === 'method' ? said.wish.method : undefined;
  const named = ordinal !== undefined || method !== undefined;
  switch (intent) {
    case 'done':
    case 'no':
      return end(world, session, 'finished');
    case 'registered':
      return overviewStep(world, home(session, 'manage'), person);
    case 'remove':
    case 'rename': {
      const one = meant(person.enrollments, { ordinal, method });
      if (!one) return overviewStep(world, home(session, 'manage'), person, { kind: 'which' });
      return intent === 'rename'
        ? picked(world, session, person, one, 'name')
        : wantsRemoved(world, session, person, one);
    }
    case 'register':
    case 'add':
      return named ? adding(world, session, person, said) : overviewStep(world, home(session, 'register'), person);
    case 'yes':
    case 'back':
    case undefined: {
      if (session.goal === 'register') return adding(world, session, person, said);
      const one = named ? meant(person.enrollments, { ordinal, method }) : undefined;
      if (one) return picked(world, session, person, one, 'entry');
      return overviewStep(world, home(session), person, named ? { kind: 'which' } : missed(said));
    }
  }
}

async function adding(world: EnrollWorld, session: Phase<'overview'>, person: Person, said: Said): Promise<Step> {
  const { offers, suggestion } = overviewOf(world, 'register', person);
  const named = said.wish?.kind === 'method' ? said.wish.method : undefined;
  const numbered = said.ordinal === undefined ? undefined : offers[said.ordinal - 1];
  const method = numbered ?? named ?? (said.intent === 'yes' ? suggestion : undefined);
  return method === undefined
    ? overviewStep(world, home(session), person, missed(said))
    : add(world, session, person, method);
}

/** "Is this still right?" */
export async function atReview(
  world: EnrollWorld,
  session: Phase<'review'>,
  person: Person,
  said: Said,
): Promise<Step> {
  if (said.intent === 'yes' || said.intent === 'done') {
    await record(world, session, 'user_updated', 'methods-confirmed');
    for (const { id } of person.enrollments) await world.enrollments.update(id, { confirmedAt: world.clock() });
    return overviewStep(world, home(session), person, { kind: 'still-right' });
  }
  const isElse = said.wish?.kind === 'another-way' || said.wish?.kind === 'without-phone';
  if (isElse || said.intent === 'no' || said.intent === 'back' || said.intent === 'registered') {
    return overviewStep(world, home(session, 'manage'), person);
  }
  return overviewStep(world, session, person, missed(said));
}
