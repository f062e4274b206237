import { newId } from '../crypto.js';
import type { Account, AccountState } from '../directories/directory.js';
import { AccountRefused } from '../errors.js';
import type { Ending } from './ask.js';
import type { Step } from './resets.js';
import type { Phase } from './session.js';
import { show } from './showing.js';
import { ended } from './transitions.js';
import { giveBackSession, record, type World } from './world.js';

/** Lifts the directory's lock-out, password untouched; or says which other lock it is, to the person who has proven who they are. */
export async function unlock(world: World, session: Phase<'choose'>, account: Account): Promise<Step> {
  const other = otherLock(account.state);
  if (other) {
    await record(world, session, 'user_updated', other);
    giveBackSession(world, session);
    return show(world, ended(session, other));
  }
  if (!(await lift(world, session, account))) return show(world, ended(session, 'refused'));
  giveBackSession(world, session);
  const step = await show(
    world,
    ended(session, account.state.passwordExpired ? 'unlocked-password-expired' : 'unlocked'),
  );
  const told = { channel: session.channel, at: world.clock() };
  return { ...step, after: () => world.announcer.announce('account-unlocked', account, told) };
}

/** What keeps the person out that no unlocking lifts; undefined when it is the directory's lock-out. */
function otherLock({ disabled, expired, locked, passwordExpired }: AccountState): Ending | undefined {
  if (disabled) return 'account-disabled';
  if (expired) return 'account-expired';
  if (locked) return undefined;
  return passwordExpired ? 'password-expired' : 'not-locked';
}

/** False when the directory does not let us. @throws DirectoryUnavailable */
async function lift(world: World, session: Phase<'choose'>, account: Account): Promise<boolean> {
  const grantId = newId();
  await record(world, session, 'user_updated', 'unlocking');
  await world.journal.claim({ grantId, accountId: account.id, action: 'unlock' });
  try {
    await world.directory.unlock(account);
  } catch (error) {
    const isRefused = error instanceof AccountRefused;
    await world.journal.settle(grantId, isRefused ? 'refused' : 'unknown');
    if (!isRefused) throw error;
    await record(world, session, 'authz_fail', 'unlock-refused');
    return false;
  }
  // In this order: a journal left open has it looked at again, and then recorded.
  await record(world, session, 'user_updated', 'unlocked');
  await world.journal.settle(grantId, 'done');
  return true;
}
