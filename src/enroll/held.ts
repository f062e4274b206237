import type { EnrollSession } from './session.js';
import { enrollSession } from './session.js';
import { aged } from './transitions.js';
import type { EnrollWorld } from './world.js';

/**
 * One exclusive look at the session of a conversation, from outside the chat; what `work` returns is kept. It gets undefined
 * where there is none, or where it is over.
 */
export async function held<R>(
  world: Pick<EnrollWorld, 'conversations' | 'clock'>,
  conversation: string,
  work: (
    session: EnrollSession | undefined,
  ) => Promise<{ readonly session: EnrollSession | undefined; readonly result: R }>,
): Promise<R | undefined> {
  const outcome = await world.conversations.turn(conversation, undefined, async (kept) => {
    const parsed = enrollSession.safeParse(kept?.mind);
    const session = parsed.success ? aged(parsed.data, world.clock()) : undefined;
    const { session: next, result } = await work(session?.phase === 'ended' ? undefined : session);
    return { record: next && kept ? { ...kept, mind: next } : kept, lines: [], result };
  });
  return outcome === 'not-run' ? undefined : outcome;
}
