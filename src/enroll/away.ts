import { DirectoryUnavailable } from '../errors.js';
import { AWAY_MS } from '../reset/showing.js';
import type { Clock } from '../stores/ports.js';
import type { Step } from './ask.js';
import type { EnrollSession } from './session.js';

/** Where no proof was given yet, or none counts any more. */
const OUTSIDE: readonly EnrollSession['phase'][] = ['sign-in', 'prove', 'challenge', 'ended'];

/** A directory that does not answer is told as such, and the session stays as given. @throws what else goes wrong */
export async function patiently(
  { clock }: { readonly clock: Clock },
  session: EnrollSession,
  work: () => Promise<Step>,
): Promise<Step> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    const retryAt = clock() + (error.retryAfterMs ?? AWAY_MS);
    const isOutside = OUTSIDE.includes(session.phase);
    return { session, ask: { kind: 'directory-away', retryAt, kept: !isOutside, over: session.phase === 'ended' } };
  }
}
