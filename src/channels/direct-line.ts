import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { Request, Response } from 'restify';
import { type Keyring, newId } from '../crypto.js';
import { answerJson } from '../http/answer.js';
import { originFor } from '../http/public-origin.js';
import { Refusal } from '../http/refusal.js';
import type { Route } from '../http/route.js';
import type { TakeUpgrade } from '../http/server.js';
import type { Clock, Conversations, Throttle } from '../stores/ports.js';
import type { Channel, RunTurn } from './channel.js';
import { conversationKey } from './conversation-key.js';
import { arrivalOf, conversationStart, messageFrom, nudgeOf, postedActivity } from './direct-line-activity.js';
import { queryOf, speakingOf, spendStart, watermarkOf } from './direct-line-request.js';
import { activitySet, streams } from './direct-line-stream.js';
import { directLineTokens, type Holder, TOKEN_SECONDS } from './direct-line-token.js';
import { turns } from './direct-line-turns.js';
import { echoOf } from './line.js';

const PREFIX = '/v3/directline';
const STREAM = /^\/v3\/directline\/conversations\/([\w-]{22})\/stream\?(.*)$/;

export interface DirectLineOptions {
  readonly conversations: Conversations;
  readonly throttle: Throttle;
  readonly keyring: Keyring;
  readonly publicUrl: URL;
  readonly clock: Clock;
  readonly run: RunTurn;
  readonly log: Logger;
  readonly botName: string;
  /** How many proxies of ours add to X-Forwarded-For. */
  readonly trustedProxyHops: number;
  /** New conversations one source may begin in ten minutes. */
  readonly startsPerSource?: number;
  readonly registry?: Registry | undefined;
}

/**
 * The web chat's end of Direct Line 3.0: tokens, conversations, activities, the socket. Who speaks is what the token
 * says, and nothing else that arrives. 403 for a token that is expired or another's, 404 for a conversation that is
 * gone; never 401, which the client does not understand.
 */
export function directLine(options: DirectLineOptions): {
  readonly routes: readonly Route[];
  readonly upgrade: TakeUpgrade;
  readonly channel: Channel;
} {
  const { conversations, keyring, publicUrl, clock } = options;
  const tokens = directLineTokens(keyring, clock);
  const sockets = streams(options);
  const work = turns({ ...options, streams: sockets });
  if (options.registry) countSockets(options.registry, sockets.count);

  const keyOf = ({ conv, user, key }: Holder): string | undefined =>
    keyring.holds(key)
      ? conversationKey({ channel: 'webchat', conversation: conv, person: user }, keyring, key)
      : undefined;

  /** @throws Refusal 403 or 404 */
  const admit = (request: Request, conversation?: string): { readonly holder: Holder; readonly key: string } => {
    const holder = tokens.verify('token', /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (holder === 'expired') throw new Refusal(403, 'ERR_TOKEN_EXPIRED');
    if (holder === 'forged') throw new Refusal(403, 'ERR_TOKEN_INVALID');
    if (conversation !== undefined && conversation !== holder.conv) throw new Refusal(403, 'ERR_TOKEN_FOREIGN');
    const key = keyOf(holder);
    if (!key) throw new Refusal(404, 'ERR_CONVERSATION_GONE');
    return { holder, key };
  };

  const granted = (holder: Holder) => ({
    conversationId: holder.conv,
    token: tokens.sign('token', holder),
    expires_in: TOKEN_SECONDS,
  });

  const connected = (request: Request, holder: Holder, watermark: string) => {
    const origin = originFor(request, publicUrl).replace(/^http/, 'ws');
    const query = new URLSearchParams({ t: tokens.sign('stream', holder), ...(watermark && { watermark }) });
    return { ...granted(holder), streamUrl: `${origin}${PREFIX}/conversations/${holder.conv}/stream?${query}` };
  };

  const generate = async (request: Request, response: Response): Promise<void> => {
    // Another site could otherwise use up its visitors' starts. Browsers alone send this header.
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') throw new Refusal(403, 'ERR_CROSS_SITE');
    await spendStart(request, response, options);
    answerJson(response, 200, granted({ user: `dl_${newId()}`, conv: newId(), key: keyring.keyId }));
  };

  const begin = async (request: Request, response: Response): Promise<void> => {
    const { holder, key } = admit(request);
    const opened = await conversations.open(key);
    const speaking = speakingOf(request, options.trustedProxyHops, conversationStart.parse(request.body)?.locale);
    if (opened) work.start(arrivalOf({ key, user: holder.user }, clock(), speaking.locale), key, speaking);
    answerJson(response, opened ? 201 : 200, connected(request, holder, ''));
  };

  const post = async (request: Request, response: Response): Promise<void> => {
    const { holder, key } = admit(request, request.params.id);
    const posted = postedActivity.parse(request.body);
    if (posted.type !== 'message') {
      answerJson(response, 200, { id: newId() });
      return;
    }
    const activity = messageFrom(posted, { key, user: holder.user }, clock());
    // Both leave in this tick, so that a pipelining store sends them together; without a transcript, neither has any effect.
    const echoed = conversations.echo(key, echoOf(activity));
    work.start(activity, key, speakingOf(request, options.trustedProxyHops, posted.locale));
    if (!(await echoed)) throw new Refusal(404, 'ERR_CONVERSATION_GONE');
    answerJson(response, 200, { id: activity.id });
  };

  const missed = async (key: string, watermark: string) => {
    const found = await conversations.since(key, watermark);
    if (!found) throw new Refusal(404, 'ERR_CONVERSATION_GONE');
    return found;
  };

  const routes: readonly Route[] = [
    { method: 'post', path: `${PREFIX}/tokens/generate`, body: 'json', handle: generate },
    {
      method: 'post',
      path: `${PREFIX}/tokens/refresh`,
      body: 'json',
      handle: async (request, response) => answerJson(response, 200, granted(admit(request).holder)),
    },
    { method: 'post', path: `${PREFIX}/conversations`, body: 'json', handle: begin },
    {
      method: 'get',
      path: `${PREFIX}/conversations/:id`,
      body: 'none',
      handle: async (request, response) => {
        const { holder, key } = admit(request, request.params.id);
        const watermark = watermarkOf(request);
        await missed(key, watermark);
        answerJson(response, 200, connected(request, holder, watermark));
      },
    },
    {
      method: 'get',
      path: `${PREFIX}/conversations/:id/activities`,
      body: 'none',
      handle: async (request, response) => {
        const { holder, key } = admit(request, request.params.id);
        const { lines, watermark } = await missed(key, watermarkOf(request));
        answerJson(response, 200, activitySet(lines, holder.conv, watermark));
      },
    },
    { method: 'post', path: `${PREFIX}/conversations/:id/activities`, body: 'json', handle: post },
  ];

  const upgrade: TakeUpgrade = (request, socket, head) => {
    const [, conversation] = STREAM.exec(request.url ?? '') ?? [];
    const origin = request.headers.origin;
    if (!conversation) return 'not-mine';
    if (origin !== undefined && origin !== originFor(request, publicUrl)) return 'refused';
    const holder = tokens.verify('stream', queryOf(request).get('t') ?? '');
    if (typeof holder === 'string' || holder.conv !== conversation) return 'refused';
    const key = keyOf(holder);
    if (!key) return 'refused';
    const listening = { key, conversation, watermark: watermarkOf(request) };
    return sockets.take(request, socket, head, listening);
  };

  const channel: Channel = {
    owns: (conversation) => conversation.startsWith('w.'),
    async nudge(key) {
      await work.run(nudgeOf(key, clock()), key, { locale: 'en' });
    },
    async close() {
      await work.settled();
      await sockets.close();
    },
  };
  return { routes, upgrade, channel };
}

function countSockets(registry: Registry, count: () => number): void {
  new Gauge({
    name: 'webchat_sockets',
    help: 'Web chat sockets held by this process.',
    registers: [registry],
    collect() {
      this.set(count());
    },
  });
}
