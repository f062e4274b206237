import { BLOCK_MS, blockKey } from '../reset/budgets.js';
import type { ProvingWorld } from './inquiry.js';

/** The last try was taken: resets of that person are refused until the budget that was used up begins anew. */
export async function lock(
  { throttle, budgets, clock }: Pick<ProvingWorld, 'throttle' | 'budgets' | 'clock'>,
  person: string,
): Promise<void> {
  // Refused now, and says until when.
  const next = await throttle.spend(budgets.proof(person));
  await throttle.block(blockKey(person), next.kind === 'refused' ? next.retryAt : clock() + BLOCK_MS);
}
