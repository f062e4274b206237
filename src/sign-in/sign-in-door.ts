import type { Keyring } from '../crypto.js';
import type { Account, Directory } from '../directories/directory.js';
import type { Announcer } from '../notices/announcer.js';
import { giveBack } from '../proving/give-back.js';
import { type Budgets, blockKey } from '../reset/budgets.js';
import type { Pace } from '../reset/pace.js';
import { newSecret, readToken, sameHash } from '../reset/password-link.js';
import { personKey } from '../reset/person.js';
import type { AuditLog, Clock, Conversations, Throttle } from '../stores/ports.js';
import type { OpenedPage, SignedIn, SignInDoor } from './door.js';
import { ATTEMPTS, attempted, type Link, opened, type SignIn } from './sign-in.js';

/** Answers leave at multiples of this: longer than a directory takes to say yes or no. */
const BEAT_MS = 1000;

export interface SignInWorld {
  readonly directory: Directory;
  readonly conversations: Conversations;
  readonly throttle: Throttle;
  readonly budgets: Budgets;
  readonly audit: AuditLog;
  readonly announcer: Announcer;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly pace: Pace;
  /** Moves the conversation on. Never throws. */
  readonly nudge: (conversation: string) => Promise<void>;
}

/** A session that waits for a sign-in, and what a right password makes of it: what the conversation keeps from then on. */
export interface Waiting {
  readonly session: SignIn;
  enter(account: Account, person: string, password: string): Promise<Entered>;
}

export interface Entered {
  readonly session: object;
  readonly page?: OpenedPage | undefined;
}

/** One kind of session that can begin with a sign-in: finds it in what a conversation keeps. */
export type SignInKind = (mind: unknown) => Waiting | undefined;

/** The one-time page on which a person signs in with the current password, which never enters a chat. */
export function signInDoor(world: SignInWorld, kinds: readonly SignInKind[]): SignInDoor {
  const hold = holding(world, kinds);
  const seen = (token: string, stage: Link['stage']) =>
    hold(token, stage, async ({ session }) => ({ session, result: session }));

  return {
    peek: async (token) => ((await seen(token, 'issued')) ? 'waiting' : 'gone'),

    async open(token) {
      const cookie = await hold(token, 'issued', async ({ session }) => {
        const { id: sessionId, channel, conversation, who } = session;
        const secret = newSecret(conversation);
        const person = who?.person ?? '';
        await world.audit.append({ event: 'session_renewed', outcome: 'page-opened', person, sessionId, channel });
        return { session: opened(session, secret.hash), result: secret.token };
      });
      return cookie === undefined ? 'gone' : { cookie };
    },

    async view(cookie) {
      const session = await seen(cookie, 'opened');
      return session ? { finishBy: session.endsAt, goal: session.goal, login: session.who?.login } : 'gone';
    },

    async signIn(cookie, login, password) {
      const startedAt = Date.now();
      const session = await hold(cookie, 'opened', async ({ session: found }) =>
        found.link.attempts < ATTEMPTS
          ? { session: attempted(found), result: found }
          : { session: found, result: undefined },
      );
      if (!session) return { kind: 'gone' };
      try {
        const account = await attempt(world, session, login.normalize('NFKC').trim().toLowerCase(), password);
        if ('kind' in account) return account;
        return await enter(world, hold, cookie, account, password);
      } finally {
        await world.pace(startedAt, BEAT_MS);
      }
    },
  };
}

type Hold = ReturnType<typeof holding>;

/** One exclusive look at the sign-in a token names; what `work` returns is kept. Undefined when it names none at that stage. */
function holding({ conversations, clock }: SignInWorld, kinds: readonly SignInKind[]) {
  return async <R>(
    token: string,
    stage: Link['stage'],
    work: (waiting: Waiting) => Promise<{ readonly session: object; readonly result: R }>,
  ): Promise<R | undefined> => {
    const parts = readToken(token);
    if (!parts) return undefined;
    const outcome = await conversations.turn(parts.conversation, undefined, async (kept) => {
      const waiting = kinds.map((find) => find(kept?.mind)).find((found) => found !== undefined);
      const link = waiting?.session.link;
      const isMine = link?.stage === stage && sameHash(link.secretHash, parts.hash) && clock() < link.until;
      if (!kept || !waiting || !isMine) return { record: kept, lines: [], result: undefined };
      const { session, result } = await work(waiting);
      return { record: { ...kept, mind: session }, lines: [], result };
    });
    return outcome === 'not-run' ? undefined : outcome;
  };
}

/** Takes a try from the person's budget, whether there is such a person or not, and then asks the directory, once. */
async function attempt(
  world: SignInWorld,
  { id: sessionId, channel, who }: SignIn,
  login: string,
  password: string,
): Promise<Account | SignedIn> {
  const account = await (who ? world.directory.read(who.accountId) : world.directory.find(login));
  const person = who?.person ?? personKey(world.keyring, account?.id, login);
  const noted = (event: string, outcome: string) => world.audit.append({ event, outcome, person, sessionId, channel });
  const budgets = world.budgets.proof(person);
  const spent = await world.throttle.spend(budgets);
  if (spent.kind === 'refused') {
    await noted('excess_rate_limit_exceeded', spent.reason);
    // A block does not show: the pauses go on as before.
    const retryAt = spent.reason === 'used-up' ? spent.pauseUntil : spent.retryAt;
    return retryAt === undefined ? { kind: 'wrong' } : { kind: 'too-soon', retryAt };
  }
  const isRight = await verified(world, account, password, () => giveBack(world, budgets));
  if (account && isRight) {
    giveBack(world, budgets);
    await noted('authn_login_success', 'sign-in');
    return account;
  }
  await noted('authn_login_fail', 'sign-in');
  if (spent.usedUpUntil === undefined) return { kind: 'wrong' };
  await world.throttle.block(blockKey(person), spent.usedUpUntil);
  await noted('authn_login_lock', 'blocked');
  if (account) void world.announcer.announce('attempts', account, { channel, at: world.clock() });
  return { kind: 'wrong' };
}

/** Who is switched off cannot sign in anywhere. An empty password is never asked about: some directories take it for an anonymous sign-in. */
async function verified(
  { directory }: SignInWorld,
  account: Account | undefined,
  password: string,
  unanswered: () => void,
): Promise<boolean> {
  if (!account || account.state.disabled || account.state.expired || password === '') return false;
  try {
    return await directory.verifyPassword(account, password);
  } catch (error) {
    unanswered();
    throw error;
  }
}

/** The password was right: the conversation goes on. */
async function enter(
  world: SignInWorld,
  hold: Hold,
  cookie: string,
  account: Account,
  password: string,
): Promise<SignedIn> {
  const entered = await hold(cookie, 'opened', async (waiting) => {
    const person = personKey(world.keyring, account.id, account.login);
    const { session, page } = await waiting.enter(account, person, password);
    return { session, result: { conversation: waiting.session.conversation, page } };
  });
  if (!entered) return { kind: 'gone' };
  await world.nudge(entered.conversation);
  return { kind: 'done', page: entered.page };
}
