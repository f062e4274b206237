import type { ProvingWorld } from './inquiry.js';

/** Why nothing more may be done in a session, and until when (epoch ms). */
export interface Stop {
  readonly ending: 'denied' | 'blocked';
  readonly retryAt: number;
}

/**
 * Whether a session is stopped: its person said that it was somebody else, or (where `person` is given) proofs of that person are
 * refused, whoever brought that about. One round trip. @throws StoreUnavailable
 */
export async function stopOf(
  { throttle, budgets }: Pick<ProvingWorld, 'throttle' | 'budgets'>,
  sessionId: string,
  person: string | undefined,
): Promise<Stop | undefined> {
  const denied = budgets.denied(sessionId);
  const spent = await throttle.spend([...denied, ...(person === undefined ? [] : budgets.standing(person))]);
  if (spent.kind === 'spent') return undefined;
  return { ending: denied.some(({ key }) => key === spent.key) ? 'denied' : 'blocked', retryAt: spent.retryAt };
}
