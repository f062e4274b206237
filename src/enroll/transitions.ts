import type { MethodId } from '../methods/method.js';
import type { Active, Subject } from '../proving/subject.js';
import { issued } from '../sign-in/sign-in.js';
import {
  type Ending,
  type EnrollSession,
  FRESH_MS,
  type Goal,
  type Inside,
  type Known,
  type Phase,
  type Proving,
  SESSION_MS,
} from './session.js';

/** The pure moves of a registration. Each takes the phases it is legal from, and no other. */

type Start = Pick<EnrollSession, 'id' | 'goal' | 'conversation' | 'channel' | 'ownsTranscript' | 'locale' | 'from'>;

const baseOf = (session: EnrollSession) => ({
  id: session.id,
  goal: session.goal,
  conversation: session.conversation,
  channel: session.channel,
  ownsTranscript: session.ownsTranscript,
  locale: session.locale,
  from: session.from,
  startedAt: session.startedAt,
  endsAt: session.endsAt,
  step: session.step + 1,
});
const knownOf = (session: Known) => ({
  ...baseOf(session),
  who: session.who,
  first: session.first,
  isWithoutPhone: session.isWithoutPhone,
});
const insideOf = (session: Inside) => ({ ...knownOf(session), admitted: session.admitted });

/** A new session, over at its absolute end whatever happens in it. */
const started = (start: Start, now: number) => ({ ...start, startedAt: now, endsAt: now + SESSION_MS, step: 0 });

/** The web chat: the person signs in on a page of its own. */
export const begun = (start: Start, secretHash: string, now: number): Phase<'sign-in'> => {
  const base = started(start, now);
  return { phase: 'sign-in', ...base, link: issued(secretHash, base.endsAt, now) };
};

/** A channel that vouches for the person: no page, but everything else. */
export const recognised = (start: Start, who: Subject, now: number): Phase<'prove'> => ({
  phase: 'prove',
  ...started(start, now),
  who,
  first: 'identity',
  fresh: true,
});

/** The password was right. */
export const signedIn = (session: Phase<'sign-in'>, who: Subject): Phase<'prove'> => ({
  phase: 'prove',
  ...baseOf(session),
  who,
  first: 'password',
  fresh: true,
});

export const asked = (session: Proving, active: Active): Phase<'challenge'> => ({
  phase: 'challenge',
  ...knownOf(session),
  ...(session.wanted === undefined ? {} : { wanted: session.wanted }),
  active,
});

/** Back to the choice of a proof; what was asked is forgotten. */
export const unasked = (session: Proving): Phase<'prove'> => ({
  phase: 'prove',
  ...knownOf(session),
  ...(session.wanted === undefined ? {} : { wanted: session.wanted }),
  fresh: false,
});

/** The same, and what needs no phone comes first from now on. */
export const unaskedWithoutPhone = (session: Proving): Phase<'prove'> => ({
  ...unasked(session),
  isWithoutPhone: true,
});

/** One wrong reply: the same question while tries are left, then the choice. */
export function failed(session: Phase<'challenge'>): Proving {
  const tries = session.active.tries - 1;
  return tries > 0 ? { ...session, step: session.step + 1, active: { ...session.active, tries } } : unasked(session);
}

/** The only way in. `proofs` counts the first one too. */
export const admitted = (session: Proving, proofs: 1 | 2, now: number): Phase<'overview'> => ({
  phase: 'overview',
  ...knownOf(session),
  admitted: { proofs, at: now },
});

/** A fresh proof is due before this one may be taken out. */
export const doubted = (session: Inside, enrollmentId: string): Phase<'prove'> => ({
  phase: 'prove',
  ...knownOf(session),
  wanted: enrollmentId,
  fresh: true,
});

export const isFresh = ({ admitted: { at } }: Inside, now: number): boolean => now - at < FRESH_MS;

export const reviewing = (session: Inside): Phase<'review'> => ({ phase: 'review', ...insideOf(session) });

/** Where one thing is done and the next is chosen; what was begun and not proven is gone. */
export const home = (session: Inside, goal: Goal = session.goal): Phase<'overview'> => ({
  phase: 'overview',
  ...insideOf(session),
  goal,
});

export const entering = (
  session: Inside,
  method: MethodId,
  challenge: Phase<'enter'>['challenge'],
): Phase<'enter'> => ({ phase: 'enter', ...insideOf(session), method, challenge });

type Confirming = Pick<Phase<'confirm'>, 'method' | 'challenge' | 'kept' | 'tries' | 'asking' | 'page'>;

export const confirming = (session: Inside, { page, ...what }: Confirming): Phase<'confirm'> => ({
  phase: 'confirm',
  ...insideOf(session),
  ...what,
  ...(page ? { page } : {}),
});

export const picking = (
  session: Inside,
  enrollmentId: string,
  phase: 'entry' | 'name' | 'remove',
): Phase<'entry'> | Phase<'name'> | Phase<'remove'> => ({ phase, ...insideOf(session), enrollmentId });

export const ended = (session: EnrollSession, ending: Ending, retryAt?: number): Phase<'ended'> => ({
  phase: 'ended',
  ...baseOf(session),
  ending,
  ...(retryAt === undefined ? {} : { retryAt }),
});

/** What time alone does. */
export const aged = (session: EnrollSession, now: number): EnrollSession =>
  session.phase !== 'ended' && now >= session.endsAt ? ended(session, 'expired') : session;
