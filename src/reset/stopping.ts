import { type Stop, stopOf } from '../proving/stop.js';
import type { Step } from './resets.js';
import type { Known } from './session.js';
import { show } from './showing.js';
import { ended, proofs } from './transitions.js';
import { record, type World } from './world.js';

/**
 * The end of a session whose person said "it's not me", in it or elsewhere; undefined while it may go on. Asked before a link is
 * made, opened or used, and whenever something moves the conversation on. A write under way is not cut off. That a person is
 * blocked does not show before a first proof.
 */
export async function stopped(world: World, session: Known): Promise<Step | undefined> {
  if (session.phase === 'password' && session.grant.stage === 'writing') return undefined;
  const stop = await stopOf(world, session.id, proofs(session) > 0 ? session.who.person : undefined);
  return stop && endedBy(world, session, stop);
}

export async function endedBy(world: World, session: Known, { ending, retryAt }: Stop): Promise<Step> {
  await record(world, session, 'session_ended', ending);
  return show(world, ended(session, ending, retryAt));
}
