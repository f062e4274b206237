import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Keyring } from '../crypto.js';
import { answerJson } from '../http/answer.js';
import { Refusal } from '../http/refusal.js';
import type { Route } from '../http/route.js';
import type { Clock, Throttle } from '../stores/ports.js';
import { spendStart } from './direct-line-request.js';

const TIMEOUT_MS = 10_000;

const granted = z.object({
  token: z.string().min(1),
  expires_in: z.number().positive(),
  conversationId: z.string().min(1),
});

interface Parts {
  /** `DIRECT_LINE_SECRET`: leaves this server towards Azure only. */
  readonly secret: string;
  /** Azure Direct Line of the cloud, without a path (`clouds[…].directLine`). */
  readonly directLine: string;
  readonly publicUrl: URL;
  readonly throttle: Throttle;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** How many proxies of ours add to X-Forwarded-For. */
  readonly trustedProxyHops: number;
  readonly log: Pick<Logger, 'error'>;
}

/** What the chat page gets. */
interface ChatToken {
  readonly token: string;
  readonly expires_in: number;
  readonly conversationId: string;
  /** For Web Chat's `createDirectLine({ token, domain })`. */
  readonly domain: string;
}

/**
 * `POST /chat/token`: exchanges the Direct Line secret for a token of one conversation and one person whose id we draw,
 * usable from our own pages only (bot-docs: "Direct Line authentication"). 429 to who asks too often, 503 when Azure
 * does not answer; the page never sees why.
 */
export function chatTokens(parts: Parts): Route {
  const { secret, directLine, publicUrl, log } = parts;
  return {
    method: 'post',
    path: '/chat/token',
    body: 'json',
    async handle(request, response) {
      // Another site could otherwise use up its visitors' starts. Browsers alone send this header.
      const site = request.headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin') throw new Refusal(403, 'ERR_CROSS_SITE');
      await spendStart(request, response, parts);
      response.setHeader('Cache-Control', 'no-store');
      try {
        const token = await exchange({ secret, directLine, origin: publicUrl.origin });
        answerJson(response, 200, { ...token, domain: `${directLine}/v3/directline` } satisfies ChatToken);
      } catch (error) {
        log.error({ err: error }, 'Azure Direct Line gave no token');
        throw new Refusal(503, 'ERR_CHAT_UNAVAILABLE');
      }
    },
  };
}

async function exchange(options: { readonly secret: string; readonly directLine: string; readonly origin: string }) {
  const response = await fetch(`${options.directLine}/v3/directline/tokens/generate`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${options.secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      user: { id: `dl_${randomBytes(16).toString('base64url')}` },
      trustedOrigins: [options.origin],
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${options.directLine} answered ${response.status}.`);
  return granted.parse(await response.json());
}
