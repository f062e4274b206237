import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Upgrade } from '../http/server.js';
import type { Conversations, TranscriptLine } from '../stores/ports.js';

const PING_MS = 30_000;
const CLOSE_MS = 2_000;
const MAX_WAITING_BYTES = 1_000_000;
const MAX_SOCKETS_A_CONVERSATION = 8;

/** What a socket listens to. `conversation` is the client's name for it, `key` ours. */
export interface Listening {
  readonly key: string;
  readonly conversation: string;
  /** '' for everything. */
  readonly watermark: string;
}

/** The sockets this process holds. */
export interface Streams {
  /** Refused when the conversation has too many already. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer, listening: Listening): Upgrade;
  /** Shows a line to the sockets held here and keeps nothing: for when the store cannot be reached. */
  show(key: string, line: TranscriptLine): void;
  count(): number;
  /** Says goodbye (1001: clients come back, to another instance, and replay by watermark) and waits at most two seconds. */
  close(): Promise<void>;
}

/** One activity set as Direct Line clients read it. */
export const activitySet = (lines: readonly TranscriptLine[], conversation: string, watermark: string) => ({
  activities: lines.map((line) => ({ ...line, conversation: { id: conversation } })),
  watermark,
});

interface Held {
  readonly socket: WebSocket;
  readonly listening: Listening;
  alive: boolean;
}

/** Carries transcripts to sockets: what was missed first, then what comes, in order. */
export function streams(options: { readonly conversations: Conversations; readonly log: Logger }): Streams {
  const { conversations, log } = options;
  const server = new WebSocketServer({ noServer: true, maxPayload: 4096, clientTracking: false });
  // Somebody listens, so that it does not answer by itself: a refusal is the HTTP server's, with its headers.
  server.on('wsClientError', () => {});
  const held = new Set<Held>();
  const heartbeat = setInterval(() => beat(held), PING_MS).unref();

  const serve = async (one: Held): Promise<void> => {
    const { socket, listening } = one;
    let waiting: { readonly line: TranscriptLine; readonly watermark: string }[] | undefined = [];
    const leave = await conversations.subscribe(listening.key, (line, watermark) => {
      if (waiting) waiting.push({ line, watermark });
      else send(one, [line], watermark);
    });
    socket.once('close', leave);
    if (socket.readyState !== socket.OPEN) leave();
    const missed = await conversations.since(listening.key, listening.watermark);
    if (!missed) {
      socket.close(1008, 'conversation ended');
      return;
    }
    if (missed.lines.length > 0) send(one, missed.lines, missed.watermark);
    for (const { line, watermark } of waiting) send(one, [line], watermark);
    waiting = undefined;
  };

  return {
    take(request, duplex, head, listening) {
      const same = [...held].filter((each) => each.listening.key === listening.key);
      if (same.length >= MAX_SOCKETS_A_CONVERSATION) return 'refused';
      let outcome: Upgrade = 'malformed';
      server.handleUpgrade(request, duplex, head, (socket) => {
        outcome = 'taken';
        const one: Held = { socket, listening, alive: true };
        held.add(one);
        socket.once('close', () => held.delete(one));
        socket.on('error', () => socket.terminate());
        socket.on('pong', () => {
          one.alive = true;
        });
        serve(one).catch((error: unknown) => {
          log.error({ err: error }, 'a chat socket could not be served');
          socket.close(1011, 'try again');
        });
      });
      return outcome;
    },
    show(key, line) {
      for (const one of held) if (one.listening.key === key) send(one, [line], one.listening.watermark);
    },
    count: () => held.size,
    async close() {
      clearInterval(heartbeat);
      const gone = [...held].map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)));
      for (const { socket } of held) socket.close(1001, 'restarting');
      const force = setTimeout(() => {
        for (const { socket } of held) socket.terminate();
      }, CLOSE_MS);
      await Promise.all(gone);
      clearTimeout(force);
    },
  };
}

function send({ socket, listening }: Held, lines: readonly TranscriptLine[], watermark: string): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
  else socket.send(JSON.stringify(activitySet(lines, listening.conversation, watermark)));
}

function beat(held: ReadonlySet<Held>): void {
  for (const one of held) {
    if (!one.alive) one.socket.terminate();
    one.alive = false;
    if (one.socket.readyState === one.socket.OPEN) one.socket.ping();
  }
}
