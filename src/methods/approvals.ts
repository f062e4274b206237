import { z } from 'zod';
import { fingerprint } from '../crypto.js';
import type { Waker } from '../senders/waker.js';
import type { Claims, Clock, Conversations } from '../stores/ports.js';
import { isSigned, signature, statement } from './device-key.js';
import { type Devices, NOTIFICATION, type Paired, SKEW_MS } from './devices.js';
import type { MethodId } from './method.js';

/** How long a request may be approved (security catalogue PSH-4). */
export const APPROVE_MS = 60_000;
/** How long "it's not me" may still be said of it. */
const DENY_MS = 15 * 60_000;
/** How long an answer waits to be picked up by its conversation. */
const PICK_UP_MS = 2 * 60_000;

export const request = z.strictObject({
  id: z.string(),
  accountId: z.string(),
  login: z.string(),
  purpose: z.enum(['reset', 'unlock', 'change', 'register', 'manage']),
  /** Where it was asked: the channel, and as much of the place as is known. */
  channel: z.enum(['webchat', 'msteams']).optional(),
  from: z.string().optional(),
  /** Shown in the conversation, to be typed on the phone. */
  number: z.string(),
  nonce: z.string(),
  /** Epoch ms: asked, and to be approved before. */
  at: z.number(),
  until: z.number(),
  sessionId: z.string(),
  conversation: z.string().optional(),
});
export type ApprovalRequest = z.infer<typeof request>;

/** A request whose person says that it was somebody else. */
export type Denial = Pick<ApprovalRequest, 'accountId' | 'sessionId' | 'channel'> & { readonly method: MethodId };

/** What a phone sees of a request: everything but the number. */
export type Waiting = Pick<ApprovalRequest, 'id' | 'nonce' | 'login' | 'purpose' | 'channel' | 'from' | 'at' | 'until'>;

/** What a phone answers. Signed over all of it and the nonce. */
export const answer = z.strictObject({
  account: z.string().min(1).max(256),
  device: z.string().regex(/^[\w-]{43}$/),
  id: z.string().regex(/^[\w-]{22}$/),
  action: z.enum(['approve', 'deny']),
  /** As typed; '' with a denial. */
  number: z.string().regex(/^\d{0,2}$/),
  at: z.number().int().positive(),
  signature,
});
export type Answer = z.infer<typeof answer>;

export type Answered =
  | 'approved'
  | 'denied'
  | 'wrong-number'
  /** Its sixty seconds are over; "it's not me" may still be said. */
  | 'late'
  /** Answered already, replaced by a newer one, or never there. */
  | 'gone'
  /** Not signed by a phone that may answer. */
  | 'forged';

/** Requests under way, shared by all instances. Whatever answers one answers it once. @throws StoreUnavailable */
export interface Approvals {
  /** Puts the request before all phones of the person, and wakes them. */
  open(request: ApprovalRequest): Promise<void>;
  /** What waits for this phone. */
  waiting(phone: Paired): Promise<Waiting | undefined>;
  answer(given: Answer): Promise<Answered>;
  /** What was answered, as the phone signed it; for one caller. */
  take(id: string): Promise<Answer | undefined>;
  /** Calls `listener` whenever something may have changed for the account, until the returned function is called. */
  follow(accountId: string, listener: () => void): Promise<() => void>;
}

interface Needs {
  readonly claims: Pick<Claims, 'get' | 'put' | 'take'>;
  readonly conversations: Pick<Conversations, 'subscribe' | 'whisper'>;
  readonly devices: Devices;
  readonly waker: Waker;
  readonly clock: Clock;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
  /** "It's not me": keeps the person's account safe and tells the person. */
  readonly denied: (request: Denial) => Promise<void>;
  readonly log: { warn(details: object, message: string): void };
}

/** What a phone signs when it answers. */
export const answerText = ({ nonce }: Pick<ApprovalRequest, 'nonce'>, { id, action, number, at }: Answer): string =>
  statement('answer', [id, nonce, action, number, String(at)]);

export function approvals(needs: Needs): Approvals {
  const { claims, conversations, devices, clock, nudge } = needs;
  const requestKey = (id: string): string => `approval:${id}`;
  const answerKey = (id: string): string => `approval-answer:${id}`;
  const newestKey = (accountId: string): string => `approval-of:${fingerprint(accountId)}`;
  const followKey = (accountId: string): string => `a.${fingerprint(accountId)}`;

  const find = async (id: string): Promise<ApprovalRequest | undefined> => {
    const kept = await claims.get(requestKey(id));
    return kept === undefined ? undefined : request.parse(JSON.parse(kept));
  };
  const tell = (accountId: string, id: string): Promise<void> => conversations.whisper(followKey(accountId), { id });
  /** A phone that was registered a moment ago may have to wait before it counts. */
  const mayAnswer = ({ enrollment }: Paired, { at }: ApprovalRequest): boolean => enrollment.usableFrom <= at;

  return {
    async open(made) {
      const phones = (await devices.of(made.accountId)).filter((phone) => mayAnswer(phone, made));
      await claims.put(requestKey(made.id), JSON.stringify(made), DENY_MS);
      await claims.put(newestKey(made.accountId), made.id, DENY_MS);
      await tell(made.accountId, made.id);
      await Promise.all(phones.map((phone) => wake(needs, made.login, phone)));
    },
    async waiting(phone) {
      const { accountId } = phone.enrollment;
      const newest = await claims.get(newestKey(accountId));
      const found = newest === undefined ? undefined : await find(newest);
      if (!found || !mayAnswer(phone, found)) return undefined;
      const { id, nonce, login, purpose, channel, from, at, until } = found;
      return { id, nonce, login, purpose, channel, from, at, until };
    },
    async answer(given) {
      const phone = (await devices.of(given.account)).find(({ id }) => id === given.device);
      if (!phone) return 'forged';
      const found = await find(given.id);
      if (!found || found.accountId !== given.account) return 'gone';
      const isTimely = given.at >= found.at - SKEW_MS && given.at <= clock() + SKEW_MS;
      const isGenuine = isTimely && isSigned(phone.key, answerText(found, given), given.signature);
      if (!isGenuine || !mayAnswer(phone, found)) return 'forged';
      // What protects comes first, and may be done twice.
      if (given.action === 'deny') await needs.denied({ ...found, method: NOTIFICATION });
      else if (clock() >= found.until) return 'late';
      // Taking it out is what makes every answer the only one.
      const isFirst = (await claims.take(requestKey(found.id))) !== undefined;
      if (isFirst) {
        await claims.put(answerKey(found.id), JSON.stringify(given), PICK_UP_MS);
        await tell(found.accountId, found.id);
        // Not waited for: the person on the phone is.
        if (found.conversation !== undefined) void nudge(found.conversation);
      }
      if (given.action === 'deny') return 'denied';
      if (!isFirst) return 'gone';
      return given.number === found.number ? 'approved' : 'wrong-number';
    },
    async take(id) {
      const kept = await claims.take(answerKey(id));
      return kept === undefined ? undefined : answer.parse(JSON.parse(kept));
    },
    follow: (accountId, listener) => conversations.subscribe(followKey(accountId), () => listener()),
  };
}

/** A phone that cannot be woken may have the app open all the same. */
async function wake({ waker, devices, log }: Needs, login: string, phone: Paired): Promise<void> {
  try {
    const outcome = await waker.wake(login, phone.subscription);
    if (outcome === 'gone') await devices.subscribe(phone, undefined);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    log.warn({ code }, 'A phone could not be woken.');
  }
}
