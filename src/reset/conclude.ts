import { newId } from '../crypto.js';
import type { Account } from '../directories/directory.js';
import type { Enrollment } from '../methods/method.js';
import { CURRENT_PASSWORD, satisfied } from '../policy/plan.js';
import { judgedHere } from './judged.js';
import { newSecret } from './password-link.js';
import type { Step } from './resets.js';
import type { Known, Phase } from './session.js';
import { away, show } from './showing.js';
import { stopped } from './stopping.js';
import { ended, granted, proven } from './transitions.js';
import { unlock } from './unlock.js';
import { record, type World } from './world.js';

/** What follows a proof: the next gate, the link, the unlocking, or an honest end. Undefined when gates are left and can be passed. */
export async function conclude(world: World, session: Phase<'choose'>, rest: number): Promise<Step | undefined> {
  if (!proven(session)) {
    if (rest > 0 || session.who.decoy) return undefined;
    await record(world, session, 'authn_login_fail', 'short-of-methods');
    return show(world, ended(session, 'short-of-methods'));
  }
  return finish(world, session);
}

/** What all proofs lead to, asked for once more: another link, or what the directory could not do before. */
export async function finishLater(world: World, session: Phase<'choose'> | Phase<'password'>): Promise<Step> {
  return (await stopped(world, session)) ?? finish(world, session);
}

async function finish(world: World, session: Phase<'choose'> | Phase<'password'>): Promise<Step> {
  try {
    const account = await allowed(world, session);
    const isUnlock = session.phase === 'choose' && session.goal === 'unlock';
    if (account) return await (isUnlock ? unlock(world, session, account) : handOut(world, session));
  } catch (error) {
    return away(world, session, error);
  }
  await record(world, session, 'authz_fail', 'policy-changed');
  return show(world, ended(session, 'refused'));
}

/**
 * The account as it is now, provided that it and the policy still allow what was frozen at the start (ASVS 8.3.2): asked at
 * the link and again at the write. Whether the person is blocked was asked in the same turn: where a proof was compared, or by
 * `stopped`.
 */
export async function allowed(world: World, session: Known): Promise<Account | undefined> {
  const account = await world.directory.read(session.who.accountId);
  if (!account || (account.passwordSetAt ?? 0) > session.startedAt) return undefined;
  const { registered, judged } = await judgedHere(world, session, account);
  return judged.kind === 'open' && satisfied(judged.plan, stillGood(session, registered)) ? account : undefined;
}

/** Proofs by what is still registered: who took a lost phone off the list is not let in by it. */
const stillGood = ({ passed }: Known, registered: readonly Enrollment[]): Known['passed'] =>
  passed.filter(
    ({ method, enrollmentId, proof }) =>
      method === CURRENT_PASSWORD || registered.some((one) => one.id === enrollmentId && one.proof === proof),
  );

/** A new one-time link; an earlier one of this session is void from now on. */
async function handOut(world: World, session: Phase<'choose'> | Phase<'password'>): Promise<Step> {
  const renewed = session.phase === 'password';
  const secret = newSecret(session.conversation);
  const next = granted(session, { id: newId(), secretHash: secret.hash }, world.clock());
  await record(world, next, 'authn_token_created', renewed ? 'link-renewed' : 'link');
  const url = `${world.publicUrl}/password/${secret.token}`;
  const note = renewed ? ({ kind: 'link-renewed' } as const) : undefined;
  return { session: next, ask: { kind: 'link', url, openBy: next.grant.until, note } };
}
