import type { Clock, KeptReference, References } from '../../stores/ports.js';
import type { AccountOf, Identity } from './references.js';

/** So many are asked for at a time, so many at once, and no oftener than this on one instance. */
const BATCH = 40;
const AT_ONCE = 4;
const PAUSE_MS = 30_000;

/**
 * People who are known in Teams and had no account when they were: the directory was down, or they came into it later. Asks
 * for the next few of them, in turn, whoever it is that is looked for. @throws when the directory cannot be asked
 */
export function lateAccounts(options: {
  readonly references: References;
  readonly clock: Clock;
  readonly accountOf: AccountOf;
  readonly identityOf: (kept: KeptReference) => Identity | undefined;
}): () => Promise<void> {
  const { references, clock, accountOf, identityOf } = options;
  let after = '';
  let next = Number.NEGATIVE_INFINITY;

  const ask = async (kept: KeptReference): Promise<void> => {
    const who = identityOf(kept);
    const accountId = who && (await accountOf(who));
    if (accountId !== undefined) await references.link(kept.key, accountId);
  };

  return async () => {
    if (clock() < next) return;
    next = clock() + PAUSE_MS;
    const found = [...(await references.unlinked(after, BATCH))];
    after = found.length < BATCH ? '' : (found.at(-1)?.key ?? '');
    const some = async (): Promise<void> => {
      for (let kept = found.shift(); kept; kept = found.shift()) await ask(kept);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, some));
  };
}
