import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';

const asked = z.object({ user: z.object({ id: z.string() }), trustedOrigins: z.array(z.string()) });
const activity = z.looseObject({ type: z.string(), id: z.string().optional() });
type Said = z.infer<typeof activity>;

interface Conversation {
  readonly id: string;
  readonly token: string;
  readonly user: string;
  readonly trustedOrigins: readonly string[];
  readonly lines: Said[];
  stream: WebSocket | undefined;
}

/** Hands an activity to the bot, as the Bot Service does. */
export type Relay = (said: Readonly<Record<string, unknown>>) => Promise<void>;

const text = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/**
 * Azure Direct Line on loopback, and the connector the bot answers through: conversations are of the person and for the
 * pages that the token was asked for, and the browser of any other page is told nothing.
 */
export async function startAzureDirectLine(options: { readonly secret: string }) {
  const conversations: Conversation[] = [];
  const refused: string[] = [];
  let relay: Relay = async () => undefined;

  const send = (to: Conversation, line: Said): void => {
    to.lines.push(line);
    to.stream?.send(JSON.stringify({ activities: [line], watermark: String(to.lines.length) }));
  };
  const place = (one: Conversation) => ({
    channelId: 'directline',
    serviceUrl: `${origin}/`,
    conversation: { id: one.id },
    recipient: { id: 'reset-bot', name: 'Reset Assistant' },
  });
  const shown = ({ id, token }: Conversation) => ({
    conversationId: id,
    token,
    expires_in: 1_800,
    streamUrl: `${origin.replace('http', 'ws')}/stream?t=${token}`,
  });

  /** What the bot says. */
  const fromBot = (path: string, body: string): object | undefined => {
    const id = /^\/v3\/conversations\/([^/]+)\/activities/.exec(path)?.[1];
    const one = conversations.find((each) => each.id === id);
    const said = { ...activity.parse(JSON.parse(body)), id: randomUUID(), timestamp: new Date().toISOString() };
    if (one) send(one, said);
    return one && { id: said.id };
  };

  const fromPage = async (
    method: string,
    path: string,
    one: Conversation,
    body: string,
  ): Promise<object | undefined> => {
    if (path === '/v3/directline/conversations' && method === 'POST') {
      const members = [{ id: 'reset-bot' }, { id: one.user }];
      await relay({
        ...place(one),
        type: 'conversationUpdate',
        id: randomUUID(),
        from: { id: one.user },
        membersAdded: members,
      });
      return shown(one);
    }
    if (path === '/v3/directline/tokens/refresh') return shown(one);
    if (path === `/v3/directline/conversations/${one.id}`) return shown(one);
    if (path === `/v3/directline/conversations/${one.id}/activities` && method === 'POST') {
      const said = { ...activity.parse(JSON.parse(body)), id: randomUUID(), from: { id: one.user, role: 'user' } };
      send(one, said);
      await relay({ ...said, ...place(one) });
      return { id: said.id };
    }
    return undefined;
  };

  const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<object | number> => {
    const { method = '', url = '/', headers } = request;
    const { pathname } = new URL(url, origin);
    const body = await text(request);
    const bearer = headers.authorization?.replace(/^Bearer /, '');
    if (pathname === '/v3/directline/tokens/generate') {
      if (bearer !== options.secret) return 403;
      const { user, trustedOrigins } = asked.parse(JSON.parse(body));
      const made = {
        id: `conversation-${conversations.length + 1}`,
        token: randomUUID(),
        user: user.id,
        trustedOrigins,
      };
      conversations.push({ ...made, lines: [], stream: undefined });
      return { conversationId: made.id, token: made.token, expires_in: 1_800 };
    }
    if (pathname.startsWith('/v3/conversations/')) return fromBot(decodeURIComponent(pathname), body) ?? 404;
    const from = headers.origin ?? '';
    const trusted = conversations.filter(({ trustedOrigins }) => trustedOrigins.includes(from));
    const one = trusted.find(({ token }) => token === bearer);
    if (method === 'OPTIONS' ? trusted.length === 0 : !one) {
      refused.push(`${method} ${pathname} from ${from}`);
      return 403;
    }
    response.setHeader('Access-Control-Allow-Origin', from);
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, x-ms-bot-agent, x-requested-with');
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
    return one ? ((await fromPage(method, pathname, one, body)) ?? 404) : 204;
  };

  const server = createServer((request, response) => {
    answerTo(request, response).then(
      (answer) => {
        response.writeHead(typeof answer === 'number' ? answer : 200, { 'Content-Type': 'application/json' });
        response.end(typeof answer === 'number' ? '' : JSON.stringify(answer));
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const token = new URL(request.url ?? '/', origin).searchParams.get('t');
    const one = conversations.find(
      (each) => each.token === token && each.trustedOrigins.includes(request.headers.origin ?? ''),
    );
    if (!one) return socket.terminate();
    one.stream = socket;
    if (one.lines.length > 0)
      socket.send(JSON.stringify({ activities: one.lines, watermark: String(one.lines.length) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  return {
    origin,
    conversations,
    /** What was asked from pages that are not trusted, or without a token. */
    refused,
    relayTo: (next: Relay): void => {
      relay = next;
    },
    async close(): Promise<void> {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
