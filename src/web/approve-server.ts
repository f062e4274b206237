// What the approver and the server say to each other.
import { newNonce, sign } from './approve-keys.js';
import type { Account } from './approve-store.js';

/** A request that waits for an answer. Times are epoch ms by the server's clock. */
export interface Waiting {
  readonly id: string;
  readonly nonce: string;
  readonly login: string;
  readonly purpose: 'reset' | 'unlock' | 'change' | 'register' | 'manage';
  readonly channel?: 'webchat' | 'msteams';
  readonly from?: string;
  readonly at: number;
  readonly until: number;
}

export interface Standing {
  readonly account: string;
  readonly state: 'ready' | 'stale' | 'unknown';
  /** False where the server has no address to wake this phone at. */
  readonly wakes?: boolean;
  readonly waiting?: Waiting;
}

export interface Snapshot {
  readonly now: number;
  readonly version: string;
  readonly phones: readonly Standing[];
}

export interface Invitation {
  readonly organisation: string;
  readonly login: string;
  readonly codes: boolean;
  readonly wakeKey: string;
}

export interface Accepted {
  readonly account: string;
  readonly login: string;
  readonly organisation: string;
  readonly device: string;
  readonly seed?: string;
  readonly wakes: boolean;
}

export type Outcome = 'approved' | 'denied' | 'wrong-number' | 'late' | 'gone' | 'forged';

let ahead = 0;
/** The server's clock, as far as it is known: phones may be off. */
export const serverNow = (): number => Date.now() + ahead;
export const setClock = (now: number): void => {
  ahead = now - Date.now();
};

export const post = (path: string, body: object, headers = {}, signal?: AbortSignal): Promise<Response> =>
  fetch(`/approve/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

/** Undefined where the invitation is used, or over. @throws TypeError without a network */
export async function invitation(secret: string): Promise<Invitation | undefined> {
  const response = await post('invitation', { secret });
  return response.ok ? response.json() : undefined;
}

export async function pair(phone: {
  readonly secret: string;
  readonly key: string;
  readonly name: string;
  readonly codes: boolean;
  readonly signature: string;
  readonly subscription?: object | undefined;
}): Promise<Accepted | undefined> {
  const response = await post('pair', phone);
  return response.ok ? response.json() : undefined;
}

/** Says which phone is speaking, signed for one request. */
export async function signed(
  { account, device, privateKey }: Account,
  about: 'listen' | 'subscribe',
  parts: readonly string[] = [],
) {
  const [at, nonce] = [Math.round(serverNow()), newNonce()];
  const signature = await sign(privateKey, about, [account, device, String(at), nonce, ...parts]);
  return { account, device, at, nonce, signature };
}

/** Approves with the number, or says that it was somebody else. @throws TypeError without a network */
export async function answer(
  { account, device, privateKey }: Account,
  { id, nonce }: Waiting,
  action: 'approve' | 'deny',
  number: string,
): Promise<Outcome> {
  const at = Math.round(serverNow());
  const signature = await sign(privateKey, 'answer', [id, nonce, action, number, String(at)]);
  const response = await post('answer', { account, device, id, action, number, at, signature });
  const { outcome }: { readonly outcome?: Outcome } = await response.json();
  if (outcome === undefined) throw new TypeError('The server gave no answer.');
  return outcome;
}

/** Where this phone can be woken from now on; null for nowhere. True when the server will. */
export async function tellSubscription(account: Account, subscription: PushSubscriptionJSON | null): Promise<boolean> {
  const { endpoint = '', keys = {} } = subscription ?? {};
  const [p256dh = '', auth = ''] = [keys['p256dh'], keys['auth']];
  const parts = subscription ? [endpoint, p256dh, auth] : [];
  const body = {
    ...(await signed(account, 'subscribe', parts)),
    subscription: subscription && { endpoint, keys: { p256dh, auth } },
  };
  const response = await post('subscription', body);
  const { wakes }: { readonly wakes?: boolean } = response.ok ? await response.json() : {};
  return wakes === true;
}
