import { connect, createServer, type Socket } from 'node:net';

/** A wire between a client and a local server that can be counted on, held still and cut. */
export interface Wire {
  readonly port: number;
  /** What clients said, one text for each time they spoke after their server had answered (or at first): round trips on the socket. */
  trips(): readonly string[];
  /** Swallows everything from now on, both ways: a server that hangs. */
  hold(): void;
  /** Breaks every connection; new ones are refused until `mend`. */
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function startWire(target: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  const trips: string[] = [];
  let state: 'open' | 'held' | 'cut' = 'open';
  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(target, '127.0.0.1');
    let asking = false;
    let trip = -1;
    const join = (socket: Socket, other: Socket, passing: (bytes: Buffer) => void): void => {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.on('data', (bytes) => {
        if (state !== 'open') return;
        passing(bytes);
        other.write(bytes);
      });
    };
    join(client, upstream, (bytes) => {
      const said = bytes.toString('latin1');
      if (!asking) trip = trips.push('') - 1;
      trips[trip] += said;
      asking = true;
    });
    join(upstream, client, () => {
      asking = false;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    trips: () => trips,
    hold() {
      state = 'held';
    },
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      state = 'open';
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
