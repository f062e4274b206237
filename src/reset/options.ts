import type { Enrollment, Method, MethodId } from '../methods/method.js';
import { remaining } from '../policy/plan.js';
import type { Option } from './ask.js';
import type { Known } from './session.js';
import type { World } from './world.js';

/** What can still be asked of this person, strongest method first; computed anew each time, so that nothing stale is ever offered. */
export interface Choice {
  readonly method: Method;
  readonly enrollments: readonly Enrollment[];
}

export async function choices(world: World, session: Known): Promise<readonly Choice[]> {
  const menu = session.who.decoy ?? session.plan.methods;
  const registered = await world.enrollments.list(session.who.accountId);
  const left = remaining(session.plan, session.passed, registered);
  const found: Choice[] = [];
  for (const id of menu) {
    const method = world.methods.get(id);
    if (!method) continue;
    const enrollments = session.who.decoy
      ? [method.decoy(occasionOf(session))]
      : left.filter((one) => one.method === id);
    if (enrollments.length > 0) found.push({ method, enrollments });
  }
  return found.sort((a, b) => a.method.traits.rank - b.method.traits.rank);
}

/** Whether asking sends something that costs money or patience. */
export const carries = ({ method }: Pick<Choice, 'method'>): boolean =>
  method.traits.family === 'phone' || method.traits.family === 'mailbox';

/** As shown: a destination only after a first proof, and masked. */
export const optionsOf = (session: Known, choices: readonly Choice[]): readonly Option[] =>
  choices.map(({ method, enrollments }) => {
    const first = enrollments[0];
    const hint = session.passed.length > 0 && first ? method.describe(first) : '';
    return hint === '' ? { method: method.traits.id } : { method: method.traits.id, hint };
  });

/** The choice a person made by number ("2") or by name. */
export function chosen(choices: readonly Choice[], text: string, wished: MethodId | undefined): Choice | undefined {
  const ordinal = /^\s*(?:option|number|no\.?)?\s*([1-9])\s*[.)]?\s*$/iu.exec(text)?.[1];
  if (ordinal !== undefined) return choices[Number(ordinal) - 1];
  return choices.find(({ method }) => method.traits.id === wished);
}

export const occasionOf = (session: Known) => ({
  sessionId: session.id,
  accountId: session.who.accountId || session.who.person,
  login: session.who.login,
  purpose: session.goal,
  locale: session.locale,
});
