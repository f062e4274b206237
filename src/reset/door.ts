import type { PasswordRules } from '../directories/directory.js';
import { allowed } from './conclude.js';
import { isCurrent } from './current-password.js';
import { keptFor } from './kept-password.js';
import type { Judgement, PasswordDoor, PasswordView } from './password-door.js';
import { newSecret, readToken, sameHash } from './password-link.js';
import { type Phase, type ResetSession, resetSession } from './session.js';
import { stopped } from './stopping.js';
import { ended, opened, writing } from './transitions.js';
import { record } from './world.js';
import { orUnavailable, type WriteWorld, write } from './write.js';

export interface DoorWorld extends WriteWorld {
  /** Holds a password against the directory's rules and ours. */
  readonly judge: (password: string, view: PasswordView) => Promise<Judgement>;
}

const ATTEMPTS = 10;

/** The one-time page's side of the reset. */
export function passwordDoor(world: DoorWorld): PasswordDoor {
  const view = async (session: Phase<'password'>): Promise<PasswordView | 'gone'> => {
    const account = await world.directory.read(session.who.accountId);
    if (!account) return 'gone';
    const rules = rulesFor(session, await world.directory.rules(account));
    return { login: account.login, displayName: account.displayName, rules, finishBy: session.grant.until };
  };
  const seen = (token: string, stage: Phase<'password'>['grant']['stage']) =>
    hold(world, token, async (session) =>
      session && session.grant.stage === stage ? { session, result: session } : { session, result: undefined },
    );

  return {
    async peek(token) {
      return (await seen(token, 'issued')) ? 'waiting' : 'gone';
    },

    async open(token) {
      const cookie = await hold(world, token, async (session) => {
        if (session?.grant.stage !== 'issued') return { session, result: undefined };
        const over = await stopped(world, session);
        if (over) return { session: over.session, result: undefined };
        const secret = newSecret(session.conversation);
        const next = opened(session, secret.hash, world.clock());
        await record(world, next, 'session_renewed', 'page-opened');
        return { session: next, result: { cookie: secret.token } };
      });
      return cookie ?? 'gone';
    },

    async view(cookie) {
      const session = await seen(cookie, 'opened');
      return session ? view(session) : 'gone';
    },

    async judge(cookie, password) {
      const session = await seen(cookie, 'opened');
      const shown = session ? await view(session) : 'gone';
      return shown === 'gone' ? 'gone' : world.judge(password, shown);
    },

    set: (cookie, password) =>
      orUnavailable(async () => {
        const before = await seen(cookie, 'opened');
        if (!before) return { kind: 'gone' };
        const shown = await view(before);
        const { broken } = shown === 'gone' ? { broken: [] } : await world.judge(password, shown);
        if (broken.length > 0) return { kind: 'rejected', broken };
        if (await isCurrent(world.keyring, before, password)) return { kind: 'rejected', broken: ['in-history'] };
        const claimed = await claim(world, cookie, password);
        return claimed ? write(world, claimed, password) : { kind: 'gone' };
      }),
  };
}

/** Who changes a password chooses another one, whether or not the directory insists. */
const rulesFor = ({ goal }: Phase<'password'>, rules: PasswordRules): PasswordRules =>
  goal === 'change' ? { ...rules, history: Math.max(1, rules.history ?? 0) } : rules;

/** One exclusive look at the session a token names; what `work` returns is kept, and an end told in the chat. Undefined when the token names none. */
async function hold<R>(
  world: DoorWorld,
  token: string,
  work: (
    session: Phase<'password'> | undefined,
  ) => Promise<{ readonly session: ResetSession | undefined; readonly result: R | undefined }>,
): Promise<R | undefined> {
  const parts = readToken(token);
  if (!parts) return undefined;
  let isOver = false;
  const outcome = await world.conversations.turn(parts.conversation, undefined, async (kept) => {
    const parsed = resetSession.safeParse(kept?.mind);
    const session = parsed.success ? parsed.data : undefined;
    const mine =
      session?.phase === 'password' &&
      sameHash(session.grant.secretHash, parts.hash) &&
      world.clock() < session.grant.until
        ? session
        : undefined;
    const { session: next, result } = mine ? await work(mine) : { session: undefined, result: undefined };
    const record = next && kept ? { ...kept, mind: next } : kept;
    isOver = next?.phase === 'ended';
    return { record, lines: [], result };
  });
  if (isOver) void world.nudge(parts.conversation);
  return outcome === 'not-run' ? undefined : outcome;
}

/** Takes the grant: the first to come, with the policy, the account, the audit log and the journal all agreeing. Ended when they do not. */
async function claim(world: DoorWorld, cookie: string, password: string): Promise<Phase<'password'> | undefined> {
  return hold(world, cookie, async (session) => {
    if (session?.grant.stage !== 'opened') return { session, result: undefined };
    const over = await stopped(world, session);
    if (over) return { session: over.session, result: undefined };
    const account = session.grant.attempts < ATTEMPTS ? await allowed(world, session) : undefined;
    if (!account) {
      await record(world, session, 'authz_fail', 'grant-void');
      return { session: ended(session, 'refused'), result: undefined };
    }
    const next = writing(session, world.clock());
    await record(world, next, 'authn_password_change', 'started');
    const { id: accountId, passwordSetAt, passwordVersion } = account;
    const one = { grantId: session.grant.id, accountId };
    const kept = world.directory.takesTwoWrites ? keptFor(world.keyring, one, password) : undefined;
    const intent = { ...one, action: 'set-password', passwordSetAt, passwordVersion, kept } as const;
    const first = await world.journal.claim(intent);
    if (first) return { session: next, result: next };
    await record(world, session, 'session_ended', 'claimed-before');
    return { session: ended(session, 'unknown-outcome'), result: undefined };
  });
}
