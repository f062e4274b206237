import { newId } from '../crypto.js';
import type { Account } from '../directories/directory.js';
import { AccountRefused, DirectoryUnavailable, OutcomeUnknown, PasswordRejected } from '../errors.js';
import type { Conversations } from '../stores/ports.js';
import type { SetOutcome } from './password-door.js';
import { type Phase, type ResetSession, resetSession } from './session.js';
import { ended, reopened } from './transitions.js';
import { giveBackSession, record, type World } from './world.js';

/** What a write needs beside what the reset does. */
export interface WriteWorld extends World {
  readonly conversations: Conversations;
  /** Moves the conversation on: the chat already knows when the person comes back. Never throws. */
  readonly nudge: (conversation: string) => Promise<void>;
  readonly log: { error(fields: object, text: string): void };
}

/** A directory that does not answer, as an outcome: nothing was written. */
export async function orUnavailable(work: () => Promise<SetOutcome>): Promise<SetOutcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return { kind: 'unavailable', retryAfterMs: error.retryAfterMs };
  }
}

/** The one directory write of a grant, and what became of it. */
export async function write(world: WriteWorld, session: Phase<'password'>, password: string): Promise<SetOutcome> {
  const { accountId } = session.who;
  const outcome = await orUnavailable(async () => {
    const account = await world.directory.read(accountId);
    return account ? attempt(world, account, password) : { kind: 'gone' };
  }).catch(async (error: unknown) => {
    // It did not come as far as the write.
    await settle(world, session, { kind: 'unavailable' });
    throw error;
  });
  try {
    await settle(world, session, outcome);
  } catch (error) {
    if (outcome.kind !== 'done' && outcome.kind !== 'unknown') throw error;
    // The page must not say that nothing has changed; the journal, left open, has it looked at again.
    world.log.error(
      { err: error, outcome: outcome.kind },
      'A password was sent, but what came of it could not be kept.',
    );
  }
  if (outcome.kind !== 'done') return outcome;
  const account = await world.directory.read(accountId).catch(() => undefined);
  const context = { channel: session.channel, at: world.clock() };
  if (account) void world.announcer.announce('password-changed', account, context);
  return outcome;
}

async function attempt(world: WriteWorld, account: Account, password: string): Promise<SetOutcome> {
  try {
    const { sessionsEnded } = await world.directory.setPassword(account, password);
    return { kind: 'done', signedOut: sessionsEnded || undefined };
  } catch (error) {
    if (error instanceof PasswordRejected) return { kind: 'rejected', broken: [error.rule] };
    if (error instanceof AccountRefused) return { kind: 'gone' };
    // Not looked into any further: that the new password works does not mean that the old one no longer does.
    if (error instanceof OutcomeUnknown) return { kind: 'unknown' };
    if (error instanceof DirectoryUnavailable) throw error;
    world.log.error({ err: error }, 'A password was sent, and whether it was taken is not known.');
    return { kind: 'unknown' };
  }
}

const SETTLED = {
  done: 'done',
  rejected: 'refused',
  unavailable: 'failed',
  unknown: 'unknown',
  gone: 'refused',
} as const;

async function settle(world: WriteWorld, session: Phase<'password'>, outcome: SetOutcome): Promise<void> {
  const next = after(session, outcome);
  await world.journal.settle(session.grant.id, SETTLED[outcome.kind]);
  const kept = await world.conversations.turn(session.conversation, undefined, async (record) => {
    // The person may have waited long enough to begin anew.
    const isOurs = resetSession.safeParse(record?.mind).data?.id === session.id;
    return { record: record && isOurs ? { ...record, mind: next } : record, lines: [], result: isOurs };
  });
  const event = outcome.kind === 'done' ? 'authn_password_change' : 'authn_password_change_fail';
  await record(world, session, event, outcome.kind);
  if (outcome.kind === 'done') giveBackSession(world, session);
  if (next.phase === 'ended' && kept === true) void world.nudge(session.conversation);
}

function after(session: Phase<'password'>, outcome: SetOutcome): ResetSession {
  switch (outcome.kind) {
    case 'done':
      return { ...ended(session, 'done'), signedOut: outcome.signedOut };
    case 'unknown':
      return ended(session, 'unknown-outcome');
    case 'gone':
      return ended(session, 'refused');
    case 'rejected':
    case 'unavailable':
      return reopened(session, newId());
  }
}
