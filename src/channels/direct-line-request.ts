import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'restify';
import type { Keyring } from '../crypto.js';
import { placeOf } from '../http/place.js';
import { Refusal } from '../http/refusal.js';
import { sourceOf } from '../http/source.js';
import type { Clock, Throttle } from '../stores/ports.js';

const STARTS_WINDOW_MS = 10 * 60_000;

/** Takes one of the conversations a source may begin. @throws Refusal 429 */
export async function spendStart(
  request: Request,
  response: Response,
  options: {
    readonly throttle: Throttle;
    readonly keyring: Keyring;
    readonly clock: Clock;
    readonly trustedProxyHops: number;
    readonly startsPerSource?: number;
  },
): Promise<void> {
  const source = options.keyring.mac('token', ['source', sourceOf(request, options.trustedProxyHops)]);
  const spent = await options.throttle.spend([
    {
      key: `chat-start:${source.toString('base64url')}`,
      limit: options.startsPerSource ?? 30,
      windowMs: STARTS_WINDOW_MS,
      blockMs: 0,
      pausesMs: [],
    },
  ]);
  if (spent.kind === 'spent') return;
  const seconds = Math.max(1, Math.ceil((spent.retryAt - options.clock()) / 1000));
  response.setHeader('Retry-After', String(seconds));
  throw new Refusal(429, 'ERR_TOO_MANY_STARTS');
}

/** The query of a request, of an upgrade too. */
export const queryOf = (request: IncomingMessage): URLSearchParams =>
  new URLSearchParams((request.url ?? '').split('?').slice(1).join('?'));

/** Clients also say `-`, `undefined` and `null`, and mean from the beginning. */
export function watermarkOf(request: IncomingMessage): string {
  const given = queryOf(request).get('watermark') ?? '';
  return /^\d{1,20}(-\d{1,20})?$/.test(given) ? given : '';
}

/** The language the client names, else the first the browser asks for; and where it is. */
export const speakingOf = (request: IncomingMessage, trustedHops: number, locale: string | undefined) => ({
  locale: locale ?? /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}/i.exec(request.headers['accept-language'] ?? '')?.[0] ?? 'en',
  from: placeOf(request, trustedHops),
});
