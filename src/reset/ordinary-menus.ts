import type { Account } from '../directories/directory.js';
import type { MethodId } from '../methods/method.js';
import { registeredFor } from './registered.js';
import type { World } from './world.js';

/** Enough to look like everybody; a directory answers so many within a second or two. */
const ASKED = 200;
const AT_ONCE = 4;
const FRESH_MS = 10 * 60_000;

/** What is offered to so many ordinary people. */
export interface Menu {
  readonly methods: readonly MethodId[];
  readonly people: number;
}

type Needs = Pick<World, 'enrollments' | 'methods' | 'planner' | 'directory' | 'clock'>;

/**
 * The menus of ordinary people (those under the policy of everybody else who could begin a reset now): what a decoy is
 * drawn from. Administrators and others with rules of their own are left out: what they registered, under the ordinary
 * policy, is a menu that nobody has. Asked for once and then every ten minutes, beside what people wait for.
 */
export function ordinaryMenus(needs: Needs): () => Promise<readonly Menu[]> {
  let known: { readonly menus: Promise<readonly Menu[]>; readonly until: number } | undefined;
  return async () => {
    const now = needs.clock();
    if (known && now < known.until) return known.menus;
    const before = known?.menus;
    const menus = survey(needs);
    known = { menus, until: now + FRESH_MS };
    menus.catch(() => {
      // Asked again by the next; until then what was known before is as good as ever.
      known = before && { menus: before, until: 0 };
    });
    return before ?? menus;
  };
}

async function survey(needs: Needs): Promise<readonly Menu[]> {
  const { policy } = needs.planner.everyone();
  const rest = [...(await needs.enrollments.people(ASKED))];
  const counted = new Map<string, Menu>();
  const ask = async (): Promise<void> => {
    for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
      const account = await needs.directory.read(id);
      const methods = account ? await offered(needs, account, policy) : [];
      const name = methods.join();
      if (methods.length > 0) counted.set(name, { methods, people: (counted.get(name)?.people ?? 0) + 1 });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return [...counted.values()];
}

async function offered(needs: Needs, account: Account, policy: string): Promise<readonly MethodId[]> {
  const judged = needs.planner.judge(account, await registeredFor(needs, account), needs.clock(), 'reset');
  if (judged.kind === 'refused' || judged.plan.policy !== policy) return [];
  return judged.plan.methods.filter((id) => needs.methods.has(id));
}
