import type { Enrollment } from '../methods/method.js';
import { remaining } from '../policy/plan.js';
import { type Choice, type Inquiry, inOrder, occasionOf } from '../proving/inquiry.js';
import type { Option } from './ask.js';
import { registeredFor } from './registered.js';
import type { Known } from './session.js';
import type { World } from './world.js';

/** What can still be asked of this person, strongest method first; computed anew each time, so that nothing stale is ever offered. */
export async function choices(world: World, session: Known): Promise<readonly Choice[]> {
  const { who, plan, passed } = session;
  const methods = plan.methods.flatMap((id) => world.methods.get(id) ?? []);
  const registered = await registeredIn(world, session);
  const pretended = methods.map((method) => method.decoy(occasionOf(inquiryOf(session))));
  const left = remaining(plan, passed, who.decoy ? pretended : registered);
  return methods
    .map((method) => ({ method, enrollments: left.filter((one) => one.method === method.traits.id) }))
    .filter(({ enrollments }) => enrollments.length > 0)
    .sort(inOrder(session.isWithoutPhone));
}

async function registeredIn(world: World, { who, plan }: Known): Promise<readonly Enrollment[]> {
  // Nobody's name is looked up as well: when the directory is away, it is away for everybody.
  const look = () => (who.accountId === '' ? world.directory.find(who.login) : world.directory.read(who.accountId));
  const account = plan.contacts ? await look() : undefined;
  return account ? registeredFor(world, account) : world.enrollments.list(who.accountId);
}

/** As shown: a destination, and what was chosen the last time, only after a first proof. */
export function optionsOf(session: Known, choices: readonly Choice[]): readonly Option[] {
  const told = session.passed.length > 0;
  const usedAt = ({ enrollments }: Choice): number => Math.max(0, ...enrollments.map((one) => one.lastUsedAt ?? 0));
  const latest = told ? Math.max(0, ...choices.map(usedAt)) : 0;
  return choices.map((choice) => {
    const { method, enrollments } = choice;
    const [first] = enrollments;
    const hint = told && first ? method.describe(first) : '';
    const last = latest > 0 && usedAt(choice) === latest;
    return { method: method.traits.id, ...(hint === '' ? {} : { hint }), ...(last ? { last } : {}) };
  });
}

export const inquiryOf = (session: Known): Inquiry => ({
  sessionId: session.id,
  conversation: session.conversation,
  channel: session.channel,
  locale: session.locale,
  from: session.from,
  who: session.who,
  purpose: session.goal,
  told: session.passed.length > 0,
});
