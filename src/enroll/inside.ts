import type { Note, Step } from './ask.js';
import { end } from './ending.js';
import { picked } from './managing.js';
import { isDue, overviewStep } from './overview.js';
import type { Phase } from './session.js';
import { reviewing } from './transitions.js';
import { type EnrollWorld, personOf } from './world.js';

/** The first thing after the proofs: what the person came to remove, "is this still right?", or what there is. */
export async function inside(
  world: EnrollWorld,
  session: Phase<'overview'>,
  wanted: string | undefined,
  note?: Note,
): Promise<Step> {
  const person = await personOf(world, session.who.accountId);
  if (!person) return end(world, session, 'refused');
  const enrollment = person.enrollments.find(({ id }) => id === wanted);
  if (enrollment) return picked(world, session, person, enrollment, 'remove', note);
  if (isDue(person, world.clock())) return overviewStep(world, reviewing(session), person, note);
  return overviewStep(world, session, person, note);
}
