import type { Account } from '../directories/directory.js';
import type { MethodId } from '../methods/method.js';
import { personKey } from './person.js';
import { registeredFor } from './registered.js';
import type { FrozenPlan, Phase, Subject } from './session.js';
import { identified } from './transitions.js';
import { record, type World } from './world.js';

/**
 * Who this is and what they must do. Whatever the truth (unknown, disabled, unregistered, blocked, out of scope),
 * what comes back has the same shape; only a real, able person gets a session that can be passed.
 */
export async function identify(world: World, session: Phase<'identify'>, login: string): Promise<Phase<'choose'>> {
  const account = await world.directory.find(login);
  return settle(world, session, login, account);
}

/** The same for the account of a person the channel vouches for (Teams): no name is asked or accepted. */
export const recognised = (world: World, session: Phase<'identify'>, account: Account): Promise<Phase<'choose'>> =>
  settle(world, session, account.login, account);

async function settle(
  world: World,
  session: Phase<'identify'>,
  login: string,
  account: Account | undefined,
): Promise<Phase<'choose'>> {
  const person = personKey(world.keyring, account?.id, login);
  const enrollments = account ? await registeredFor(world, account) : await world.enrollments.list(person);
  const spent = await world.throttle.spend(world.budgets.session(person));
  const judged = account && world.planner.judge(account, enrollments, world.clock(), session.goal);
  const able = spent.kind === 'spent' && judged !== undefined && judged.kind !== 'refused';
  const [who, plan] =
    able && account
      ? [{ accountId: account.id, login: account.login, person } satisfies Subject, judged.plan]
      : await decoyFor(world, person, login);
  const next = identified(session, who, plan);
  await record(world, next, 'session_created', able ? judged.kind : spent.kind === 'spent' ? 'decoy' : 'decoy-limited');
  return next;
}

/** The menu of a real registration drawn by the keyed hash of the name: the same name is always shown the same. */
async function decoyFor(world: World, person: string, login: string): Promise<readonly [Subject, FrozenPlan]> {
  const plan = world.planner.everyone();
  const menu = await drawn(world, person, plan.methods);
  return [
    { accountId: '', login, person, decoy: [...menu] },
    { ...plan, methods: [...menu] },
  ];
}

const TYPICAL = ['authenticator-code', 'sms', 'email'];

async function drawn(world: World, person: string, enabled: readonly MethodId[]): Promise<readonly MethodId[]> {
  const usable = (methods: readonly MethodId[]) =>
    enabled.filter((id) => methods.includes(id) && world.methods.has(id));
  const profiles = (await world.enrollments.profiles())
    .map(({ methods, people }) => ({ menu: usable(methods), people }))
    .filter(({ menu }) => menu.length > 1);
  const people = profiles.reduce((sum, profile) => sum + profile.people, 0);
  let point = (world.keyring.mac('person', ['decoy', person]).readUInt32BE(0) / 2 ** 32) * people;
  for (const profile of profiles) {
    point -= profile.people;
    if (point < 0) return profile.menu;
  }
  const typical = enabled.filter((id) => TYPICAL.includes(id) && world.methods.has(id));
  return typical.length > 0 ? typical : enabled;
}
