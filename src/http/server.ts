import type { IncomingMessage, Server as NodeServer, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Logger, pino } from 'pino';
import type { Registry } from 'prom-client';
import { createServer, type Request, type Response } from 'restify';
import { ZodError } from 'zod';
import { refuse } from './answer.js';
import { readBody } from './body.js';
import { guardRequest } from './guard.js';
import { requestDurations } from './metrics.js';
import { Refusal } from './refusal.js';
import { refuseRaw, statusOf } from './refuse-raw.js';
import type { Route } from './route.js';
import { securityHeaders } from './security-headers.js';

const DRAIN_MS = 10_000;

/** Security catalogue OPS-5. Node looks for late requests every 30 s unless told otherwise. */
export const TIMING = {
  /** From the connection, or the answer before, to the end of the headers, in ms. */
  headersTimeout: 5_000,
  /** To the end of the body. */
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};

/** What became of a socket that wants to be upgraded; `malformed` is no handshake of WebSocket. Nothing but `taken` was answered. */
export type Upgrade = 'taken' | 'refused' | 'malformed' | 'not-mine';
export type TakeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => Upgrade;

export interface HttpServer {
  /** @throws when the address is taken. Resolves to the port really listened on. */
  listen(host: string, port: number): Promise<number>;
  /** Stops accepting, lets running requests finish for at most ten seconds, then closes what is left. */
  close(): Promise<void>;
}

/** The one HTTP server: every endpoint is a row of `routes`; every answer carries the security headers, errors included. */
export function createHttpServer(options: {
  readonly routes: readonly Route[];
  readonly log: Logger;
  readonly publicUrl: URL;
  readonly upgrades?: readonly TakeUpgrade[];
  readonly registry?: Registry | undefined;
  readonly maxConnections?: number;
  /** How long is waited for whoever is slow; `TIMING` unless given. */
  readonly timing?: typeof TIMING;
}): HttpServer {
  const { log } = options;
  const headers = Object.entries(securityHeaders(options.publicUrl));
  // restify logs whole requests, bodies and Authorization included: it gets a log that says nothing.
  // (Its types speak of another logger, hence the untyped object.)
  const settings: object = { name: '', log: pino({ level: 'silent' }), maxParamLength: 512 };
  const server = createServer(settings);
  const raw: NodeServer = server.server;
  // The host is checked by `guardRequest` instead: Node's own answer would come without our headers.
  Object.assign(raw, options.timing ?? TIMING, { requireHostHeader: false });
  raw.maxConnections = options.maxConnections ?? 10_000;
  let draining = false;
  /** Node counts them among its connections, and closes them with none. */
  const upgraded = new Set<Duplex>();

  server.pre((request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (draining) response.setHeader('Connection', 'close');
    try {
      guardRequest(request);
    } catch (error) {
      answerError(request, response, error, log);
      return next(false);
    }
    return next();
  });
  for (const route of options.routes) mount(server, route, log);
  // Answered here and not called back: restify's own answer would repeat the path and the message.
  server.on('restifyError', (request: Request, response: Response, error: unknown) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status === 404) answerError(request, response, new Refusal(404, 'ERR_NOT_FOUND'), log);
    else if (status === 405) answerError(request, response, new Refusal(405, 'ERR_METHOD_NOT_ALLOWED'), log);
    else answerError(request, response, error, log);
  });
  watch(server, options.registry);
  // A connection whose last answer was begun before the stop would be kept open for the next one.
  server.on('after', () => {
    if (draining) setImmediate(() => raw.closeIdleConnections());
  });
  raw.on('checkExpectation', (_request, response: ServerResponse) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    response.setHeader('Connection', 'close');
    refuse(response, 417, 'ERR_EXPECTATION');
  });
  raw.on('clientError', (error, socket) => refuseRaw(socket, statusOf(error), headers));
  raw.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (draining) return refuseRaw(socket, '503 Service Unavailable', headers);
    for (const take of options.upgrades ?? []) {
      const outcome = take(request, socket, head);
      if (outcome === 'taken') {
        upgraded.add(socket);
        socket.once('close', () => upgraded.delete(socket));
        return;
      }
      if (outcome === 'refused') return refuseRaw(socket, '403 Forbidden', headers);
      // RFC 6455 §4.2.2: with the version that would be understood.
      if (outcome === 'malformed')
        return refuseRaw(socket, '400 Bad Request', [...headers, ['Sec-WebSocket-Version', '13']]);
    }
    return refuseRaw(socket, '404 Not Found', headers);
  });

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        raw.once('error', reject);
        raw.listen(port, host, () => {
          raw.off('error', reject);
          const address = raw.address();
          resolve(typeof address === 'object' && address ? address.port : port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        draining = true;
        const force = setTimeout(() => {
          raw.closeAllConnections();
          for (const socket of upgraded) socket.destroy();
        }, DRAIN_MS);
        raw.close(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}

function mount(server: ReturnType<typeof createServer>, route: Route, log: Logger): void {
  const handle = async (request: Request, response: Response): Promise<void> => {
    try {
      if (route.body !== 'later') request.body = await readBody(request, route.body);
      await route.handle(request, response);
      if (!response.headersSent) throw new Error(`${route.method} ${route.path} gave no answer.`);
    } catch (error) {
      answerError(request, response, error, log);
    }
  };
  server[route.method](route.path, handle);
  if (route.method === 'get') server.head(route.path, handle);
}

/** Errors of ours say how they are to be answered; everything else is a 500 of which only the log learns more. */
function answerError(request: Request, response: ServerResponse, error: unknown, log: Logger): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const [status, code] = answerTo(error);
  // What was not read would be taken for the next request.
  if (!request.complete) response.setHeader('Connection', 'close');
  const reference = refuse(response, status, code);
  const about = { reference, status, method: request.method, route: templateOf(request) };
  if (status < 500) log.debug({ ...about, refusal: code }, 'request refused');
  else log.error({ ...about, err: error }, 'request failed');
}

function answerTo(error: unknown): readonly [status: number, code: string] {
  if (error instanceof Refusal) return [error.status, error.code];
  if (error instanceof ZodError) return [400, 'ERR_BAD_REQUEST'];
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^ERR_(STORE|DIRECTORY)_UNAVAILABLE$/.test(code) ? [503, code] : [500, 'ERR_INTERNAL'];
}

function watch(server: ReturnType<typeof createServer>, registry: Registry | undefined): void {
  if (!registry) return;
  const note = requestDurations(registry);
  const begun = new WeakMap<object, number>();
  server.on('pre', (request: Request) => begun.set(request, performance.now()));
  server.on('after', (request: Request, response: Response) => {
    const seconds = (performance.now() - (begun.get(request) ?? performance.now())) / 1000;
    const method = String(request.method);
    note({ method, route: templateOf(request), status: response.statusCode, seconds });
  });
}

/** The route's template, never the path: tokens stand in paths. */
function templateOf(request: Request): string {
  const route: { readonly path: unknown } | undefined = request.getRoute();
  return String(route?.path ?? 'unmatched');
}
