import { beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import type { DurableStore } from '../../src/stores/ports.js';
import type { DurableEngine } from './durable-engine.js';

const change = { kind: 'removed', data: { to: '+12025550199' } };

export function disputesContract(engine: () => DurableEngine): void {
  let now = 0;
  let store: DurableStore;
  let other: DurableStore;
  beforeEach(async () => {
    now = 1_700_000_000_000;
    store = await engine().open({ clock: () => now });
    other = await engine().open({ clock: () => now });
  });

  describe('the links that say "this was not me"', () => {
    it('are read without being used up, and used up once in a rush', async () => {
      await store.disputes.add('h1', { accountId: 'a1', change }, now + 10);
      expect(await other.disputes.read('h1')).toEqual({ accountId: 'a1', change, at: now });
      const rush = Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).disputes.take('h1'));
      expect((await Promise.all(rush)).filter((each) => each !== undefined)).toHaveLength(1);
      expect(await store.disputes.read('h1')).toBeUndefined();
    });

    it('know where they stand in a chat, once they were told there', async () => {
      const told = { conversation: 't.ada', message: '1700000000000' };
      await store.disputes.add('h1', { accountId: 'a1', change }, now + 10);
      await other.disputes.tell('h1', told);
      await other.disputes.tell('h2', told);
      expect(await store.disputes.read('h1')).toEqual({ accountId: 'a1', change, at: now, told });
      expect(await store.disputes.take('h1')).toMatchObject({ told });
      expect(await store.disputes.read('h2')).toBeUndefined();
    });

    it('are good until their time, and gone afterwards', async () => {
      await store.disputes.add('h1', { accountId: 'a1', change }, now + 10);
      now += 9;
      expect(await store.disputes.read('h1')).toBeDefined();
      now += 1;
      expect(await store.disputes.read('h1')).toBeUndefined();
      expect(await store.disputes.take('h1')).toBeUndefined();
      await store.disputes.add('h2', { accountId: 'a1', change }, now + 10);
      expect(await engine().query('select hash from dispute')).toEqual([{ hash: 'h2' }]);
    });

    it('keep nothing in the clear of what was changed', async () => {
      await store.disputes.add('h1', { accountId: 'a1', change }, now + 10);
      expect(JSON.stringify(await engine().query('select * from dispute'))).not.toContain('2025550199');
    });

    it('are sealed again under a new key, after which the old one is not needed', async () => {
      const newKey = new Uint8Array(32).fill(2);
      await store.disputes.add('h1', { accountId: 'a1', change }, now + 10);
      await store.disputes.add('h2', { accountId: 'a1', change }, now + 20);
      // As it was before the key was noted.
      await engine().query("update dispute set key_id = '' where hash = 'h2'");
      now += 10;
      const both = await engine().open({ keyring: keyring(newKey, [engine().secret]), clock: () => now });
      expect(await both.disputes.rotate()).toBe(1);
      expect(await both.disputes.rotate()).toBe(0);
      const after = await engine().open({ keyring: keyring(newKey), clock: () => now });
      expect(await after.disputes.take('h2')).toEqual({ accountId: 'a1', change, at: now - 10 });
      expect(await engine().query('select hash from dispute')).toEqual([]);
    });

    it('stand for nothing else when moved to another place', async () => {
      await store.disputes.add('h1', { accountId: 'a1', change }, now + 10);
      await engine().query("update dispute set hash = 'h2' where hash = 'h1'");
      await expect(store.disputes.read('h2')).rejects.toThrow();
    });
  });
}
