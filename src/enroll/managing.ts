import type { Enrollment } from '../methods/method.js';
import { cleanName } from '../notices/clean.js';
import type { Entry, Leaves, Note, Said, Step } from './ask.js';
import { addressIn, snapshotOf, tell } from './changes.js';
import { end } from './ending.js';
import { missed } from './missed.js';
import { entryOf, overviewStep, pickedIn } from './overview.js';
import { sameDevice } from './same-device.js';
import { secondProofs } from './second-proof.js';
import type { Inside, Phase } from './session.js';
import { doubted, home, isFresh, picking } from './transitions.js';
import { blockedUntil, type EnrollWorld, type Person, personOf, record } from './world.js';

const LONGEST_NAME = 40;

/** A step, or the proof that is due before it. */
export type Move = Step | { readonly reprove: Phase<'prove'> };

type Picked = Phase<'entry'> | Phase<'name'> | Phase<'remove'>;

/** One registered method, looked at, renamed or about to be removed. */
export function picked(
  world: EnrollWorld,
  session: Inside,
  person: Person,
  enrollment: Enrollment,
  phase: Picked['phase'],
  note?: Note,
): Step {
  const next = picking(session, enrollment.id, phase);
  const entry = entryOf(world, enrollment);
  const ask =
    phase === 'remove'
      ? ({
          kind: 'remove',
          entry,
          along: along(world, person, enrollment),
          leaves: leaves(world, person, enrollment),
          note,
        } as const)
      : ({ kind: phase, entry, note } as const);
  return { session: next, ask };
}

/** The same question again. */
export function pickedAgain(world: EnrollWorld, session: Picked, person: Person, note?: Note): Step {
  const enrollment = pickedIn(person, session);
  if (!enrollment) return overviewStep(world, home(session), person);
  const step = picked(world, session, person, enrollment, session.phase, note);
  return { ...step, session };
}

/** Wants to take one out: a proof no older than five minutes, where there is one to be had. */
export async function wantsRemoved(
  world: EnrollWorld,
  session: Inside,
  person: Person,
  enrollment: Enrollment,
): Promise<Move> {
  const isDue = !isFresh(session, world.clock()) && (await secondProofs(world, session)).length > 0;
  if (isDue) return { reprove: doubted(session, enrollment.id) };
  if (isRefused(world, person, enrollment)) {
    return overviewStep(world, home(session), person, { kind: 'remove-refused' });
  }
  return picked(world, session, person, enrollment, 'remove');
}

export async function atEntry(world: EnrollWorld, session: Phase<'entry'>, person: Person, said: Said): Promise<Move> {
  const enrollment = pickedIn(person, session);
  if (!enrollment || said.intent === 'back' || said.intent === 'no') {
    return overviewStep(world, home(session), person);
  }
  if (said.intent === 'done') return end(world, session, 'finished');
  if (said.intent === 'rename') return picked(world, session, person, enrollment, 'name');
  if (said.intent === 'remove') return wantsRemoved(world, session, person, enrollment);
  return pickedAgain(world, session, person, missed(said));
}

export async function atName(world: EnrollWorld, session: Phase<'name'>, person: Person, said: Said): Promise<Move> {
  const enrollment = pickedIn(person, session);
  if (!enrollment || said.intent === 'back') return overviewStep(world, home(session), person);
  if (said.isAside) return pickedAgain(world, session, person, missed(said));
  const name = cleanName(said.text);
  if (name === '' || [...name].length > LONGEST_NAME) return pickedAgain(world, session, person, { kind: 'bad-name' });
  const { id, method, name: before } = enrollment;
  await record(world, session, 'user_updated', 'method-renamed', method);
  const made = { kind: 'renamed', method, id, before } as const;
  const told = await tell(world, session, person.account, made, {}, () => world.enrollments.update(id, { name }));
  return again(world, session, { kind: 'renamed', name }, told);
}

export async function atRemove(
  world: EnrollWorld,
  session: Phase<'remove'>,
  person: Person,
  said: Said,
): Promise<Move> {
  const enrollment = pickedIn(person, session);
  if (!enrollment) return overviewStep(world, home(session), person);
  if (said.intent === 'no' || said.intent === 'back') {
    return overviewStep(world, home(session), person, { kind: 'kept' });
  }
  if (said.intent !== 'yes' && said.intent !== 'remove') {
    return pickedAgain(world, session, person, missed(said));
  }
  const due = await wantsRemoved(world, session, person, enrollment);
  if ('reprove' in due || due.ask.kind !== 'remove') return due;
  const until = await blockedUntil(world, session.who.person);
  if (until !== undefined) return end(world, session, 'blocked', until);
  return remove(world, session, person, enrollment);
}

async function remove(
  world: EnrollWorld,
  session: Phase<'remove'>,
  person: Person,
  enrollment: Enrollment,
): Promise<Step> {
  const { method, data } = enrollment;
  const all = sameDevice(world, person.enrollments, enrollment);
  const [, ...others] = all;
  for (const one of all) await record(world, session, 'user_updated', 'method-removed', one.method);
  const made = {
    kind: 'removed',
    method,
    removed: snapshotOf(enrollment),
    along: others.map(snapshotOf),
  } as const;
  // What is taken out may be in somebody else's hands: it is told, without the means to undo it.
  const address = addressIn(data);
  const addresses = { except: address, also: address };
  const told = await tell(world, session, person.account, made, addresses, async () => {
    for (const { id } of all) await world.enrollments.remove(id);
  });
  return again(world, session, { kind: 'removed', method, along: others.map((one) => one.method) }, told);
}

async function again(world: EnrollWorld, session: Inside, note: Note, told: () => Promise<void>): Promise<Step> {
  const person = await personOf(world, session.who.accountId);
  if (!person) return end(world, session, 'refused');
  return { ...overviewStep(world, home(session), person, note), after: told };
}

/** What goes with it, being on the same device. */
const along = (world: EnrollWorld, { enrollments }: Person, enrollment: Enrollment): readonly Entry[] =>
  sameDevice(world, enrollments, enrollment)
    .slice(1)
    .map((one) => entryOf(world, one));

const without = (world: EnrollWorld, { account, enrollments }: Person, enrollment: Enrollment) => {
  const gone = sameDevice(world, enrollments, enrollment);
  const rest = enrollments.filter((one) => !gone.includes(one));
  return { rest, standing: world.registrar.standing(account, rest, world.clock()) };
};

function leaves(world: EnrollWorld, person: Person, enrollment: Enrollment): Leaves {
  const { rest, standing } = without(world, person, enrollment);
  if (rest.length === 0) return 'nothing';
  return standing.kind === 'open' && standing.enough.kind === 'no' ? 'too-few' : 'enough';
}

/** The policy may insist that what a reset needs stays. */
function isRefused(world: EnrollWorld, person: Person, enrollment: Enrollment): boolean {
  const { standing } = without(world, person, enrollment);
  const { policy, enough } = person.standing;
  const below = standing.kind === 'open' && standing.enough.kind === 'no' && enough.kind !== 'no';
  return policy.register.removeBelowNeed === 'refuse' && below;
}
