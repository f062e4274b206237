import { HoldLost } from '../../errors.js';
import { KEPT_MS, SEEN_MS, TURN_MS } from '../lifetimes.js';
import type { Clock, Conversations } from '../ports.js';
import { recordIn } from '../record.js';
import { Expiring } from './expiring.js';
import { Holds } from './holds.js';
import { Transcripts } from './transcripts.js';

export function memoryConversations(clock: Clock): Conversations {
  const records = new Expiring<string>(clock);
  const seen = new Expiring<true>(clock);
  const holds = new Holds(clock);
  const transcripts = new Transcripts(clock);

  return {
    open: async (key) => transcripts.open(key),
    append: async (key, line) => transcripts.append(key, [line]),
    echo: async (key, line) =>
      seen.get(heardAs(key, line.id)) || transcripts.has(key, line.id)
        ? transcripts.touch(key)
        : transcripts.append(key, [line]),
    whisper: async (key, line) => transcripts.tell(key, line),
    since: async (key, watermark) => transcripts.since(key, watermark),
    subscribe: async (key, listener) => transcripts.follow(key, listener),
    async turn(key, activityId, work, within) {
      const activity = activityId === undefined ? undefined : heardAs(key, activityId);
      if (activity && seen.get(activity)) return 'not-run';
      const hold = await holds.take(key);
      try {
        if (activity && seen.get(activity)) return 'not-run';
        if (!transcripts.touch(key) && within) return 'not-run';
        // Known for good only once its turn is saved: what failed may be sent again.
        if (activity) seen.set(activity, true, clock() + TURN_MS);
        const kept = records.get(key);
        const before = kept === undefined ? undefined : recordIn(JSON.parse(kept));
        const { record, lines, result } = await work(before).catch((error: unknown) => {
          if (activity && holds.has(key, hold)) seen.delete(activity);
          throw error;
        });
        if (!holds.has(key, hold)) throw new HoldLost('The turn took too long: another has taken the conversation.');
        if (record) records.set(key, JSON.stringify(record), clock() + KEPT_MS);
        else records.delete(key);
        transcripts.append(key, lines);
        if (activity) seen.set(activity, true, clock() + SEEN_MS);
        return result;
      } finally {
        holds.release(key, hold);
      }
    },
  };
}

const heardAs = (key: string, activityId: string): string => JSON.stringify([key, activityId]);
