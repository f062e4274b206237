import { newId } from '../crypto.js';
import type { Account } from '../directories/directory.js';
import { subjectOf } from '../proving/subject.js';
import { linkAsk } from '../sign-in/ask.js';
import type { Entered, SignInKind } from '../sign-in/sign-in-door.js';
import type { Ending } from './ask.js';
import { allowed } from './conclude.js';
import { unreadable } from './current-password.js';
import { judgedHere } from './judged.js';
import { newSecret } from './password-link.js';
import { personKey } from './person.js';
import type { Step } from './resets.js';
import { type Phase, resetSession } from './session.js';
import { ended, granted, opened, proven, signedIn, signingIn } from './transitions.js';
import { record, type World } from './world.js';

/** A change begins with the current password, typed on a page of its own; `account` where the channel vouches for the person. */
export async function beginSignIn(
  world: World,
  start: Parameters<typeof signingIn>[0],
  account: Account | undefined,
): Promise<Step> {
  const secret = newSecret(start.conversation);
  const who = account && subjectOf(account, personKey(world.keyring, account.id, account.login));
  const session = signingIn(start, who, secret.hash, world.clock());
  await record(world, session, 'session_created', 'change');
  return { session, ask: linkAsk(world, session, secret.token) };
}

/** What a right password makes of a change. */
export const changeSignIn =
  (world: World): SignInKind =>
  (mind) => {
    const { data: session } = resetSession.safeParse(mind);
    if (session?.phase !== 'sign-in') return undefined;
    return { session, enter: (account, person, password) => enter(world, session, account, person, password) };
  };

async function enter(
  world: World,
  session: Phase<'sign-in'>,
  account: Account,
  person: string,
  password: string,
): Promise<Entered> {
  const end = async (ending: Ending, why: string, retryAt?: number): Promise<Entered> => {
    await record(world, session, 'session_ended', why);
    return { session: ended(session, ending, retryAt) };
  };
  const { judged, isMoreElsewhere } = await judgedHere(world, session, account);
  // Who has given the password may know how things stand.
  if (isMoreElsewhere) return end('short-of-methods-here', 'too-few');
  if (judged.kind === 'short') return end('short-of-methods', 'too-few');
  if (judged.kind === 'refused') {
    return end(judged.reason === 'no-methods' ? 'short-of-methods' : 'refused', judged.reason);
  }
  const spent = await world.throttle.spend(world.budgets.session(person));
  if (spent.kind === 'refused') return end('blocked', 'limited', spent.retryAt);
  const who = subjectOf(account, person);
  const current = await unreadable(world.keyring, { id: session.id, who }, password);
  const next = signedIn(session, who, judged.plan, current);
  if (!proven(next)) return { session: next };
  return (await allowed(world, next)) ? toThePage(world, next) : end('refused', 'policy-changed');
}

/** Nothing else is asked for: the browser that signed in has the password page open at once. */
async function toThePage(world: World, session: Phase<'choose'>): Promise<Entered> {
  const [link, cookie] = [newSecret(session.conversation), newSecret(session.conversation)];
  const issued = granted(session, { id: newId(), secretHash: link.hash }, world.clock());
  await record(world, issued, 'authn_token_created', 'link');
  const open = opened(issued, cookie.hash, world.clock());
  await record(world, open, 'session_renewed', 'page-opened');
  return { session: open, page: { token: link.token, cookie: cookie.token } };
}
