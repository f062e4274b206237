import type { Enrollment } from '../methods/method.js';
import { remaining } from '../policy/plan.js';
import { type Choice, type Inquiry, occasionOf } from '../proving/inquiry.js';
import type { Option } from './ask.js';
import { registeredFor } from './registered.js';
import type { Known } from './session.js';
import type { World } from './world.js';

/** What can still be asked of this person, strongest method first; computed anew each time, so that nothing stale is ever offered. */
export async function choices(world: World, session: Known): Promise<readonly Choice[]> {
  const menu = session.who.decoy ?? session.plan.methods;
  const registered = await registeredIn(world, session);
  const left = remaining(session.plan, session.passed, registered);
  const found: Choice[] = [];
  for (const id of menu) {
    const method = world.methods.get(id);
    if (!method) continue;
    const enrollments = session.who.decoy
      ? [method.decoy(occasionOf(inquiryOf(session)))]
      : left.filter((one) => one.method === id);
    if (enrollments.length > 0) found.push({ method, enrollments });
  }
  return found.sort((a, b) => a.method.traits.rank - b.method.traits.rank);
}

async function registeredIn(world: World, { who, plan }: Known): Promise<readonly Enrollment[]> {
  const account = plan.contacts ? await world.directory.read(who.accountId) : undefined;
  return account ? registeredFor(world, account) : world.enrollments.list(who.accountId);
}

/** As shown: a destination only after a first proof, and masked. */
export const optionsOf = (session: Known, choices: readonly Choice[]): readonly Option[] =>
  choices.map(({ method, enrollments }) => {
    const first = enrollments[0];
    const hint = session.passed.length > 0 && first ? method.describe(first) : '';
    return hint === '' ? { method: method.traits.id } : { method: method.traits.id, hint };
  });

export const inquiryOf = (session: Known): Inquiry => ({
  sessionId: session.id,
  conversation: session.conversation,
  channel: session.channel,
  locale: session.locale,
  who: session.who,
  purpose: session.goal,
  told: session.passed.length > 0,
});
