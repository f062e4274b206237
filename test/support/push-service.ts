import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Certificates } from './certificates.js';

const message = z.discriminatedUnion('messageType', [
  z.looseObject({ messageType: z.literal('hello') }),
  z.looseObject({ messageType: z.literal('register'), channelID: z.string(), key: z.string() }),
  z.looseObject({ messageType: z.literal('unregister'), channelID: z.string() }),
  z.looseObject({ messageType: z.literal('ack'), updates: z.array(z.looseObject({ code: z.number() })) }),
  z.looseObject({ messageType: z.literal('nack'), code: z.number() }),
  z.looseObject({ messageType: z.literal('ping') }),
  z.looseObject({ messageType: z.literal('broadcast_subscribe') }),
]);

/** One push that was sent to a subscription. */
export interface Push {
  /** The body's bytes: none where there is nothing in it. */
  readonly size: number;
  readonly ttl: string;
  readonly urgency: string;
  readonly status: number;
}

/** A push service (RFC 8030) for Firefox on this machine: its socket for browsers, and an https address a subscription. */
export interface PushService {
  /** For the browser: `ws://…`. */
  readonly address: string;
  readonly pushes: Push[];
  /** What the browser said of what it was given: 100 has reached the worker, 302 could not be shown (there is no screen). */
  readonly codes: number[];
  readonly subscriptions: number;
  /** From now on this is over: 410. */
  giveUp(): void;
  close(): Promise<void>;
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });

export async function pushService({ certFile, keyFile }: Certificates): Promise<PushService> {
  const channels = new Map<string, { readonly key: string; readonly socket: WebSocket }>();
  const pushes: Push[] = [];
  const codes: number[] = [];
  let made = 0;
  let origin = '';

  const endpoint = createHttps(
    { cert: readFileSync(certFile), key: readFileSync(keyFile) },
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const id = request.url?.slice(1) ?? '';
      const channel = channels.get(id);
      const status = channel ? (isSignedFor(request, origin, channel.key) ? 201 : 403) : 410;
      const header = (name: string): string => String(request.headers[name] ?? '');
      pushes.push({ size: body.length, ttl: header('ttl'), urgency: header('urgency'), status });
      if (status === 201 && channel) {
        const data = body.length > 0 ? { data: body.toString('base64url'), headers: { encoding: 'aes128gcm' } } : {};
        channel.socket.send(
          JSON.stringify({ messageType: 'notification', channelID: id, version: randomUUID(), ...data }),
        );
      }
      response.writeHead(status).end();
    },
  );
  origin = `https://localhost:${await listen(endpoint)}`;

  const http = createServer();
  const sockets = new WebSocketServer({ server: http, handleProtocols: () => 'push-notification' });
  sockets.on('connection', (socket) => {
    const say = (answer: object): void => socket.send(JSON.stringify(answer));
    socket.on('message', (raw) => {
      const said = message.parse(JSON.parse(String(raw)));
      switch (said.messageType) {
        case 'hello':
          return say({
            messageType: 'hello',
            uaid: randomUUID().replaceAll('-', ''),
            status: 200,
            use_webpush: true,
            broadcasts: {},
          });
        case 'register': {
          const { channelID, key } = said;
          made += 1;
          channels.set(channelID, { key, socket });
          return say({ messageType: 'register', channelID, status: 200, pushEndpoint: `${origin}/${channelID}` });
        }
        case 'unregister':
          channels.delete(said.channelID);
          return say({ messageType: 'unregister', channelID: said.channelID, status: 200 });
        case 'ack':
          codes.push(...said.updates.map(({ code }) => code));
          return;
        case 'nack':
          codes.push(said.code);
          return;
        case 'ping':
          return say({});
        case 'broadcast_subscribe':
          return;
      }
    });
  });
  const address = `ws://localhost:${await listen(http)}/`;

  return {
    address,
    pushes,
    codes,
    get subscriptions() {
      return made;
    },
    giveUp: () => channels.clear(),
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      endpoint.closeAllConnections();
      await Promise.all([http, endpoint].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

const claims = z.object({ aud: z.string(), exp: z.number(), sub: z.string() });

/** RFC 8292: signed by the key the subscription was made for, for this service, for at most a day. Keys are compared as bytes. */
function isSignedFor(request: IncomingMessage, audience: string, key: string): boolean {
  const [, token = '', shown = ''] = /^vapid t=([^,]+), ?k=(\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const [header = '', payload = '', signature = ''] = token.split('.');
  const point = Buffer.from(shown, 'base64url');
  if (!point.equals(Buffer.from(key, 'base64url')) || point.length !== 65) return false;
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const held = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
  const { aud, exp, sub } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  const isTimely = exp > Date.now() / 1000 && exp <= Date.now() / 1000 + 86_400;
  const isGenuine = verify('sha256', Buffer.from(`${header}.${payload}`), held, Buffer.from(signature, 'base64url'));
  return isGenuine && isTimely && aud === audience && /^(mailto|https):/.test(sub);
}
