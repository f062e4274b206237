import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { newId } from '../../crypto.js';
import { StoreUnavailable } from '../../errors.js';
import { HOLD_MS, KEPT_MS, RENEW_MS, TURN_MS } from '../lifetimes.js';
import type { RedisClient } from './connection.js';
import { evaluate } from './evaluate.js';
import type { conversationKeys } from './keys.js';
import { BEGIN, RELEASE, RENEW } from './turn-scripts.js';

const POLL_MS = 20;
const LONGEST_POLL_MS = 250;

const word = z.instanceof(Buffer).transform(String);
const beginReply = z.union([
  z.tuple([word.pipe(z.literal('not-run'))]),
  z.tuple([word.pipe(z.literal('busy')), z.number()]),
  z.tuple([word.pipe(z.literal('held')), z.instanceof(Buffer).nullable()]),
]);

/** A conversation that is ours until we let go or the time runs out. */
export interface Hold {
  readonly token: string;
  /** The sealed record, null when there is none. */
  readonly sealed: Buffer | null;
}

type Keys = ReturnType<typeof conversationKeys>;

/**
 * Takes hold and reads in one round trip; while another has it, asks again with growing, jittered pauses until `deadline` (`performance.now`).
 * @throws StoreUnavailable not reachable, or busy for too long
 */
export async function takeHold(
  client: RedisClient,
  { hold, record, lines }: Keys,
  seen: readonly string[],
  deadline: number,
  within: 'transcript' | undefined,
): Promise<Hold | 'not-run'> {
  const token = newId();
  for (let longest = POLL_MS; ; longest = Math.min(longest * 1.5, LONGEST_POLL_MS)) {
    const reply = await begin();
    if (reply[0] === 'not-run') return 'not-run';
    if (reply[0] === 'held') return { token, sealed: reply[1] };
    if (performance.now() > deadline) throw new StoreUnavailable('The conversation is busy; try again.');
    await pause(Math.min(longest * (0.5 + Math.random() / 2), reply[1] + 1));
  }

  async function begin(): Promise<z.infer<typeof beginReply>> {
    try {
      const values = [token, HOLD_MS, KEPT_MS, within ? 1 : 0];
      return beginReply.parse(await evaluate(client, BEGIN, [hold, record, lines, ...seen], values));
    } catch (error) {
      void letGo(client, hold, seen, token);
      throw error;
    }
  }
}

/**
 * Takes the hold again and again, until the returned function is called or a turn may take no longer; then `over` is called.
 * Once the hold is lost, taking it again does nothing: the save finds that out.
 */
export function keepHold(
  client: RedisClient,
  hold: string,
  seen: readonly string[],
  token: string,
  over: () => void,
): () => void {
  const renewing = setInterval(() => {
    // One that does not arrive is made up for by the next.
    evaluate(client, RENEW, [hold, ...seen], [token, HOLD_MS]).catch(() => undefined);
  }, RENEW_MS);
  const stop = (): void => clearInterval(renewing);
  const end = setTimeout(() => {
    stop();
    over();
  }, TURN_MS - HOLD_MS);
  return () => {
    stop();
    clearTimeout(end);
  };
}

/** Lets go without saving. Never rejects: should it not arrive, the hold ends by itself. */
export async function letGo(client: RedisClient, hold: string, seen: readonly string[], token: string): Promise<void> {
  await evaluate(client, RELEASE, [hold, ...seen], [token]).catch(() => undefined);
}
