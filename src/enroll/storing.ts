import { isDeepStrictEqual } from 'node:util';
import type { Enrollment, MethodId, NewEnrollment, Proven } from '../methods/method.js';
import { coolingMs } from '../policy/policy.js';
import type { Step } from './ask.js';
import { addressIn, snapshotOf, tell } from './changes.js';
import { end } from './ending.js';
import { isFull, overviewStep, replaces } from './overview.js';
import type { Phase } from './session.js';
import { home } from './transitions.js';
import { blockedUntil, type EnrollWorld, type Person, personOf, record } from './world.js';

/** A method that was just proven becomes the person's: recorded, stored, told. It may have to cool before it counts for a reset. */
export async function store(
  world: EnrollWorld,
  session: Phase<'confirm'>,
  { along = [], ...made }: Proven,
): Promise<Step> {
  const until = await blockedUntil(world, session.who.person);
  if (until !== undefined) return end(world, session, 'blocked', until);
  const person = await personOf(world, session.who.accountId);
  if (!person) return end(world, session, 'refused');
  const { method } = made;
  const same = person.enrollments.find((one) => one.method === method && isDeepStrictEqual(one.data, made.data));
  if (same) {
    await world.enrollments.update(same.id, { confirmedAt: world.clock() });
    return overviewStep(world, home(session), person, { kind: 'known-already', method });
  }
  if (isFull(person, method)) return overviewStep(world, home(session), person, { kind: 'full', method });

  const { account, standing } = person;
  const now = world.clock();
  const usableFrom = now + coolingMs(standing.policy, { proofs: session.admitted.proofs });
  const name = made.name === '' ? nameFor(method, person.enrollments) : made.name;
  const isOffered = (other: MethodId): boolean =>
    standing.offers.some(({ id }) => id === other) && !isFull(person, other);
  const all = [{ ...made, name }, ...along.filter((other) => isOffered(other.method))];
  const told: (() => Promise<void>)[] = [];
  for (const each of all) told.push(await add(world, session, person, each, usableFrom));
  const after = await personOf(world, account.id);
  if (!after) return end(world, session, 'refused');
  const cooling = usableFrom > now ? usableFrom : undefined;
  const step = overviewStep(world, home(session), after, { kind: 'added', method, name, usableFrom: cooling });
  return { ...step, after: async () => void (await Promise.all(told.map((wait) => wait()))) };
}

async function add(
  world: EnrollWorld,
  session: Phase<'confirm'>,
  person: Person,
  made: NewEnrollment,
  usableFrom: number,
): Promise<() => Promise<void>> {
  await record(world, session, 'user_updated', 'method-added', made.method);
  const added = await world.enrollments.add(person.account.id, made, usableFrom);
  return announced(world, session, person, added);
}

/** What nobody could be told of, and nobody undo, is not left standing. */
async function announced(
  world: EnrollWorld,
  session: Phase<'confirm'>,
  { account, enrollments, standing }: Person,
  added: Enrollment,
): Promise<() => Promise<void>> {
  const { id, method } = added;
  const family = standing.offers.find((offer) => offer.id === method)?.family;
  const old = replaces(family) ? enrollments.filter((one) => one.method === method) : [];
  try {
    const made = { kind: 'added', method, id, replaced: old.map(snapshotOf) } as const;
    const told = await tell(world, session, account, made, { except: addressIn(added.data) });
    for (const one of old) await world.enrollments.remove(one.id);
    return told;
  } catch (error) {
    await world.enrollments.remove(id);
    throw error;
  }
}

/** The first authenticator needs no name; the second is "Authenticator 2". */
function nameFor(method: MethodId, enrollments: readonly Enrollment[]): string {
  const names = enrollments.filter((one) => one.method === method).map(({ name }) => name);
  if (method !== 'authenticator-code' || names.length === 0) return '';
  const free = [2, 3, 4, 5, 6].find((count) => !names.includes(`Authenticator ${count}`));
  return `Authenticator ${free ?? names.length + 1}`;
}
