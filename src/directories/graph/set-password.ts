import { DirectoryUnavailable, OutcomeUnknown } from '../../errors.js';
import type { DirectoryLog } from '../deps.js';
import { type Graph, GraphRefusal } from './client.js';
import { HttpLost } from './http.js';
import { refusalOf } from './refusal.js';
import { type User, userById } from './user.js';

const LOOKS = 5;

/** One PATCH; whatever is not a clear answer is settled by lastPasswordChangeDateTime, never by writing again. */
export async function patchPassword(graph: Graph, before: User, password: string, pauseMs: number): Promise<void> {
  // The person chose it: asking for another at the next sign-in would teach people to invent throw-away ones.
  const passwordProfile = { password, forceChangePasswordNextSignIn: false };
  try {
    await graph.send('PATCH', `/users/${before.id}`, { passwordProfile });
  } catch (error) {
    if (error instanceof GraphRefusal && error.status < 500) throw refusalOf(error);
    if (error instanceof HttpLost && error.neverSent) throw new DirectoryUnavailable(error.message, { cause: error });
    if (!(error instanceof GraphRefusal || error instanceof HttpLost)) throw error;
    await settle(graph, before, error, pauseMs);
  }
}

/** Graph's replicas lag, so an unmoved date proves nothing unless Graph itself said that it failed. */
async function settle(graph: Graph, before: User, error: GraphRefusal | HttpLost, pauseMs: number): Promise<void> {
  let looked = 0;
  for (let look = 1; look <= LOOKS; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs * look));
    const now = await userById(graph, before.id).catch(() => undefined);
    if (!now) continue;
    if ((now.lastPasswordChangeDateTime ?? '') !== (before.lastPasswordChangeDateTime ?? '')) return;
    looked += 1;
  }
  if (error instanceof GraphRefusal && looked > 0) {
    throw new DirectoryUnavailable(`Microsoft Graph failed and did not write (HTTP ${error.status}).`, {
      cause: error,
      retryAfterMs: error.retryAfterMs,
    });
  }
  throw new OutcomeUnknown('Microsoft Graph did not answer the password write.', { cause: error });
}

/** Every session ends, everywhere: refresh tokens issued before now are void. Repeating it is harmless. */
export async function revokeSessions(graph: Graph, id: string, log: DirectoryLog): Promise<boolean> {
  for (let tries = 1; tries <= 3; tries += 1) {
    try {
      await graph.send('POST', `/users/${id}/revokeSignInSessions`);
      return true;
    } catch (error) {
      log.warn({ err: error, tries }, 'the password is set, but its sessions could not be revoked');
      if (error instanceof GraphRefusal && error.status < 500) return false;
    }
  }
  return false;
}
