import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { Denial, Waiting } from '../../src/methods/approvals.js';
import { type Approver, approver } from '../../src/methods/approver.js';
import type { Begun, Challenge, Enrollment, Method, Occasion } from '../../src/methods/method.js';
import type { PushSubscription, Waker } from '../../src/senders/waker.js';
import { memoryClaims } from '../../src/stores/memory/claims.js';
import { memoryConversations } from '../../src/stores/memory/conversations.js';
import type { Enrollments } from '../../src/stores/ports.js';
import { enrolled, movableClock, occasion } from './methods.js';

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** A phone, written again from what the page in the browser does, so that the product is not compared with itself. */
export class Phone {
  readonly #private;
  readonly key: string;
  readonly id: string;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    this.#private = privateKey;
    this.key = point.toString('base64url');
    this.id = createHash('sha256').update(this.key).digest('base64url');
  }

  sign(about: string, ...parts: readonly string[]): string {
    const text = Buffer.from(JSON.stringify([`reset-assistant ${about} 1`, ...parts]));
    return sign('sha256', text, { key: this.#private, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  }

  candidate(secret: string, change: { readonly name?: string; readonly codes?: boolean } = {}) {
    const { name = 'Pixel', codes = false } = change;
    return { key: this.key, name, codes, signature: this.sign('pair', secret, this.key) };
  }

  says(about: 'listen' | 'subscribe', account: string, at: number, ...parts: readonly string[]) {
    const nonce = random(16);
    const signature = this.sign(about, account, this.id, String(at), nonce, ...parts);
    return { account, device: this.id, at, nonce, signature };
  }

  answers(account: string, { id, nonce }: Pick<Waiting, 'id' | 'nonce'>, number: string, at: number) {
    const action = number === '' ? ('deny' as const) : ('approve' as const);
    const signature = this.sign('answer', id, nonce, action, number, String(at));
    return { account, device: this.id, id, action, number, at, signature };
  }
}

export interface Desk extends Approver {
  readonly phone: Phone;
  readonly enrollment: Enrollment;
  /** Enrollments of the person, to be changed by the test. */
  readonly book: Enrollment[];
  readonly nudged: string[];
  readonly denials: Denial[];
  readonly woken: (PushSubscription | undefined)[];
  /** What was to be done later, with the delay. */
  readonly timers: { readonly ms: number; readonly work: () => void }[];
  now(): number;
  pass(ms: number): void;
}

/** The approver over real stores in memory, with one phone paired. `wake`: what the push service does. */
export function approverDesk(wake: Waker['wake'] = async () => 'sent'): Desk {
  const { now, pass } = movableClock();
  const phone = new Phone();
  const kept = { method: 'authenticator-notification' as Enrollment['method'], name: 'Pixel', proof: 'app' };
  const enrollment = enrolled({ ...kept, data: { key: phone.key } });
  const book: Enrollment[] = [enrollment];
  const [nudged, denials, woken, timers]: [string[], Denial[], Desk['woken'], Desk['timers']] = [[], [], [], []];
  const enrollments: Pick<Enrollments, 'list' | 'update'> = {
    list: async (accountId) => book.filter((one) => one.accountId === accountId),
    async update(id, change) {
      const at = book.findIndex((one) => one.id === id);
      const found = book[at];
      if (found) book[at] = { ...found, ...change };
      return found !== undefined;
    },
  };
  const desk = approver({
    claims: memoryClaims(now),
    conversations: memoryConversations(now),
    enrollments,
    clock: now,
    nudge: async (conversation) => void nudged.push(conversation),
    denied: async (denial) => void denials.push(denial),
    later: (ms, work) => void timers.push({ ms, work }),
    log: { warn: () => {} },
    publicUrl: 'https://reset.contoso.example',
    waker: {
      publicKey: 'a key',
      accepts: ({ endpoint }) => endpoint.startsWith('https://push.example/'),
      async wake(login, subscription) {
        woken.push(subscription);
        return wake(login, subscription);
      },
      close: async () => {},
    },
  });
  return { ...desk, phone, enrollment, book, nudged, denials, woken, timers, now, pass };
}

/** Where things are asked from. */
export const asking = (change: Partial<Occasion> = {}): Occasion =>
  occasion({ conversation: 'w.conversation', channel: 'webchat', from: '203.0.113.7', ...change });

/** The number that stands in the conversation. */
export function numberIn({ question }: Challenge): string {
  if (question.kind !== 'approve') throw new Error('nothing to approve');
  return question.match;
}

/** Puts a request before the phone. */
export async function requested(desk: Desk, at = asking()): Promise<Begun & { readonly waiting: Waiting }> {
  const begun = await desk.method.begin(at, desk.enrollment);
  await begun.deliver?.();
  return { ...begun, waiting: await waitingFor(desk, desk.phone, at.accountId) };
}

export async function waitingFor(
  desk: Pick<Approver, 'devices' | 'approvals'>,
  phone: Phone,
  account = 'account-ada',
): Promise<Waiting> {
  const paired = (await desk.devices.of(account)).find(({ id }) => id === phone.id);
  const waiting = paired && (await desk.approvals.waiting(paired));
  if (!waiting) throw new Error('nothing waits');
  return waiting;
}

/** What arrives in the conversation, and what the method says of it. */
export async function verdict(method: Method, challenge: Challenge, enrollment: Enrollment, at = asking()) {
  return method.check(at, challenge, await method.arrived?.(challenge), enrollment);
}
