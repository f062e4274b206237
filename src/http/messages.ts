import type { IncomingMessage } from 'node:http';
import { readBody } from './body.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';

/** What of a request decides whether it may come in. */
export interface Knock {
  readonly authorization: string | undefined;
  /** Sent by a program on this very machine: not by a browser, and through no proxy. */
  readonly fromThisMachine: boolean;
}

/** How a request is answered; without a body the answer is empty. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** Decides who may come in before a byte of the body is read: a refusal, or what takes the body. */
export type Admit = (knock: Knock) => Promise<Reply | ((body: unknown) => Promise<Reply>)>;

/** `POST /api/messages`: activities of the Bot Framework. Whatever is refused is refused without a word. */
export function messagesRoute(admit: Admit): Route {
  return {
    method: 'post',
    path: '/api/messages',
    body: 'later',
    async handle(request, response) {
      const { authorization } = request.headers;
      const entered = await admit({ authorization, fromThisMachine: fromThisMachine(request) });
      const { status, body } = typeof entered === 'function' ? await taken(request, entered) : entered;
      const text = body === undefined ? '' : JSON.stringify(body);
      if (text !== '') response.setHeader('Content-Type', 'application/json; charset=utf-8');
      // What was not read would be taken for the next request.
      if (!request.complete) response.setHeader('Connection', 'close');
      response.writeHead(status, { 'Content-Length': String(Buffer.byteLength(text)) });
      response.end(text);
    },
  };
}

async function taken(request: IncomingMessage, take: (body: unknown) => Promise<Reply>): Promise<Reply> {
  let body: unknown;
  try {
    body = await readBody(request, 'json');
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status };
    throw error;
  }
  return take(body);
}

const PASSED_ON = ['origin', 'sec-fetch-site', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'via'];

function fromThisMachine({ headers, socket }: IncomingMessage): boolean {
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
  const here = peer === '::1' || /^127(\.\d{1,3}){3}$/.test(peer);
  const asked = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(headers.host ?? '');
  return here && asked && PASSED_ON.every((name) => headers[name] === undefined);
}
