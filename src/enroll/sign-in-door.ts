import type { Account } from '../directories/directory.js';
import { BLOCK_MS, blockKey } from '../reset/budgets.js';
import { newSecret, readToken, sameHash } from '../reset/password-link.js';
import { personKey } from '../reset/person.js';
import type { SignedIn, SignInDoor } from './doors.js';
import { held } from './held.js';
import { warn } from './proving.js';
import { leased } from './service.js';
import { ATTEMPTS, type EnrollSession, type Phase } from './session.js';
import { attempted, ended, opened, signedIn } from './transitions.js';
import { type EnrollWorld, personOf, record } from './world.js';

/** Answers leave at multiples of this: longer than a directory takes to say yes or no. */
const BEAT_MS = 1000;

interface DoorWorld extends EnrollWorld {
  /** Moves the conversation on. Never throws. */
  readonly nudge: (conversation: string) => Promise<void>;
}

type SignIn = Phase<'sign-in'>;

/** The one-time page on which a person signs in with the current password, which never enters a chat. */
export function signInDoor(world: DoorWorld): SignInDoor {
  const seen = (token: string, stage: SignIn['link']['stage']) =>
    hold(world, token, stage, async (session) => ({ session, result: session }));

  return {
    peek: async (token) => ((await seen(token, 'issued')) ? 'waiting' : 'gone'),

    async open(token) {
      const cookie = await hold(world, token, 'issued', async (session) => {
        const secret = newSecret(session.conversation);
        await record(world, session, 'session_renewed', 'page-opened');
        return { session: opened(session, secret.hash), result: secret.token };
      });
      return cookie === undefined ? 'gone' : { cookie };
    },

    async view(cookie) {
      const session = await seen(cookie, 'opened');
      return session ? { finishBy: session.endsAt } : 'gone';
    },

    async signIn(cookie, login, password) {
      const startedAt = Date.now();
      const session = await hold(world, cookie, 'opened', async (found) =>
        found.link.attempts < ATTEMPTS
          ? { session: attempted(found), result: found }
          : { session: found, result: undefined },
      );
      if (!session) return { kind: 'gone' };
      try {
        return await attempt(world, cookie, session, login.normalize('NFKC').trim().toLowerCase(), password);
      } finally {
        await world.pace(startedAt, BEAT_MS);
      }
    },
  };
}

/** One exclusive look at the sign-in a token names. Undefined when it names none at that stage. */
async function hold<R>(
  world: DoorWorld,
  token: string,
  stage: SignIn['link']['stage'],
  work: (session: SignIn) => Promise<{ readonly session: EnrollSession; readonly result: R }>,
): Promise<R | undefined> {
  const parts = readToken(token);
  if (!parts) return undefined;
  return held(world, parts.conversation, async (session) => {
    const mine =
      session?.phase === 'sign-in' &&
      session.link.stage === stage &&
      sameHash(session.link.secretHash, parts.hash) &&
      world.clock() < session.link.until;
    return mine ? work(session) : { session, result: undefined };
  });
}

/** Takes a try from the person's budget, whether there is such a person or not, and then asks the directory, once. */
async function attempt(
  world: DoorWorld,
  cookie: string,
  session: SignIn,
  login: string,
  password: string,
): Promise<SignedIn> {
  const account = await world.directory.find(login);
  const person = personKey(world.keyring, account?.id, login);
  const noted = (event: string, outcome: string) =>
    world.audit.append({ event, outcome, person, sessionId: session.id, channel: session.channel });
  const budgets = world.budgets.proof(person);
  const spent = await world.throttle.spend(budgets);
  if (spent.kind === 'refused') {
    await noted('excess_rate_limit_exceeded', spent.reason);
    return spent.reason === 'too-soon' ? { kind: 'too-soon', retryAt: spent.retryAt } : { kind: 'wrong' };
  }
  if (!(await isRight(world, account, password, () => world.throttle.refund(budgets)))) {
    await noted('authn_login_fail', 'sign-in');
    if (spent.left > 0) return { kind: 'wrong' };
    await world.throttle.block(blockKey(person), world.clock() + BLOCK_MS);
    await noted('authn_login_lock', 'blocked');
    if (account) void warn(world, { who: { accountId: account.id, login, person }, channel: session.channel });
    return { kind: 'wrong' };
  }
  await world.throttle.refund(budgets);
  await noted('authn_login_success', 'sign-in');
  return account ? enter(world, cookie, account, person) : { kind: 'wrong' };
}

/** An empty password is never asked about: some directories take it for an anonymous sign-in. */
async function isRight(
  { directory }: DoorWorld,
  account: Account | undefined,
  password: string,
  giveBack: () => Promise<void>,
): Promise<boolean> {
  if (!account || password === '') return false;
  try {
    return await directory.verifyPassword(account, password);
  } catch (error) {
    await giveBack();
    throw error;
  }
}

/** The password was right: the conversation goes on, unless the person registers elsewhere or may not register at all. */
async function enter(world: DoorWorld, cookie: string, account: Account, person: string): Promise<SignedIn> {
  const done = await hold(world, cookie, 'opened', async (session) => {
    const next = signedIn(session, { accountId: account.id, login: account.login, person });
    const closed = !(await personOf(world, account.id));
    const ending = closed ? 'refused' : (await leased(world, next)) ? undefined : 'elsewhere';
    if (ending) await record(world, next, 'session_ended', ending);
    return { session: ending ? ended(next, ending) : next, result: next.conversation };
  });
  if (done === undefined) return { kind: 'gone' };
  await world.nudge(done);
  return { kind: 'done' };
}
