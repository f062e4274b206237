import { DirectoryUnavailable, OutcomeUnknown } from '../../errors.js';
import type { Clock } from '../../stores/ports.js';
import type { DirectoryLog } from '../deps.js';
import { type Graph, GraphRefusal } from './client.js';
import { HttpLost } from './http.js';
import { refusalOf } from './refusal.js';
import { type User, userById } from './user.js';

export interface PatchPassword {
  /** As read just now. */
  readonly before: User;
  readonly password: string;
  /** Whether it signs in; an error where nobody may ask. */
  readonly tryPassword: () => Promise<boolean>;
  readonly clock: Clock;
  readonly pauseMs: number;
}

const LOOKS = 5;
/** Between Microsoft's clock and ours. */
const SKEW_MS = 2 * 60_000;
/** Said by a gateway: what stands behind it may still be at work. */
const GATEWAY = new Set([502, 504]);

/** One PATCH; whatever is not a clear answer is settled by lastPasswordChangeDateTime, never by writing again. */
export async function patchPassword(graph: Graph, task: PatchPassword): Promise<void> {
  const { before, password, clock } = task;
  const sentAt = clock();
  // The person chose it: asking for another at the next sign-in would teach people to invent throw-away ones.
  const passwordProfile = { password, forceChangePasswordNextSignIn: false };
  try {
    await graph.send('PATCH', `/users/${before.id}`, { passwordProfile });
  } catch (error) {
    if (error instanceof GraphRefusal && error.status < 500) throw refusalOf(error);
    if (error instanceof HttpLost && error.neverSent) throw new DirectoryUnavailable(error.message, { cause: error });
    if (!(error instanceof GraphRefusal || error instanceof HttpLost)) throw error;
    await settle(graph, task, error, sentAt);
  }
}

/** Graph's replicas lag, so an unmoved date proves nothing unless Graph itself said that it failed. */
async function settle(graph: Graph, task: PatchPassword, error: GraphRefusal | HttpLost, sentAt: number) {
  const { before, pauseMs } = task;
  let looked = 0;
  for (let look = 1; look <= LOOKS; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs * look));
    const now = await userById(graph, before.id).catch(() => undefined);
    if (!now) continue;
    looked += 1;
    if (!isNewer(now, before, sentAt)) continue;
    // Somebody else may have set another password at the same moment.
    if (await task.tryPassword().catch(() => true)) return;
    throw unknown(error);
  }
  if (error instanceof GraphRefusal && !GATEWAY.has(error.status) && looked > 0) {
    throw new DirectoryUnavailable(`Microsoft Graph failed and did not write (HTTP ${error.status}).`, {
      cause: error,
      retryAfterMs: error.retryAfterMs,
    });
  }
  throw unknown(error);
}

const unknown = (cause: unknown): OutcomeUnknown =>
  new OutcomeUnknown('Microsoft Graph did not answer the password write.', { cause });

/** A replica that lags shows an older date than before: that is no sign of our write. */
function isNewer(now: User, before: User, sentAt: number): boolean {
  const setAt = Date.parse(now.lastPasswordChangeDateTime ?? '');
  const setBefore = Date.parse(before.lastPasswordChangeDateTime ?? '');
  return setAt > (Number.isNaN(setBefore) ? 0 : setBefore) && setAt >= sentAt - SKEW_MS;
}

/** Every session ends, everywhere: refresh tokens issued before now are void. Repeating it is harmless. */
export async function revokeSessions(graph: Graph, id: string, log: DirectoryLog): Promise<boolean> {
  for (let tries = 1; tries <= 3; tries += 1) {
    try {
      await graph.send('POST', `/users/${id}/revokeSignInSessions`);
      return true;
    } catch (error) {
      log.warn({ err: error, tries }, 'the password is set, but its sessions could not be revoked');
      // Patience has been had already, or it is a clear no.
      if (error instanceof DirectoryUnavailable || (error instanceof GraphRefusal && error.status < 500)) return false;
    }
  }
  return false;
}
