import { describe, expect, it } from 'vitest';
import { newId } from '../../src/crypto.js';
import type { LiveEngine } from './live-engine.js';

const MINUTE = 60_000;

export function claimsContract(engine: () => LiveEngine): void {
  describe('claiming', () => {
    it('is granted to one of many, over all instances', async () => {
      const { store, other } = engine();
      const key = newId();
      const tries = Array.from({ length: 40 }, (_, n) => (n % 2 ? store : other).claims.claim(key, MINUTE));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    });

    it('is granted again when its time is over', async () => {
      const key = newId();
      await engine().store.claims.claim(key, MINUTE);
      await engine().advance(MINUTE / 2);
      expect(await engine().other.claims.claim(key, MINUTE)).toBe(false);
      await engine().advance(MINUTE / 2);
      expect(await engine().other.claims.claim(key, MINUTE)).toBe(true);
    });
  });

  describe('keeping', () => {
    it('gives what was put last, to any instance, until its time is over', async () => {
      const { store, other } = engine();
      const key = newId();
      expect(await store.claims.get(key)).toBeUndefined();
      await store.claims.put(key, 'first', MINUTE);
      await store.claims.put(key, 'Zweites – 二', MINUTE);
      expect(await other.claims.get(key)).toBe('Zweites – 二');
      await engine().advance(MINUTE);
      expect(await other.claims.get(key)).toBeUndefined();
    });

    it('is taken by one of many', async () => {
      const { store, other } = engine();
      const key = newId();
      await store.claims.put(key, 'once', MINUTE);
      const tries = Array.from({ length: 40 }, (_, n) => (n % 2 ? store : other).claims.take(key));
      expect((await Promise.all(tries)).filter((each) => each !== undefined)).toEqual(['once']);
      expect(await store.claims.get(key)).toBeUndefined();
    });

    it('keeps a claim and a value of one name apart', async () => {
      const key = newId();
      await engine().store.claims.put(key, 'kept', MINUTE);
      expect(await engine().store.claims.claim(key, MINUTE)).toBe(true);
      expect(await engine().store.claims.get(key)).toBe('kept');
    });
  });

  describe('holding', () => {
    it('is granted to one owner, again and again, over all instances', async () => {
      const { store, other } = engine();
      const key = newId();
      expect(await store.claims.hold(key, 'one', MINUTE)).toBe(true);
      expect(await other.claims.hold(key, 'two', MINUTE)).toBe(false);
      expect(await other.claims.hold(key, 'one', MINUTE)).toBe(true);
    });

    it('is granted to one of many owners at once', async () => {
      const { store, other } = engine();
      const key = newId();
      const tries = Array.from({ length: 40 }, (_, n) => (n % 2 ? store : other).claims.hold(key, `${n}`, MINUTE));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    });

    it('ends when its owner lets go, or with its time, and by nobody else', async () => {
      const { store, other } = engine();
      const key = newId();
      await store.claims.hold(key, 'one', MINUTE);
      await other.claims.release(key, 'two');
      expect(await other.claims.hold(key, 'two', MINUTE)).toBe(false);
      await store.claims.release(key, 'one');
      expect(await other.claims.hold(key, 'two', MINUTE)).toBe(true);
      await engine().advance(MINUTE);
      expect(await store.claims.hold(key, 'one', MINUTE)).toBe(true);
    });
  });
}
