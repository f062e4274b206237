import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server on a free port of 127.0.0.1 that answers each request with what `answer` makes of it. */
export async function loopbackServer(answer: (request: Received) => Answer) {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const { status, body, headers: extra } = answer({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const text = body === undefined ? '' : JSON.stringify(body);
      // As real services do: packed for who asks for it.
      const packed = /\bgzip\b/.test(String(headers['accept-encoding'])) ? gzipSync(text) : undefined;
      const encoding = packed && { 'Content-Encoding': 'gzip' };
      response.writeHead(status, { 'Content-Type': 'application/json', ...encoding, ...extra });
      response.end(packed ?? text);
    });
  });
  const open = new Set<Socket>();
  let made = 0;
  server.on('connection', (socket) => {
    made += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    /** Connections so far, and those that are still there. */
    connections: () => ({ made, open: open.size }),
    hangUp: () => server.closeAllConnections(),
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
