import type { ServerResponse } from 'node:http';
import { fingerprint } from '../crypto.js';
import type { Approvals, Waiting } from '../methods/approvals.js';
import type { Devices, Signed } from '../methods/devices.js';
import type { Clock } from '../stores/ports.js';

/** A proxy that waits for more would keep what it has got; a comment now and then keeps the line open. */
const HEARTBEAT_MS = 20_000;
/** A stream ends by itself, so that a phone that was taken out does not listen for ever. */
const STREAM_MS = 5 * 60_000;
const POLL_MS = 25_000;

/** How things stand for one phone. */
interface Standing {
  readonly account: string;
  /** `stale`: to be signed again, by the clock in `now`. `unknown`: not registered, or not any more. */
  readonly state: 'ready' | 'stale' | 'unknown';
  /** Whether it can be woken: an address that its push service gave up is forgotten. */
  readonly wakes?: boolean | undefined;
  readonly waiting?: Waiting | undefined;
}

/** What a phone is told; `version` changes with what it says. `now`: epoch ms, for phones whose clock is off. */
export interface Snapshot {
  readonly now: number;
  readonly version: string;
  readonly phones: readonly Standing[];
}

interface Needs {
  readonly devices: Devices;
  readonly approvals: Approvals;
  readonly clock: Clock;
}

/** The requests that wait for some phones, and the news of them. */
export interface Listening {
  now(): Promise<Snapshot>;
  /** Calls `changed` when something may have changed, until `leave` is called. */
  follow(changed: () => void): Promise<void>;
  leave(): void;
  /** Whether any of them is registered. */
  readonly isHeard: boolean;
}

/** Admits the phones that sign; one signature is good for one listening. */
export async function listening({ devices, approvals, clock }: Needs, said: readonly Signed[]): Promise<Listening> {
  const admissions = await Promise.all(
    said.map(async (each) => ({ account: each.account, ...(await devices.admit('listen', each)) })),
  );
  const leaving: (() => void)[] = [];
  let isLeft = false;
  const standing = async (one: (typeof admissions)[number]): Promise<Standing> => {
    const { account, kind } = one;
    if (kind !== 'admitted') return { account, state: kind };
    const phone = (await devices.of(account)).find(({ id }) => id === one.phone.id);
    if (!phone) return { account, state: 'unknown' };
    return {
      account,
      state: 'ready',
      wakes: phone.subscription !== undefined,
      waiting: await approvals.waiting(phone),
    };
  };
  const leave = (): void => {
    isLeft = true;
    for (const each of leaving.splice(0)) each();
  };
  return {
    isHeard: admissions.some(({ kind }) => kind === 'admitted'),
    async now() {
      const phones = await Promise.all(admissions.map(standing));
      return { now: clock(), version: fingerprint(JSON.stringify(phones)), phones };
    },
    async follow(changed) {
      const heard = admissions.filter(({ kind }) => kind === 'admitted');
      leaving.push(...(await Promise.all(heard.map(({ account }) => approvals.follow(account, changed)))));
      if (isLeft) leave();
    },
    leave,
  };
}

/** Open streams of this process. */
export interface Streams {
  /** Server-sent events: how things stand now, and each time they change. */
  stream(response: ServerResponse, phones: Listening): Promise<void>;
  /** Resolves once things stand otherwise than in `version`, or after a while. */
  poll(response: ServerResponse, phones: Listening, version: string | undefined): Promise<Snapshot>;
  /** Ends them all: the phones come again, elsewhere. */
  close(): void;
}

export function streams(log: { warn(details: object, message: string): void }): Streams {
  const open = new Set<() => void>();

  /** One end for everything that may end it. */
  const until = (response: ServerResponse, phones: Listening, ms: number, ended: () => void): (() => void) => {
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      open.delete(end);
      phones.leave();
      ended();
    };
    const timer = setTimeout(end, ms);
    response.once('close', end);
    open.add(end);
    return end;
  };

  return {
    async stream(response, phones) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
      const beat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
      const end = until(response, phones, STREAM_MS, () => {
        clearInterval(beat);
        response.end();
      });
      let version = '';
      let turn: Promise<void> = Promise.resolve();
      const tell = (): void => {
        // One after the other, so that what is told last is how things stand.
        turn = turn.then(async () => {
          const snapshot = await phones.now();
          if (snapshot.version === version) return;
          version = snapshot.version;
          response.write(`data: ${JSON.stringify(snapshot)}\n\n`);
        });
        turn = turn.catch((error: unknown) => {
          log.warn({ err: error }, 'A phone could not be told; it will ask again.');
          end();
        });
      };
      await phones.follow(tell).catch((error: unknown) => {
        end();
        throw error;
      });
      tell();
      await turn;
      if (!phones.isHeard) end();
    },
    async poll(response, phones, version) {
      let wake: () => void = () => {};
      const end = until(response, phones, POLL_MS, () => wake());
      try {
        const changed = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await phones.follow(() => wake());
        const first = await phones.now();
        if (first.version !== version || !phones.isHeard) return first;
        await changed;
        return await phones.now();
      } finally {
        end();
      }
    },
    close() {
      for (const end of [...open]) end();
    },
  };
}
