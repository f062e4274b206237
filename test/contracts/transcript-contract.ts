import { describe, expect, it } from 'vitest';
import { newId } from '../../src/crypto.js';
import { KEPT_MS, MAX_LINES } from '../../src/stores/lifetimes.js';
import type { Conversations, TranscriptLine } from '../../src/stores/ports.js';
import { until } from '../support/programs.js';
import type { LiveEngine } from './live-engine.js';

const line = (id: string, text = id): TranscriptLine => ({ id, type: 'message', text });

export function transcriptContract(engine: () => LiveEngine): void {
  const opened = async (): Promise<string> => {
    const key = newId();
    await engine().store.conversations.open(key);
    return key;
  };
  const idsSince = async (key: string, watermark: string): Promise<readonly string[] | undefined> =>
    (await engine().other.conversations.since(key, watermark))?.lines.map(({ id }) => id);
  const following = async (conversations: Conversations, key: string) => {
    const heard: { readonly line: TranscriptLine; readonly watermark: string }[] = [];
    const leave = await conversations.subscribe(key, (each, watermark) => heard.push({ line: each, watermark }));
    const ids = (): readonly string[] => heard.map((each) => each.line.id);
    return { heard, ids, leave, has: (count: number) => until(`${count} lines`, async () => heard.length >= count) };
  };

  describe('a transcript', () => {
    it('is opened once, whichever instance is asked', async () => {
      const key = newId();
      expect(await engine().store.conversations.open(key)).toBe(true);
      expect(await engine().other.conversations.open(key)).toBe(false);
      expect(await engine().other.conversations.since(key, '')).toEqual({ lines: [], watermark: '' });
    });

    it('does not exist before it is opened', async () => {
      const key = newId();
      expect(await engine().store.conversations.append(key, line('a'))).toBe(false);
      expect(await engine().store.conversations.echo(key, line('a'))).toBe(false);
      expect(await engine().store.conversations.since(key, '')).toBeUndefined();
    });

    it('gives its lines in order, and from a watermark on what came after', async () => {
      const key = await opened();
      const { store, other } = engine();
      await store.conversations.append(key, line('a'));
      await other.conversations.append(key, line('b', 'Größe 二'));
      const all = await store.conversations.since(key, '');
      expect(all?.lines).toEqual([line('a'), line('b', 'Größe 二')]);
      const end = all?.watermark ?? '';
      expect(await store.conversations.since(key, end)).toEqual({ lines: [], watermark: end });
      await store.conversations.append(key, line('c'));
      expect(await idsSince(key, end)).toEqual(['c']);
    });

    it('gives everything for a watermark that is none of its own', async () => {
      const key = await opened();
      await engine().store.conversations.append(key, line('a'));
      for (const odd of ['-', '+', 'x-y', '0', '18446744073709551616-0x']) {
        expect(await idsSince(key, odd)).toEqual(['a']);
      }
    });

    it('keeps one line for an id: the new one, told again to who has read the old', async () => {
      const key = await opened();
      const { conversations } = engine().store;
      for (const id of ['a', 'b']) await conversations.append(key, line(id));
      const end = (await conversations.since(key, ''))?.watermark ?? '';
      await conversations.append(key, line('a', 'changed'));
      await conversations.append(key, line('a', 'changed again'));
      expect((await conversations.since(key, end))?.lines).toEqual([line('a', 'changed again')]);
      expect((await conversations.since(key, ''))?.lines).toEqual([line('b'), line('a', 'changed again')]);
    });

    it('takes what a person said once: what was put in its place since, by any instance, stays', async () => {
      const key = await opened();
      const { store, other } = engine();
      expect(await store.conversations.echo(key, line('a', 'said'))).toBe(true);
      expect((await other.conversations.since(key, ''))?.lines).toEqual([line('a', 'said')]);
      await store.conversations.append(key, line('a', 'hidden'));
      const follower = await following(other.conversations, key);
      expect(await other.conversations.echo(key, line('a', 'said'))).toBe(true);
      await store.conversations.append(key, line('b'));
      await follower.has(1);
      expect(follower.ids()).toEqual(['b']);
      expect((await other.conversations.since(key, ''))?.lines).toEqual([line('a', 'hidden'), line('b')]);
      follower.leave();
    });

    it('does not take what was heard already, also where its line is no longer kept', async () => {
      const key = await opened();
      const { store, other } = engine();
      await store.conversations.turn(key, 'a', async () => ({ record: undefined, lines: [], result: undefined }));
      expect(await other.conversations.echo(key, line('a'))).toBe(true);
      expect(await idsSince(key, '')).toEqual([]);
    });

    it('lets go of the oldest lines when it grows long', async () => {
      const key = await opened();
      await Promise.all(
        Array.from({ length: MAX_LINES + 3 }, (_, n) => engine().store.conversations.append(key, line(`${n}`))),
      );
      const ids = await idsSince(key, '');
      expect(ids).toHaveLength(MAX_LINES);
      expect(ids?.[0]).toBe('3');
    });

    it('ends when it was not used for long, and any use renews it', async () => {
      const key = await opened();
      const almost = KEPT_MS - 2000;
      await engine().advance(almost);
      await engine().store.conversations.since(key, '');
      await engine().advance(almost);
      await engine().store.conversations.append(key, line('a'));
      await engine().advance(almost);
      expect(await idsSince(key, '')).toEqual(['a']);
      await engine().advance(KEPT_MS);
      expect(await idsSince(key, '')).toBeUndefined();
    });
  });

  describe('following', () => {
    it('hears what any instance adds, with its place, from now on', async () => {
      const key = await opened();
      const { store, other } = engine();
      await store.conversations.append(key, line('before'));
      const follower = await following(other.conversations, key);
      await store.conversations.append(key, line('a'));
      await other.conversations.append(key, line('b'));
      await follower.has(2);
      expect(follower.ids()).toEqual(['a', 'b']);
      expect(follower.heard[0]?.line).toEqual(line('a'));
      expect(await idsSince(key, follower.heard[0]?.watermark ?? '')).toEqual(['b']);
      follower.leave();
    });

    it('hears what is whispered, which is not kept and has no place of its own', async () => {
      const key = await opened();
      const follower = await following(engine().other.conversations, key);
      await engine().store.conversations.append(key, line('a'));
      await engine().store.conversations.whisper(key, line('typing'));
      await follower.has(2);
      expect(follower.ids()).toEqual(['a', 'typing']);
      expect(follower.heard[1]?.watermark).toBe(follower.heard[0]?.watermark);
      expect(await idsSince(key, '')).toEqual(['a']);
      follower.leave();
    });

    it('hears its own conversation only, and nothing after it has left', async () => {
      const [key, elsewhere] = [await opened(), await opened()];
      const { conversations } = engine().other;
      const [gone, stays] = [await following(conversations, key), await following(conversations, key)];
      await engine().store.conversations.append(elsewhere, line('x'));
      await engine().store.conversations.append(key, line('a'));
      await Promise.all([gone.has(1), stays.has(1)]);
      gone.leave();
      await engine().store.conversations.append(key, line('b'));
      await stays.has(2);
      expect(gone.ids()).toEqual(['a']);
      expect(stays.ids()).toEqual(['a', 'b']);
      stays.leave();
    });
  });
}
