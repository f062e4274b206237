import { describe, expect, it } from 'vitest';
import { newId } from '../../src/crypto.js';
import { HoldLost } from '../../src/errors.js';
import { KEPT_MS, SEEN_MS, TURN_MS } from '../../src/stores/lifetimes.js';
import type { ConversationRecord, Conversations, LiveStore } from '../../src/stores/ports.js';
import { until } from '../support/programs.js';
import type { LiveEngine } from './live-engine.js';

const record = (mind: unknown): ConversationRecord => ({ voice: { stack: [] }, mind });
const saves = (mind: unknown) => async () => ({ record: record(mind), lines: [], result: mind });

/** What is kept, by a turn that changes nothing. */
const kept = (conversations: Conversations, key: string): Promise<unknown> =>
  conversations.turn(key, undefined, async (before) => ({ record: before, lines: [], result: before?.mind }));

/** Work that has begun and waits to be let on. */
function gated<T>(result: T) {
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  let begun = false;
  const work = async (): Promise<T> => {
    begun = true;
    await gate;
    return result;
  };
  return { work, go: () => go(), begun: () => until('the work has begun', async () => begun) };
}

export function turnContract(engine: () => LiveEngine): void {
  describe('a turn', () => {
    it('finds nothing at first, then what the turn before kept, on any instance', async () => {
      const key = newId();
      const { store, other } = engine();
      expect(await kept(store.conversations, key)).toBeUndefined();
      expect(await store.conversations.turn(key, undefined, saves({ step: 1, name: 'Åsa' }))).toEqual({
        step: 1,
        name: 'Åsa',
      });
      expect(await kept(other.conversations, key)).toEqual({ step: 1, name: 'Åsa' });
    });

    it.each<[string, ConversationRecord]>([
      ['without a mind', { voice: { stack: ['root'] }, mind: undefined }],
      ['without a voice', { voice: undefined, mind: { step: 1 } }],
      ['with neither', { voice: undefined, mind: undefined }],
    ])('finds a record %s again, on any instance', async (_name, given) => {
      const key = newId();
      const { store, other } = engine();
      await store.conversations.turn(key, undefined, async () => ({ record: given, lines: [], result: undefined }));
      const found = await other.conversations.turn(key, undefined, async (before) => ({
        record: before,
        lines: [],
        result: before,
      }));
      expect(found).toStrictEqual(given);
    });

    it('forgets the record when none is to be kept, and the transcript stays', async () => {
      const key = newId();
      const { conversations } = engine().store;
      await conversations.open(key);
      await conversations.turn(key, undefined, async () => ({
        record: record(1),
        lines: [{ id: 'a' }],
        result: undefined,
      }));
      await conversations.turn(key, undefined, async () => ({ record: undefined, lines: [], result: undefined }));
      expect(await kept(conversations, key)).toBeUndefined();
      expect((await conversations.since(key, ''))?.lines).toEqual([{ id: 'a' }]);
    });

    it('within a transcript does not run where there is none, nor any longer', async () => {
      const key = newId();
      const { store, other } = engine();
      const turn = ({ conversations }: LiveStore, activity: string) =>
        conversations.turn(key, activity, saves(activity), 'transcript');
      expect(await turn(store, 'early')).toBe('not-run');
      await store.conversations.open(key);
      expect(await turn(other, 'early')).toBe('early');
      await engine().advance(KEPT_MS + 1);
      expect(await turn(other, 'late')).toBe('not-run');
      expect(await kept(store.conversations, key)).toBeUndefined();
      expect(await store.conversations.echo(key, { id: 'early' })).toBe(false);
    });

    it('saves what was said in it, a changed line in place of the old, and tells the followers', async () => {
      const key = newId();
      const { store, other } = engine();
      await store.conversations.open(key);
      await store.conversations.append(key, { id: 'card', used: false });
      const heard: unknown[] = [];
      const leave = await other.conversations.subscribe(key, (line) => heard.push(line));
      const lines = [
        { id: 'card', used: true },
        { id: 'reply', text: 'Thanks' },
      ];
      await store.conversations.turn(key, newId(), async () => ({ record: record(1), lines, result: undefined }));
      expect((await other.conversations.since(key, ''))?.lines).toEqual(lines);
      await until('both are heard', async () => heard.length === 2);
      expect(heard).toEqual(lines);
      leave();
    });

    it('hands out copies: what a turn changes and does not return is not kept', async () => {
      const key = newId();
      const { conversations } = engine().store;
      const mind = { tries: 1 };
      await conversations.turn(key, undefined, saves(mind));
      mind.tries = 99;
      expect(await kept(conversations, key)).toEqual({ tries: 1 });
    });

    it('is forgotten when it was not used for long', async () => {
      const key = newId();
      await engine().store.conversations.turn(key, undefined, saves(1));
      await engine().advance(KEPT_MS - 2000);
      expect(await kept(engine().store.conversations, key)).toBe(1);
      await engine().advance(KEPT_MS);
      expect(await kept(engine().store.conversations, key)).toBeUndefined();
    });
  });

  describe('one turn at a time', () => {
    it('runs alone, over all instances: no turn is lost', async () => {
      const key = newId();
      const { store, other } = engine();
      let inside = 0;
      const turns = Array.from({ length: 40 }, (_, n) =>
        (n % 2 ? store : other).conversations.turn(key, undefined, async (before) => {
          inside += 1;
          expect(inside).toBe(1);
          const count = typeof before?.mind === 'number' ? before.mind : 0;
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
          return { record: record(count + 1), lines: [], result: count };
        }),
      );
      await Promise.all(turns);
      expect(await kept(store.conversations, key)).toBe(40);
    });

    it('does not keep other conversations waiting', async () => {
      const { work, go, begun } = gated({ record: undefined, lines: [], result: 'slow' });
      const { store, other } = engine();
      const slow = store.conversations.turn(newId(), undefined, work);
      await begun();
      expect(await other.conversations.turn(newId(), undefined, saves('quick'))).toBe('quick');
      go();
      expect(await slow).toBe('slow');
    });

    it('saves nothing when its hold ran out and another took over', async () => {
      const key = newId();
      const { store, other } = engine();
      await store.conversations.open(key);
      const { work, go, begun } = gated({ record: record('late'), lines: [{ id: 'late' }], result: 'late' });
      const late = store.conversations.turn(key, 'activity', work);
      await begun();
      await engine().advance(TURN_MS);
      expect(await other.conversations.turn(key, undefined, saves('taken over'))).toBe('taken over');
      go();
      await expect(late).rejects.toThrow(HoldLost);
      expect(await kept(other.conversations, key)).toBe('taken over');
      expect((await other.conversations.since(key, ''))?.lines).toEqual([]);
      expect(await other.conversations.turn(key, 'activity', saves('again'))).toBe('again');
    });

    it('saves nothing when its work fails, lets go at once, and the activity may come again', async () => {
      const key = newId();
      const { store, other } = engine();
      const failing = store.conversations.turn(key, 'activity', async () => {
        throw new Error('the directory is down');
      });
      await expect(failing).rejects.toThrow('the directory is down');
      expect(await other.conversations.turn(key, 'activity', saves('again'))).toBe('again');
    });
  });

  describe('an activity that comes twice', () => {
    it('runs once, also when both come at the same time', async () => {
      const key = newId();
      const { store, other } = engine();
      const results = await Promise.all(
        [store, other, store, other].map(({ conversations }) => conversations.turn(key, 'activity', saves('ran'))),
      );
      expect(results.filter((each) => each !== 'not-run')).toEqual(['ran']);
      expect(await other.conversations.turn(key, 'activity', saves('ran'))).toBe('not-run');
    });

    it('is known for a day', async () => {
      const key = newId();
      const { conversations } = engine().store;
      await conversations.turn(key, 'activity', saves(1));
      await engine().advance(SEEN_MS - 2000);
      expect(await conversations.turn(key, 'activity', saves(2))).toBe('not-run');
      await engine().advance(2000);
      expect(await conversations.turn(key, 'activity', saves(3))).toBe(3);
    });

    it('is another activity in another conversation', async () => {
      const { conversations } = engine().store;
      await conversations.turn(newId(), 'activity', saves(1));
      expect(await conversations.turn(newId(), 'activity', saves(2))).toBe(2);
    });
  });
}
