import type { Note } from './ask.js';
import { conclude } from './conclude.js';
import { choices } from './options.js';
import type { Step } from './resets.js';
import type { Phase } from './session.js';
import { away, chooseStep } from './showing.js';
import { proven } from './transitions.js';
import type { World } from './world.js';

/** What follows a proof: the next gate, the link or the end. Who used up a saved code is told how many are left, here and elsewhere. */
export async function onwards(world: World, session: Phase<'choose'>): Promise<Step> {
  const left = await leftOf(world, session);
  const note: Note = { kind: 'passed', left };
  const step = await next(world, session, note);
  if (left === undefined) return step;
  const { ask } = step;
  const told = ask.kind === 'link' ? { ...step, ask: { ...ask, note } } : step;
  return { ...told, after: () => both(() => tell(world, session, left), step.after) };
}

async function next(world: World, session: Phase<'choose'>, note: Note): Promise<Step> {
  try {
    const rest = proven(session) ? 0 : (await choices(world, session)).length;
    return (await conclude(world, session, rest)) ?? (await chooseStep(world, session, note));
  } catch (error) {
    // The proof was given, and its code is used up.
    return away(world, { ...session, away: true }, error);
  }
}

async function leftOf(world: World, { passed, who }: Phase<'choose'>): Promise<number | undefined> {
  const proof = passed.at(-1);
  const method = proof && world.methods.get(proof.method);
  if (!proof || !method?.left) return undefined;
  const enrollment = (await world.enrollments.list(who.accountId)).find(({ id }) => id === proof.enrollmentId);
  return enrollment && method.left(enrollment);
}

async function tell(world: World, { who, channel }: Phase<'choose'>, left: number): Promise<void> {
  const account = await world.directory.read(who.accountId);
  if (account) await world.announcer.announce('recovery-code-used', account, { channel, at: world.clock(), left });
}

async function both(first: () => Promise<void>, second: (() => Promise<void>) | undefined): Promise<void> {
  await Promise.all([first(), second?.()]);
}
