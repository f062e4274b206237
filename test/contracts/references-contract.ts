import { beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { SealBroken } from '../../src/errors.js';
import type { DurableStore, KeptReference } from '../../src/stores/ports.js';
import type { DurableEngine } from './durable-engine.js';

const reference = (key: string, change: Partial<KeptReference> = {}): KeptReference => ({
  key,
  person: 'tenant/ada',
  accountId: 'a1',
  address: { conversationId: 'a:private', userPrincipalName: 'ada@contoso.example' },
  ...change,
});

export function referencesContract(engine: () => DurableEngine): void {
  let now = 0;
  let later = 0;
  let store: DurableStore;
  let other: DurableStore;
  beforeEach(async () => {
    now = 1_700_000_000_000;
    later = now + 1000;
    store = await engine().open({ clock: () => now });
    other = await engine().open({ clock: () => now });
  });

  describe('where people can be reached', () => {
    it('is found by conversation, by person and by account', async () => {
      await store.references.put(reference('c1'), later);
      await store.references.put(reference('c2', { person: undefined, accountId: undefined }), later);
      expect(await other.references.read('c1')).toEqual(reference('c1'));
      expect(await other.references.ofPerson('tenant/ada')).toEqual(reference('c1'));
      expect(await other.references.ofAccount('a1')).toEqual(reference('c1'));
      expect(await other.references.read('c2')).toEqual(reference('c2', { person: undefined, accountId: undefined }));
      expect(await other.references.read('c3')).toBeUndefined();
      expect(await other.references.ofPerson('tenant/ben')).toBeUndefined();
      expect(await other.references.ofAccount('b1')).toBeUndefined();
    });

    it('is what was said last', async () => {
      await store.references.put(reference('c1'), later);
      now += 1;
      await other.references.put(reference('c2'), later);
      expect((await store.references.ofPerson('tenant/ada'))?.key).toBe('c2');
      now += 1;
      const moved = reference('c1', { accountId: 'a2', address: { conversationId: 'a:other' } });
      await store.references.put(moved, later);
      expect(await other.references.ofPerson('tenant/ada')).toEqual(moved);
      expect((await other.references.ofAccount('a1'))?.key).toBe('c2');
    });

    it('is put by many at once without a fault', async () => {
      const rush = Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? store : other).references.put(reference('c1', { address: n }), later),
      );
      await Promise.all(rush);
      expect((await store.references.read('c1'))?.address).toBeTypeOf('number');
    });

    it('is good until its time, and gone afterwards', async () => {
      await store.references.put(reference('c1'), later);
      now = later - 1;
      expect(await store.references.read('c1')).toBeDefined();
      now = later;
      expect(await store.references.read('c1')).toBeUndefined();
      expect(await store.references.ofAccount('a1')).toBeUndefined();
      await store.references.put(reference('c2', { person: 'tenant/ben' }), later + 10);
      expect(await engine().query('select key from reference')).toEqual([{ key: 'c2' }]);
    });

    it('is linked with an account that is found later, once, some at a time', async () => {
      for (const key of ['c3', 'c1', 'c2']) await store.references.put(reference(key, { accountId: undefined }), later);
      await store.references.put(reference('c0'), later);
      await store.references.put(reference('c4', { person: undefined, accountId: undefined }), later);
      const keys = async (after: string, limit: number) =>
        (await other.references.unlinked(after, limit)).map(({ key }) => key);
      expect(await keys('', 2)).toEqual(['c1', 'c2']);
      expect(await keys('c2', 2)).toEqual(['c3']);
      await other.references.link('c2', 'a2');
      await other.references.link('c2', 'a3');
      expect(await store.references.ofAccount('a2')).toEqual(reference('c2', { accountId: 'a2' }));
      expect(await keys('', 5)).toEqual(['c1', 'c3']);
      now = later;
      expect(await keys('', 5)).toEqual([]);
    });

    it('is forgotten with all of a person', async () => {
      await store.references.put(reference('c1'), later);
      await store.references.put(reference('c2'), later);
      await store.references.put(reference('c3', { person: 'tenant/ben' }), later);
      await other.references.forget('tenant/ada');
      expect(await engine().query('select key from reference')).toEqual([{ key: 'c3' }]);
    });

    it('keeps no address in the clear, and none opens in another place', async () => {
      await store.references.put(reference('c1'), later);
      expect(JSON.stringify(await engine().query('select * from reference'))).not.toMatch(/private|contoso/);
      await engine().query("update reference set key = 'c2' where key = 'c1'");
      await expect(store.references.read('c2')).rejects.toThrow(SealBroken);
    });

    it('is sealed again under a new key, after which the old one is not needed', async () => {
      await store.references.put(reference('c1'), later);
      const [before, after] = [new Uint8Array(32).fill(3), new Uint8Array(32).fill(4)];
      const both = await engine().open({ keyring: keyring(after, [before]), clock: () => now });
      expect(await both.references.rotate()).toBe(1);
      expect(await both.references.rotate()).toBe(0);
      const renewed = await engine().open({ keyring: keyring(after), clock: () => now });
      expect(await renewed.references.read('c1')).toEqual(reference('c1'));
    });
  });
}
