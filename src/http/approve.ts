import type { Request } from 'restify';
import { z } from 'zod';
import { type Answered, answer } from '../methods/approvals.js';
import type { Approver } from '../methods/approver.js';
import { signed } from '../methods/devices.js';
import { candidate } from '../methods/pairings.js';
import { pushSubscription } from '../senders/waker.js';
import type { Clock } from '../stores/ports.js';
import { answerJson } from './answer.js';
import { listening, streams } from './approve-stream.js';
import { perMinute } from './per-minute.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';
import { isSameOrigin } from './same-origin.js';
import { sourceOf } from './source.js';

/** Several accounts on one phone, within reason. */
const MOST_ACCOUNTS = 10;
/** Pairing from one place; a whole office may stand behind one address. What is signed is not counted. */
const PAIRINGS_PER_MINUTE = 120;

const secret = z.string().regex(/^[\w-]{43}$/);
const invitation = z.strictObject({ secret });
const pairing = candidate.safeExtend({ secret });
const listen = z.strictObject({
  phones: z.array(signed).min(1).max(MOST_ACCOUNTS),
  version: z.string().max(64).optional(),
});
const subscribing = signed.extend({ subscription: pushSubscription.nullable() });

export interface ApproveRoutesNeeds {
  readonly approver: Pick<Approver, 'devices' | 'pairings' | 'approvals' | 'wakeKey'>;
  readonly organisation: string;
  readonly publicUrl: URL;
  readonly clock: Clock;
  readonly trustedProxyHops: number;
  readonly log: { warn(details: object, message: string): void };
}

const STATUS: Readonly<Record<Answered, number>> = {
  approved: 200,
  denied: 200,
  'wrong-number': 200,
  late: 410,
  gone: 410,
  forged: 403,
};

/** What the approver says to the server: pairing, listening, answering. Everything but pairing is signed by the phone's key. */
export function approveRoutes(needs: ApproveRoutesNeeds): { readonly routes: readonly Route[]; close(): void } {
  const { approver, organisation, publicUrl, clock, trustedProxyHops } = needs;
  const { devices, pairings, approvals } = approver;
  const open = streams(needs.log);
  const allowed = perMinute(PAIRINGS_PER_MINUTE, clock);

  const post = (path: string, handle: Route['handle']): Route => ({
    method: 'post',
    path: `/approve/${path}`,
    body: 'json',
    async handle(request, response) {
      if (!isSameOrigin(request, publicUrl)) throw new Refusal(403, 'ERR_FOREIGN');
      await handle(request, response);
    },
  });

  const counted = (request: Request): void => {
    if (!allowed(sourceOf(request, trustedProxyHops))) throw new Refusal(429, 'ERR_TOO_MANY');
  };

  const routes = [
    post('invitation', async (request, response) => {
      counted(request);
      const found = await pairings.look(invitation.parse(request.body).secret);
      if (!found) throw new Refusal(410, 'ERR_GONE');
      const { login, seed } = found;
      answerJson(response, 200, { organisation, login, codes: seed !== undefined, wakeKey: approver.wakeKey });
    }),
    post('pair', async (request, response) => {
      counted(request);
      const { secret, ...phone } = pairing.parse(request.body);
      const accepted = await pairings.accept(secret, phone);
      if (accepted === 'gone') throw new Refusal(410, 'ERR_GONE');
      if (accepted === 'forged') throw new Refusal(403, 'ERR_SIGNATURE');
      answerJson(response, 200, { ...accepted, organisation });
    }),
    post('requests', async (request, response) => {
      const { phones, version } = listen.parse(request.body);
      const said = await listening({ devices, approvals, clock }, phones);
      if (wantsStream(request)) await open.stream(response, said);
      else answerJson(response, 200, await open.poll(response, said, version));
    }),
    post('answer', async (request, response) => {
      const outcome = await approvals.answer(answer.parse(request.body));
      answerJson(response, STATUS[outcome], { outcome });
    }),
    post('subscription', async (request, response) => {
      const { subscription, ...said } = subscribing.parse(request.body);
      const parts = subscription ? [subscription.endpoint, subscription.keys.p256dh, subscription.keys.auth] : [];
      const admission = await devices.admit('subscribe', said, parts);
      if (admission.kind !== 'admitted') throw new Refusal(403, 'ERR_SIGNATURE');
      const wakes = await devices.subscribe(admission.phone, subscription ?? undefined);
      answerJson(response, 200, { wakes });
    }),
  ];
  return { routes, close: open.close };
}

const wantsStream = (request: Request): boolean => request.headers.accept?.includes('text/event-stream') === true;
