import type { Keyring } from '../crypto.js';
import type { Account, Directory } from '../directories/directory.js';
import type { EnrollMethod, Enrollment, Method, MethodId } from '../methods/method.js';
import type { Announcer } from '../notices/announcer.js';
import type { OpenStanding, Registrar } from '../policy/registration.js';
import type { Inquiry, ProvingWorld } from '../proving/inquiry.js';
import * as proving from '../proving/inquiry.js';
import type { Recognise } from '../proving/recognise.js';
import type { Pace } from '../reset/pace.js';
import type { Claims, Conversations, Disputes } from '../stores/ports.js';
import type { EnrollSession, Inside, Known } from './session.js';

/** Everything registration depends on. */
export interface EnrollWorld extends ProvingWorld {
  readonly directory: Directory;
  readonly recognise: Recognise;
  readonly methods: ReadonlyMap<MethodId, Method>;
  readonly registrar: Registrar;
  readonly announcer: Announcer;
  readonly claims: Claims;
  readonly disputes: Disputes;
  readonly conversations: Conversations;
  readonly keyring: Keyring;
  readonly pace: Pace;
  /** Without a trailing slash; the only source of links. */
  readonly publicUrl: string;
  /** Evaluation mode only: the simulated phone looks at the same screen. */
  readonly onScreen?: ((uri: string) => void) | undefined;
}

/** The person as the directory, the database and the policy know them now. */
export interface Person {
  readonly account: Account;
  readonly enrollments: readonly Enrollment[];
  readonly standing: OpenStanding;
}

/** Undefined when registration is closed to this account, or it is gone. */
export async function personOf(world: EnrollWorld, accountId: string): Promise<Person | undefined> {
  const account = await world.directory.read(accountId);
  if (!account) return undefined;
  const enrollments = sorted(world, await world.enrollments.list(account.id));
  const standing = world.registrar.standing(account, enrollments, world.clock());
  return standing.kind === 'open' ? { account, enrollments, standing } : undefined;
}

/** As they are listed and numbered: strongest method first, then the oldest. */
function sorted(world: EnrollWorld, enrollments: readonly Enrollment[]): readonly Enrollment[] {
  const rankOf = ({ method }: Enrollment): number => world.methods.get(method)?.traits.rank ?? Number.MAX_SAFE_INTEGER;
  return [...enrollments].sort((a, b) => rankOf(a) - rankOf(b) || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

export const inquiryOf = (session: Known): Inquiry => ({
  sessionId: session.id,
  conversation: session.conversation,
  channel: session.channel,
  locale: session.locale,
  from: session.from,
  who: session.who,
  purpose: session.goal,
  told: session.first === 'password' || 'admitted' in session,
});

export const occasionOf = (session: Inside) => proving.occasionOf(inquiryOf(session));

/** One audit record of a transition; nothing else may happen when it cannot be written. */
export async function record(
  world: Pick<EnrollWorld, 'audit'>,
  session: EnrollSession,
  event: string,
  outcome: string,
  method?: MethodId,
): Promise<void> {
  const person = 'who' in session ? session.who.person : '';
  await proving.record(world, { sessionId: session.id, channel: session.channel, person }, event, outcome, method);
}

/** Resets and changes of this person are refused until then (epoch ms); undefined when they are not. */
export async function blockedUntil(world: ProvingWorld, person: string): Promise<number | undefined> {
  const spent = await world.throttle.spend(world.budgets.standing(person));
  return spent.kind === 'refused' ? spent.retryAt : undefined;
}

/** One registration a person at a time; the same conversation may take it up again. */
export const leaseKey = (person: string): string => `enrolling:${person}`;

/** The registration side of a method, where it has one. */
export const enrolling = (world: EnrollWorld, id: MethodId): EnrollMethod | undefined => world.methods.get(id)?.enroll;
