import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** `late`: like `delay`, but what was held back arrives also when the client has given up meanwhile. */
export type FaultKind = 'cut' | 'half-close' | 'black-hole' | 'delay' | 'late';

/** One fault, struck at the n-th byte in one direction, counted over all connections since it was armed. */
export interface Fault {
  readonly kind: FaultKind;
  readonly direction: 'request' | 'answer';
  readonly atByte: number;
  readonly delayMs?: number;
  /** The server is gone from then on: later connections fare the same at once. */
  readonly forGood?: boolean;
  readonly onStrike?: () => void;
}

/** TCP between a client and a real server, with faults at will. */
export interface FaultProxy {
  readonly port: number;
  readonly host: string;
  arm(fault: Fault): void;
  /** No more faults; connections that were struck stay struck. */
  heal(): void;
  /** Refuses and cuts everything until healed. */
  kill(): void;
  readonly struck: () => boolean;
  /** Once the server has dealt with everything that came late. */
  landed(): Promise<unknown>;
  /** Bytes since the last reset. */
  readonly bytes: { request: number; answer: number };
  /** Lengths of the pieces in which requests came since the last reset: one a message, as they are sent one by one. */
  readonly requests: number[];
  reset(): void;
  readonly connections: () => number;
  stop(): Promise<void>;
}

export async function startFaultProxy(
  target: { readonly host: string; readonly port: number },
  listenOn = '127.0.0.1',
): Promise<FaultProxy> {
  const bytes = { request: 0, answer: 0 };
  const requests: number[] = [];
  const open = new Set<Socket>();
  const late: Promise<unknown>[] = [];
  let fault: Fault | undefined;
  let counted = 0;
  let hasStruck = false;
  let dead = false;
  let stopping = false;
  let made = 0;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    made += 1;
    const upstream = connect({ ...target, allowHalfOpen: true });
    const ends = [client, upstream];
    let state: 'open' | 'black-hole' = 'open';
    let isHeld = false;
    for (const socket of ends) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => isHeld || ends.forEach((end) => void end.destroy()));
      socket.on('close', () => {
        open.delete(socket);
        if (!isHeld) ends.forEach((end) => void end.destroy());
      });
    }
    const strike = ({ kind, delayMs = 0, direction }: Fault, rest: () => void): void => {
      if (kind === 'cut') {
        for (const end of ends) end.resetAndDestroy();
      } else if (kind === 'black-hole') {
        state = 'black-hole';
      } else if (kind === 'half-close') {
        (direction === 'request' ? upstream : client).end();
        state = 'black-hole';
      } else if (kind === 'delay') {
        setTimeout(rest, delayMs);
      } else {
        isHeld = true;
        // It may have hung up just now.
        if (!upstream.closed) late.push(new Promise((resolve) => upstream.once('close', resolve)));
        setTimeout(() => {
          rest();
          upstream.end();
        }, delayMs);
      }
    };
    const pass = (direction: Fault['direction'], from: Socket, to: Socket): void => {
      from.on('data', (chunk: Buffer) => {
        if (state === 'black-hole') return;
        bytes[direction] += chunk.length;
        if (direction === 'request') requests.push(chunk.length);
        const armed = fault;
        if (!armed || (hasStruck && !armed.forGood) || armed.direction !== direction) return void to.write(chunk);
        const left = armed.atByte - counted;
        counted += chunk.length;
        if (counted < armed.atByte) return void to.write(chunk);
        const before = chunk.subarray(0, Math.max(0, left));
        if (before.length > 0) to.write(before);
        hasStruck = true;
        armed.onStrike?.();
        from.pause();
        // What was before the fault has to arrive first.
        setImmediate(() =>
          strike(armed, () => {
            to.write(chunk.subarray(before.length));
            from.resume();
          }),
        );
        if (armed.kind !== 'delay' && armed.kind !== 'late') from.resume();
      });
      from.on('end', () => {
        if (state === 'open') to.end();
      });
    };
    if (dead || stopping) return void client.resetAndDestroy();
    pass('request', client, upstream);
    pass('answer', upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, listenOn, resolve));

  return {
    host: listenOn,
    port: portOf(server.address()),
    bytes,
    requests,
    arm(next) {
      fault = next;
      counted = 0;
      hasStruck = false;
    },
    heal() {
      fault = undefined;
      dead = false;
    },
    kill() {
      dead = true;
      for (const socket of open) socket.resetAndDestroy();
    },
    struck: () => hasStruck,
    landed: () => Promise.all(late),
    reset() {
      bytes.request = 0;
      bytes.answer = 0;
      requests.length = 0;
    },
    connections: () => made,
    async stop() {
      // First of all: a connection that comes in between would keep the server open for ever.
      stopping = true;
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address ? address.port : 0;
