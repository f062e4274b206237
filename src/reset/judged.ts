import type { Account } from '../directories/directory.js';
import type { Enrollment, MethodId } from '../methods/method.js';
import { registeredFor } from './registered.js';
import type { ResetSession } from './session.js';
import type { Judged, World } from './world.js';

/** What the policy says of an account where the session takes place. */
export interface JudgedHere {
  readonly registered: readonly Enrollment[];
  readonly judged: Judged;
  /** What is registered would lead further in another channel. */
  readonly isMoreElsewhere: boolean;
}

/** Whether a method can be asked in this session: an approval proves nothing to what begins in the channel it is given in. */
export const isAskable =
  ({ methods }: Pick<World, 'methods'>, { channel }: Pick<ResetSession, 'channel'>) =>
  (id: MethodId): boolean =>
    methods.get(id)?.traits.answeredIn !== channel;

/** Judges an account by what can be asked in this session. */
export async function judgedHere(
  world: Pick<World, 'enrollments' | 'methods' | 'planner' | 'clock'>,
  session: Pick<ResetSession, 'channel' | 'goal'>,
  account: Account,
): Promise<JudgedHere> {
  const all = await registeredFor(world, account);
  const askable = isAskable(world, session);
  const registered = all.filter(({ method }) => askable(method));
  const judge = (some: readonly Enrollment[]): Judged =>
    world.planner.judge(account, some, world.clock(), session.goal);
  const judged = judge(registered);
  return { registered, judged, isMoreElsewhere: judged.kind !== judge(all).kind };
}
