import { CURRENT_PASSWORD, independent, satisfied } from '../policy/plan.js';
import { issued } from '../sign-in/sign-in.js';
import type { Ending } from './ask.js';
import {
  type Active,
  FINISH_MS,
  type FrozenPlan,
  type Grant,
  type Known,
  OPEN_MS,
  type Phase,
  type Proof,
  type ResetSession,
  SESSION_MS,
  type Subject,
  WRITE_MS,
} from './session.js';

/** The pure moves of the machine, drawn in `docs/architecture.md`. Each takes the phases it is legal from, and no other. */

type Start = Pick<ResetSession, 'id' | 'goal' | 'conversation' | 'channel' | 'locale' | 'from'>;

export function begun(start: Start, now: number): Phase<'identify'> {
  const { id, goal, conversation, channel, locale, from } = start;
  return {
    phase: 'identify',
    id,
    goal,
    conversation,
    channel,
    locale,
    from,
    startedAt: now,
    endsAt: now + SESSION_MS,
    step: 0,
  };
}

/** A change begins with a sign-in on a page of its own; `who` where the channel vouches for the person. */
export function signingIn(
  start: Omit<Start, 'goal'>,
  who: Subject | undefined,
  secretHash: string,
  now: number,
): Phase<'sign-in'> {
  const base = { ...begun({ ...start, goal: 'change' }, now), goal: 'change', phase: 'sign-in' } as const;
  return { ...base, who, link: issued(secretHash, base.endsAt, now) };
}

const baseOf = (session: ResetSession) => ({
  id: session.id,
  goal: session.goal,
  conversation: session.conversation,
  channel: session.channel,
  locale: session.locale,
  from: session.from,
  startedAt: session.startedAt,
  endsAt: session.endsAt,
  step: session.step + 1,
});

const knownOf = (session: Known) => ({
  ...baseOf(session),
  who: session.who,
  plan: session.plan,
  passed: session.passed,
  isWithoutPhone: session.isWithoutPhone,
  current: session.current,
});

export const identified = (session: Phase<'identify'>, who: Subject, plan: FrozenPlan): Phase<'choose'> => ({
  phase: 'choose',
  ...baseOf(session),
  who,
  plan,
  passed: [],
});

/** The current password was right: a proof like any other. `current` is kept to hold the new one against. */
export const signedIn = (
  session: Phase<'sign-in'>,
  who: Subject,
  plan: FrozenPlan,
  current: string,
): Phase<'choose'> => ({
  phase: 'choose',
  ...baseOf(session),
  who,
  plan,
  passed: [{ method: CURRENT_PASSWORD, enrollmentId: '', proof: 'password' }],
  current,
});

export const asked = (session: Phase<'choose'> | Phase<'challenge'>, active: Active): Phase<'challenge'> => ({
  phase: 'challenge',
  ...knownOf(session),
  active,
});

/** Back to the choice; what was asked is forgotten. */
export const left = (session: Phase<'choose'> | Phase<'challenge'>): Phase<'choose'> => ({
  phase: 'choose',
  ...knownOf(session),
});

/** The same, and what needs no phone comes first from now on. */
export const leftWithoutPhone = (session: Phase<'choose'> | Phase<'challenge'>): Phase<'choose'> => ({
  ...left(session),
  isWithoutPhone: true,
});

/** One wrong reply: the same question while tries are left, then the choice. */
export function failed(session: Phase<'challenge'>): Phase<'challenge'> | Phase<'choose'> {
  const tries = session.active.tries - 1;
  return tries > 0 ? { ...session, step: session.step + 1, active: { ...session.active, tries } } : left(session);
}

/** A proof counts once: the same `proof` key again adds nothing. */
export function passed(session: Phase<'challenge'>, proof: Proof): Phase<'choose'> {
  const chosen = left(session);
  const already = session.passed.some((earlier) => earlier.proof === proof.proof);
  return already ? chosen : { ...chosen, passed: [...chosen.passed, proof] };
}

/** How many independent proofs were given. */
export const proofs = (session: Known): number => independent(session.passed);

/** All gates passed, by a real person. */
export const proven = (session: Known): boolean =>
  session.who.accountId !== '' && !session.who.decoy && satisfied(session.plan, session.passed);

/** The only way to a link. @throws Error when the gates are not passed: a defect, never a person's doing. */
export function granted(session: Known, grant: Pick<Grant, 'id' | 'secretHash'>, now: number): Phase<'password'> {
  if (!proven(session)) throw new Error('A link was asked for before all gates were passed.');
  const until = Math.min(now + OPEN_MS, session.endsAt);
  return { phase: 'password', ...knownOf(session), grant: { ...grant, stage: 'issued', until, attempts: 0 } };
}

export function opened(session: Phase<'password'>, cookieHash: string, now: number): Phase<'password'> {
  const until = Math.min(now + FINISH_MS, session.endsAt);
  return {
    ...session,
    step: session.step + 1,
    grant: { ...session.grant, secretHash: cookieHash, stage: 'opened', until },
  };
}

export const writing = (session: Phase<'password'>, now: number): Phase<'password'> => ({
  ...session,
  step: session.step + 1,
  grant: { ...session.grant, stage: 'writing', attempts: session.grant.attempts + 1, writeBy: now + WRITE_MS },
});

/** The directory refused and nothing was written: the page may try again, under a new grant of its own. */
export const reopened = (session: Phase<'password'>, grantId: string): Phase<'password'> => ({
  ...session,
  step: session.step + 1,
  grant: { ...session.grant, id: grantId, stage: 'opened', writeBy: undefined },
});

export const ended = (session: ResetSession, ending: Ending, retryAt?: number): Phase<'ended'> => ({
  phase: 'ended',
  ...baseOf(session),
  ending,
  ...(retryAt === undefined ? {} : { retryAt }),
});

/**
 * What time alone does: a session past its end is over. A write under way is not cut off; one that never came to its end,
 * because its process was killed, has an outcome nobody knows.
 */
export function aged(session: ResetSession, now: number): ResetSession {
  if (session.phase === 'ended') return session;
  if (session.phase === 'password' && session.grant.stage === 'writing') {
    return now >= (session.grant.writeBy ?? session.endsAt) ? ended(session, 'unknown-outcome') : session;
  }
  return now >= session.endsAt ? ended(session, 'expired') : session;
}
