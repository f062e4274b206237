import { newId } from '../crypto.js';
import type { Account } from '../directories/directory.js';
import { satisfied } from '../policy/plan.js';
import { newSecret } from './password-link.js';
import { registeredFor } from './registered.js';
import type { Step } from './resets.js';
import type { Known, Phase } from './session.js';
import { ended, granted, left, proven } from './transitions.js';
import { record, type World } from './world.js';

/** What follows a proof: the next gate, the link, the unlocking, or an honest end. Undefined when gates are left and can be passed. */
export async function conclude(world: World, session: Phase<'choose'>, rest: number): Promise<Step | undefined> {
  if (!proven(session)) {
    if (rest > 0 || session.who.decoy) return undefined;
    await record(world, session, 'authn_login_fail', 'short-of-methods');
    const end = ended(session, 'short-of-methods');
    return { session: end, ask: { kind: 'ended', ending: 'short-of-methods' } };
  }
  if (!(await allowed(world, session))) {
    await record(world, session, 'authz_fail', 'policy-changed');
    return { session: ended(session, 'refused'), ask: { kind: 'ended', ending: 'refused' } };
  }
  return session.goal === 'unlock' ? unlock(world, session) : handOut(world, session);
}

/**
 * The account as it is now, provided that it and the policy still allow what was frozen at the start (ASVS 8.3.2): asked at
 * the link and again at the write.
 */
export async function allowed(world: World, session: Known): Promise<Account | undefined> {
  const account = await world.directory.read(session.who.accountId);
  if (!account || (account.passwordSetAt ?? 0) > session.startedAt) return undefined;
  const judged = world.planner.judge(account, await registeredFor(world, account), world.clock(), session.goal);
  return judged.kind === 'open' && satisfied(judged.plan, session.passed) ? account : undefined;
}

/** A new one-time link; an earlier one of this session is void from now on. */
export async function handOut(world: World, session: Known, renewed = false): Promise<Step> {
  const secret = newSecret(session.conversation);
  const next = granted(session, { id: newId(), secretHash: secret.hash }, world.clock());
  await record(world, next, 'authn_token_created', renewed ? 'link-renewed' : 'link');
  const url = `${world.publicUrl}/password/${secret.token}`;
  const note = renewed ? ({ kind: 'link-renewed' } as const) : undefined;
  return { session: next, ask: { kind: 'link', url, openBy: next.grant.until, note } };
}

async function unlock(world: World, session: Phase<'choose'>): Promise<Step> {
  const account = await world.directory.read(session.who.accountId);
  if (!account) return { session: ended(session, 'refused'), ask: { kind: 'ended', ending: 'refused' } };
  if (!account.state.locked) {
    await record(world, session, 'user_updated', 'not-locked');
    return { session: ended(session, 'not-locked'), ask: { kind: 'ended', ending: 'not-locked' } };
  }
  const grantId = newId();
  await record(world, session, 'user_updated', 'unlocking');
  await world.journal.claim({ grantId, accountId: account.id, action: 'unlock' });
  await world.directory.unlock(account);
  await world.journal.settle(grantId, 'done');
  await record(world, session, 'user_updated', 'unlocked');
  await giveBackSession(world, session);
  return {
    session: ended(left(session), 'unlocked'),
    ask: { kind: 'ended', ending: 'unlocked' },
    after: () => world.announcer.announce('account-unlocked', account, { channel: session.channel, at: world.clock() }),
  };
}

/** A session that came to its end does not count against the person. */
export async function giveBackSession(world: World, session: Known): Promise<void> {
  await world.throttle.refund(world.budgets.session(session.who.person).slice(0, 1));
}
