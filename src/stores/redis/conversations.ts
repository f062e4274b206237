import type { Keyring } from '../../crypto.js';
import { HoldLost } from '../../errors.js';
import { KEPT_MS, MAX_LINES, PATIENCE_MS, SEEN_MS } from '../lifetimes.js';
import type { Conversations, TranscriptLine } from '../ports.js';
import { recordIn } from '../record.js';
import type { Beside } from './beside.js';
import type { RedisClient } from './connection.js';
import { ask, evaluate, type Script } from './evaluate.js';
import { keepHold, letGo, takeHold } from './hold.js';
import { conversationKeys, seenKey } from './keys.js';
import { Queue } from './queue.js';
import { type Sealing, sealingFor } from './sealing.js';
import { Subscriptions } from './subscriptions.js';
import { after, opened, packed, unpacked } from './transcript.js';
import { APPEND, COMMIT, ECHO, OPEN, SINCE } from './turn-scripts.js';

export function redisConversations(
  client: RedisClient,
  subscriber: RedisClient,
  keyring: Keyring,
  beside: Beside,
): Conversations {
  const queue = new Queue();
  const recordSealing = (key: string): Sealing => sealingFor(keyring, `conversation-record|${key}`);
  const lineSealing = (key: string): Sealing => sealingFor(keyring, `conversation-line|${key}`);

  const since: Conversations['since'] = async (key, watermark) => {
    const reply = await evaluate(client, SINCE, [conversationKeys(key).lines], [after(watermark), KEPT_MS]);
    return unpacked(reply, lineSealing(key), watermark);
  };

  const subscriptions = new Subscriptions(subscriber, {
    since,
    open: (key, sealed) => opened(sealed, lineSealing(key)),
    async latest(key) {
      const [newest] = await ask(client.xrevrange(conversationKeys(key).lines, '+', '-', 'COUNT', 1));
      return newest?.[0] ?? '';
    },
  });

  const add = async (by: Script, key: string, line: TranscriptLine, seen: readonly string[]): Promise<boolean> => {
    const { lines, channel } = conversationKeys(key);
    const values = [channel, MAX_LINES, KEPT_MS, ...packed([line], lineSealing(key))];
    return (await evaluate(client, by, [lines, ...seen], values)) === 1;
  };

  return {
    since,
    open: async (key) => (await evaluate(client, OPEN, [conversationKeys(key).lines], [KEPT_MS])) === 1,
    append: (key, line) => add(APPEND, key, line, []),
    echo: (key, line) => add(ECHO, key, line, [seenKey(key, line.id)]),
    async whisper(key, line) {
      const message = Buffer.concat([Buffer.from(' '), lineSealing(key).seal(line)]);
      await ask(client.publish(conversationKeys(key).channel, message));
    },
    subscribe: (key, listener) => subscriptions.follow(key, listener),

    async turn(key, activityId, work, within) {
      const deadline = performance.now() + PATIENCE_MS;
      const leave = await queue.enter(key);
      let keeping = (): void => undefined;
      try {
        const names = conversationKeys(key);
        const seen = activityId === undefined ? [] : [seenKey(key, activityId)];
        const held = await takeHold(client, names, seen, deadline, within);
        if (held === 'not-run') return 'not-run';
        // Work that never ends must not keep the others waiting for ever, those of this process included.
        keeping = keepHold(client, names.hold, seen, held.token, leave);
        const before = held.sealed === null ? undefined : recordIn(recordSealing(key).open(held.sealed));
        const { record, lines, result } = await work(before).catch(async (error: unknown) => {
          await letGo(client, names.hold, seen, held.token);
          throw error;
        });
        beside.leave();
        // Anyone may name a conversation that there is not: nothing was kept, and nothing stays.
        if (held.sealed === null && !record && lines.length === 0 && seen.length === 0) {
          await letGo(client, names.hold, seen, held.token);
          return result;
        }
        const sealed = record ? recordSealing(key).seal({ voice: record.voice, mind: record.mind }) : '';
        const values = [held.token, sealed, KEPT_MS, SEEN_MS, names.channel, MAX_LINES];
        const saved = await evaluate(
          client,
          COMMIT,
          [names.hold, names.record, names.lines, ...seen],
          [...values, ...packed(lines, lineSealing(key))],
        );
        if (saved !== 1) throw new HoldLost('The turn took too long: another has taken the conversation.');
        return result;
      } finally {
        keeping();
        leave();
      }
    },
  };
}
