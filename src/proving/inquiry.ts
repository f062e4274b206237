import type { Enrollment, Method, MethodId, Occasion, Question } from '../methods/method.js';
import { isApproval } from '../policy/countable.js';
import type { Budgets } from '../reset/budgets.js';
import type { AuditEntry, AuditLog, Clock, Enrollments, Throttle } from '../stores/ports.js';
import type { Subject } from './subject.js';

/** What asking for a proof depends on. */
export interface ProvingWorld {
  readonly enrollments: Enrollments;
  readonly throttle: Throttle;
  readonly budgets: Budgets;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** A person being asked for proofs, whatever for. */
export interface Inquiry {
  readonly sessionId: string;
  readonly conversation: string;
  readonly channel: 'webchat' | 'msteams';
  /** As much as is known of the place. */
  readonly from?: string | undefined;
  readonly locale: string;
  readonly who: Subject;
  readonly purpose: Occasion['purpose'];
  /** Whether something was proven already: before that, nothing of the person shows. */
  readonly told: boolean;
}

/** One way of proving that is open to the person now. */
export interface Choice {
  readonly method: Method;
  readonly enrollments: readonly Enrollment[];
}

/** Whether asking sends something that costs money or patience. */
export const carries = ({ method }: Pick<Choice, 'method'>): boolean =>
  method.traits.family === 'phone' || method.traits.family === 'mailbox';

/** The choice a person made by name or by the number of its line. */
export const chosen = (
  choices: readonly Choice[],
  wished: MethodId | undefined,
  ordinal?: number,
): Choice | undefined =>
  choices.find(({ method }) => method.traits.id === wished) ??
  (ordinal === undefined ? undefined : choices[ordinal - 1]);

/** Whether asking puts a request before a person, who may be worn down by many. */
export const prompts = ({ method }: Pick<Choice, 'method'>): boolean => isApproval(method.traits);

/** Whether the person needs a phone for it. An approval in another channel is given wherever that is open. */
export const isOnPhone = ({ method: { traits } }: Pick<Choice, 'method'>): boolean =>
  traits.family === 'phone' || (traits.family === 'app' && traits.answeredIn === undefined);

/** As they are offered: strongest first; to whoever has no phone there, what needs none before. */
export const inOrder =
  (isWithoutPhone: boolean | undefined) =>
  (a: Choice, b: Choice): number =>
    (isWithoutPhone ? Number(isOnPhone(a)) - Number(isOnPhone(b)) : 0) || a.method.traits.rank - b.method.traits.rank;

/** What is said to whoever has no phone there. */
export const withoutPhoneNote = (choices: readonly Choice[]) =>
  ({ kind: choices.length > 0 && choices.every(isOnPhone) ? 'only-by-phone' : 'without-phone' }) as const;

/** Whether asking makes a telephone ring. */
export const rings = ({ method }: Pick<Choice, 'method'>): boolean => method.traits.id === 'voice';

/** Answered on a phone or a page and not here: whatever is said meanwhile, the answer may have come, and it is the only one. */
export const isElsewhere = ({ kind }: Question): boolean => kind === 'approve' || kind === 'call' || kind === 'page';

/** Messages speak the account's own language: whoever writes in the chat does not choose what its owner can read. */
export const occasionOf = ({ sessionId, conversation, channel, from, who, purpose, locale }: Inquiry): Occasion => ({
  sessionId,
  conversation,
  channel,
  ...(from === undefined ? {} : { from }),
  accountId: who.accountId || who.person,
  login: who.login,
  purpose,
  locale: who.locale ?? locale,
});

/** One audit record; nothing else may happen when it cannot be written. */
export async function record(
  world: Pick<ProvingWorld, 'audit'>,
  about: Pick<Inquiry, 'sessionId' | 'channel'> & { readonly person: string },
  event: string,
  outcome: string,
  method?: MethodId,
  detail?: AuditEntry['detail'],
): Promise<void> {
  const { person, sessionId, channel } = about;
  await world.audit.append({ event, outcome, person, sessionId, channel, method, detail });
}

/** The same of a person being asked. */
export const recordOf = (
  world: Pick<ProvingWorld, 'audit'>,
  { sessionId, channel, who }: Inquiry,
  event: string,
  outcome: string,
  method?: MethodId,
): Promise<void> => record(world, { sessionId, channel, person: who.person }, event, outcome, method);
