import type { Keyring } from '../crypto.js';
import type { Account, Directory } from '../directories/directory.js';
import type { Enrollment, Method, MethodId } from '../methods/method.js';
import type { Announcer } from '../notices/announcer.js';
import type { Goal } from '../policy/plan.js';
import { giveBack } from '../proving/give-back.js';
import * as proving from '../proving/inquiry.js';
import type { Recognise } from '../proving/recognise.js';
import type { AuditEntry, AuditLog, Clock, Enrollments, Throttle, WriteJournal } from '../stores/ports.js';
import type { Beat } from './beat.js';
import type { Budgets } from './budgets.js';
import type { Menu } from './ordinary-menus.js';

import type { Pace } from './pace.js';
import type { FrozenPlan, Known, ResetSession } from './session.js';

/** What the policy says of an account, as the reset needs it. */
export type Judged =
  | { readonly kind: 'open'; readonly plan: FrozenPlan }
  /** Registered, but fewer independent methods than gates: the first proofs are taken, then the person is told. */
  | { readonly kind: 'short'; readonly plan: FrozenPlan }
  /** Nothing may be done by self-service; shown as a decoy. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface Planner {
  judge(account: Account, enrollments: readonly Enrollment[], now: number, goal: Goal): Judged;
  /** Whether the directory's own phone and mail count for this account's reset. */
  usesContacts(account: Account): boolean;
  /** The plan of everybody else: what an unknown name appears to have. */
  everyone(): FrozenPlan;
}

/** Everything the reset depends on. */
export interface World {
  readonly directory: Directory;
  readonly recognise: Recognise;
  readonly enrollments: Enrollments;
  readonly methods: ReadonlyMap<MethodId, Method>;
  readonly planner: Planner;
  readonly throttle: Throttle;
  readonly budgets: Budgets;
  readonly audit: AuditLog;
  readonly journal: WriteJournal;
  readonly announcer: Announcer;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly pace: Pace;
  /** What ordinary people are offered: decoys are drawn from it. */
  readonly menus: () => Promise<readonly Menu[]>;
  /** How long answers before a first proof wait. */
  readonly beat: Beat;
  /** Without a trailing slash; the only source of links. */
  readonly publicUrl: string;
}

/** A session that came to its end does not count against the person. */
export const giveBackSession = (world: Pick<World, 'throttle' | 'budgets'>, { who }: Known): void =>
  giveBack(world, world.budgets.session(who.person).slice(0, 1));

/** One audit record of a transition; nothing else may happen when it cannot be written. */
export async function record(
  world: Pick<World, 'audit'>,
  session: ResetSession,
  event: string,
  outcome: string,
  method?: MethodId,
  detail?: AuditEntry['detail'],
): Promise<void> {
  const person = 'who' in session ? (session.who?.person ?? '') : '';
  const { id: sessionId, channel } = session;
  await proving.record(world, { sessionId, channel, person }, event, outcome, method, detail);
}
