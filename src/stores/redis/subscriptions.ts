import type { TranscriptLine } from '../ports.js';
import type { RedisClient } from './connection.js';
import { ask } from './evaluate.js';
import { conversationKeys } from './keys.js';

type Listener = (line: TranscriptLine, watermark: string) => void;

/** What has to be read and opened for those who follow. */
interface Reading {
  open(key: string, sealed: Uint8Array): TranscriptLine | undefined;
  since(
    key: string,
    watermark: string,
  ): Promise<{ readonly lines: readonly TranscriptLine[]; readonly watermark: string } | undefined>;
  /** The newest line's place; '' when there is none. */
  latest(key: string): Promise<string>;
}

interface Heard {
  readonly line: TranscriptLine;
  /** Undefined for what is published without being kept. */
  readonly place: string | undefined;
}

interface Followed {
  readonly key: string;
  readonly listeners: Set<Listener>;
  /** The newest line told of; undefined until it is known where the following began. */
  watermark: string | undefined;
  /** Heard while what was missed is being read. */
  waiting: Heard[] | undefined;
}

/** One connection for all who follow a conversation in this process. After a broken connection, what was missed is read from the transcript. */
export class Subscriptions {
  readonly #client: RedisClient;
  readonly #reading: Reading;
  readonly #followed = new Map<string, Followed>();

  constructor(client: RedisClient, reading: Reading) {
    this.#client = client;
    this.#reading = reading;
    client.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#hear(String(channel), message));
    client.on('ready', () => {
      for (const [channel, followed] of this.#followed) {
        // Still down: the next `ready` tries again.
        this.#catchUp(channel, followed).catch(() => undefined);
      }
    });
  }

  /** @throws StoreUnavailable */
  async follow(key: string, listener: Listener): Promise<() => void> {
    const { channel } = conversationKeys(key);
    const followed = this.#followed.get(channel) ?? {
      key,
      listeners: new Set(),
      watermark: undefined,
      waiting: undefined,
    };
    this.#followed.set(channel, followed);
    followed.listeners.add(listener);
    const leave = (): void => {
      followed.listeners.delete(listener);
      if (followed.listeners.size > 0 || this.#followed.get(channel) !== followed) return;
      this.#followed.delete(channel);
      // Should this not arrive, messages come for nobody until the connection ends.
      this.#client.unsubscribe(channel).catch(() => undefined);
    };
    try {
      await ask(this.#client.subscribe(channel));
      followed.watermark ??= await this.#reading.latest(key);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  #hear(channel: string, message: Buffer): void {
    const followed = this.#followed.get(channel);
    const space = message.indexOf(' ');
    const line = followed && this.#reading.open(followed.key, message.subarray(space + 1));
    if (!line) return;
    const heard = { line, place: space > 0 ? message.subarray(0, space).toString() : undefined };
    if (followed.waiting) followed.waiting.push(heard);
    else tell(followed, heard);
  }

  async #catchUp(channel: string, followed: Followed): Promise<void> {
    const from = followed.watermark;
    if (from === undefined || followed.waiting) return;
    const waiting: Heard[] = [];
    followed.waiting = waiting;
    try {
      // The client subscribes again by itself; this waits until it has, so that nothing falls between.
      await this.#client.subscribe(channel);
      const missed = await this.#reading.since(followed.key, from);
      for (const line of missed?.lines ?? []) {
        followed.watermark = missed?.watermark;
        for (const listener of followed.listeners) listener(line, missed?.watermark ?? from);
      }
    } finally {
      followed.waiting = undefined;
      for (const heard of waiting) tell(followed, heard);
    }
  }
}

function tell(followed: Followed, { line, place }: Heard): void {
  const known = followed.watermark ?? '';
  if (place !== undefined) {
    if (!isAfter(place, known)) return;
    followed.watermark = place;
  }
  for (const listener of followed.listeners) listener(line, place ?? known);
}

/** Stream ids are `milliseconds-sequence`. */
function isAfter(a: string, b: string): boolean {
  const [ms = 0, sequence = 0] = a.split('-').map(Number);
  const [otherMs = 0, otherSequence = 0] = b.split('-').map(Number);
  return ms === otherMs ? sequence > otherSequence : ms > otherMs;
}
