import { DirectoryUnavailable } from '../errors.js';
import { CURRENT_PASSWORD, gatesPassed } from '../policy/plan.js';
import { carries } from '../proving/inquiry.js';
import { standingAsk } from '../sign-in/ask.js';
import type { Ask, Note } from './ask.js';
import { choices, optionsOf } from './options.js';
import type { Step } from './resets.js';
import type { Known, Phase, ResetSession } from './session.js';
import { proven } from './transitions.js';
import type { World } from './world.js';

/** How a session is put into words' reach: the question that stands, whoever asks for it. */
export async function show(world: World, session: ResetSession, note?: Note): Promise<Step> {
  switch (session.phase) {
    case 'identify':
      return { session, ask: { kind: 'identify', note } };
    case 'sign-in':
      return { session, ask: standingAsk(session) };
    case 'choose':
      if (proven(session)) return { session, ask: awayAsk(world, session) };
      return chooseStep(world, session, note ?? (hasJustSignedIn(session) ? { kind: 'signed-in' } : undefined));
    case 'challenge':
      return answerStep(world, session, note);
    case 'password':
      return { session, ask: passwordAsk(session) };
    case 'ended': {
      const { ending, retryAt, signedOut } = session;
      return { session, ask: { kind: 'ended', ending, retryAt, signedOut } };
    }
  }
}

/** What happened so far is kept, also where the directory does not say what there is to choose from. */
export async function chooseStep(world: World, session: Phase<'choose'>, note?: Note): Promise<Step> {
  const here = { ...session, away: undefined };
  try {
    const options = optionsOf(here, await choices(world, here));
    return { session: here, ask: { kind: 'choose', ...progress(here), options, note } };
  } catch (error) {
    return away(world, { ...session, away: true }, error);
  }
}

/** Where the directory does not say when to come back. */
export const AWAY_MS = 60_000;

/** What is left to do is the directory's. */
export const awayAsk = ({ clock }: World, session: ResetSession, retryAfterMs = AWAY_MS): Ask => ({
  kind: 'directory-away',
  retryAt: clock() + retryAfterMs,
  kept: 'passed' in session && session.passed.length > 0,
  over: session.phase === 'ended',
});

/** A directory that does not answer, told as such: the session stays. @throws the error when it is another */
export function away(world: World, session: ResetSession, error: unknown): Step {
  if (!(error instanceof DirectoryUnavailable)) throw error;
  return { session, ask: awayAsk(world, session, error.retryAfterMs) };
}

export function answerStep(world: World, session: Phase<'challenge'>, note?: Note): Step {
  const method = world.methods.get(session.active.method);
  const resendable = method !== undefined && carries({ method });
  const { question } = session.active.challenge;
  return {
    session,
    ask: { kind: 'answer', method: session.active.method, question, ...progress(session), resendable, note },
  };
}

const hasJustSignedIn = ({ passed: [first, ...more] }: Known): boolean =>
  first?.method === CURRENT_PASSWORD && more.length === 0;

const progress = ({ plan, passed }: Known) => ({ gates: plan.gates, passed: gatesPassed(plan, passed) });

/** The link itself is said once, when it is made: its secret is not kept. */
function passwordAsk({ grant }: Phase<'password'>): Ask {
  switch (grant.stage) {
    case 'issued':
      return { kind: 'link-waiting', openBy: grant.until };
    case 'opened':
      return { kind: 'page-open', finishBy: grant.until };
    case 'writing':
      return { kind: 'writing' };
  }
}
