import type { Account } from '../directories/directory.js';
import { subjectOf } from '../proving/subject.js';
import { isAskable, type JudgedHere, judgedHere } from './judged.js';
import type { Menu } from './ordinary-menus.js';
import { personKey } from './person.js';
import type { FrozenPlan, Phase, Subject } from './session.js';
import { ended, identified } from './transitions.js';
import { record, type World } from './world.js';

/**
 * Who this is and what they must do. Whatever the truth (unknown, disabled, unregistered, blocked, out of scope),
 * what comes back has the same shape; only a real, able person gets a session that can be passed.
 */
export async function identify(world: World, session: Phase<'identify'>, login: string): Promise<Phase<'choose'>> {
  const account = await world.directory.find(login);
  return settle(world, session, login, account, account && (await judgedHere(world, session, account)));
}

/**
 * The same for the account of a person the channel vouches for (Teams): no name is asked or accepted. Who could go on
 * elsewhere and not here is told before anything is sent.
 */
export async function recognised(
  world: World,
  session: Phase<'identify'>,
  account: Account,
): Promise<Phase<'choose'> | Phase<'ended'>> {
  const here = await judgedHere(world, session, account);
  if (!here.isMoreElsewhere) return settle(world, session, account.login, account, here);
  await record(world, session, 'session_ended', 'short-of-methods-here');
  return ended(session, 'short-of-methods-here');
}

async function settle(
  world: World,
  session: Phase<'identify'>,
  login: string,
  account: Account | undefined,
  here: JudgedHere | undefined,
): Promise<Phase<'choose'>> {
  const person = personKey(world.keyring, account?.id, login);
  const menus = await world.menus();
  // Nobody's methods are looked up as well.
  if (!here) await world.enrollments.list(person);
  const spent = await world.throttle.spend(world.budgets.session(person));
  const judged = here?.judged;
  const plan = judged && judged.kind !== 'refused' ? judged.plan : drawn(world, session, person, menus);
  const able = spent.kind === 'spent' && judged !== undefined && judged.kind !== 'refused';
  const who: Subject =
    able && account ? subjectOf(account, person) : { accountId: '', login, person, decoy: [...plan.methods] };
  const next = identified(session, who, plan);
  const { policy, policyHash } = plan;
  const outcome = able ? judged.kind : spent.kind === 'spent' ? 'decoy' : 'decoy-limited';
  await record(world, next, 'session_created', outcome, undefined, { policy, policyHash });
  return next;
}

const TYPICAL = ['authenticator-code', 'sms', 'email'];

/**
 * The plan of an ordinary person, its menu drawn by the keyed hash of the name: the same name is shown the same, also
 * when menus come and go beside it (weighted rendezvous hashing). Somebody real who may only not go on now keeps their own.
 */
function drawn(world: World, session: Phase<'identify'>, person: string, menus: readonly Menu[]): FrozenPlan {
  const plan = world.planner.everyone();
  const askable = isAskable(world, session);
  const usual = plan.methods.filter((id) => TYPICAL.includes(id) && world.methods.has(id));
  const lot = ({ methods, people }: Menu): number => {
    const bytes = world.keyring.mac('person', ['decoy', person, methods.join()]);
    return Math.log((bytes.readUInt32BE(0) + 1) / 2 ** 32) / people;
  };
  const [menu] = menus
    .map(({ methods, people }) => ({ methods: methods.filter(askable), people }))
    .filter(({ methods }) => methods.length > 0)
    .sort((a, b) => lot(b) - lot(a));
  return { ...plan, methods: [...(menu?.methods ?? (usual.length > 0 ? usual : plan.methods.filter(askable)))] };
}
