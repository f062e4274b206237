import type { Enrollment, MethodId, MethodTraits } from '../methods/method.js';
import { MOST } from '../methods/traits.js';
import type { EnrollAsk, Entry, Note, Overview, Step } from './ask.js';
import type { Goal, Inside, Phase } from './session.js';
import { type EnrollWorld, enrolling, type Person } from './world.js';

export function entryOf(world: EnrollWorld, enrollment: Enrollment): Entry {
  const { id, method, name, createdAt, lastUsedAt, usableFrom } = enrollment;
  return {
    id,
    method,
    name,
    hint: world.methods.get(method)?.describe({ ...enrollment, name: '' }) ?? '',
    since: createdAt,
    lastUsedAt,
    usableFrom: usableFrom > world.clock() ? usableFrom : undefined,
  };
}

/** One sheet of saved codes and one set of questions: a new one takes the place of the old. */
export const replaces = (family: MethodTraits['family'] | undefined): boolean =>
  family !== undefined && MOST[family] === 1;

/** Whether another one of this method would be too many. */
export function isFull({ enrollments, standing }: Person, method: MethodId): boolean {
  const family = standing.offers.find(({ id }) => id === method)?.family;
  const most = family === undefined ? 1 : MOST[family];
  return !replaces(family) && enrollments.filter((one) => one.method === method).length >= most;
}

export function overviewOf(world: EnrollWorld, goal: Goal, person: Person): Overview {
  const { enrollments, standing } = person;
  const offers = standing.offers.map(({ id }) => id).filter((id) => enrolling(world, id) && !isFull(person, id));
  const { required, ready, enough, suggestion } = standing;
  return {
    goal,
    required,
    ready,
    enough,
    entries: enrollments.map((one) => entryOf(world, one)),
    offers,
    suggestion: suggestion && offers.includes(suggestion) ? suggestion : undefined,
  };
}

export const overviewStep = (
  world: EnrollWorld,
  session: Phase<'overview'> | Phase<'review'>,
  person: Person,
  note?: Note,
): Step => ({
  session,
  ask: { kind: session.phase, overview: overviewOf(world, session.goal, person), note } satisfies EnrollAsk,
});

/** Whether the policy wants to hear again that what is registered is still right. */
export function isDue({ enrollments, standing }: Person, now: number): boolean {
  const { reconfirmAfterDays } = standing.policy.register;
  const before = now - reconfirmAfterDays * 86_400_000;
  return reconfirmAfterDays > 0 && enrollments.some(({ confirmedAt }) => confirmedAt <= before);
}

/** The one entry that is meant: by its number, by its method where there is one of it, or because there is only one. */
export function meant(
  enrollments: readonly Enrollment[],
  said: { readonly ordinal?: number | undefined; readonly method?: MethodId | undefined },
): Enrollment | undefined {
  if (said.ordinal !== undefined) return enrollments[said.ordinal - 1];
  const named = said.method === undefined ? enrollments : enrollments.filter(({ method }) => method === said.method);
  return named.length === 1 ? named[0] : undefined;
}

/** The enrollment a picked entry stands for, as it is now. */
export const pickedIn = (person: Person, session: Extract<Inside, { enrollmentId: string }>): Enrollment | undefined =>
  person.enrollments.find(({ id }) => id === session.enrollmentId);
