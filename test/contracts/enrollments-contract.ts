import { beforeEach, describe, expect, it } from 'vitest';
import { keyring } from '../../src/crypto.js';
import { SealBroken } from '../../src/errors.js';
import type { NewEnrollment } from '../../src/methods/method.js';
import { methodId } from '../../src/methods/traits.js';
import type { DurableStore } from '../../src/stores/ports.js';
import type { DurableEngine } from './durable-engine.js';

const sms: NewEnrollment = {
  method: methodId('sms'),
  name: 'My phone, +1 202 555 0100',
  proof: 'phone:+12025550100',
  data: { number: '+12025550100' },
};
const app: NewEnrollment = {
  method: methodId('authenticator-code'),
  name: 'Pixel',
  proof: 'app',
  data: { secret: 'JBSWY3DPEHPK3PXP' },
};

const oldKey = new Uint8Array(32).fill(1);
const newKey = new Uint8Array(32).fill(2);

export function enrollmentsContract(engine: () => DurableEngine): void {
  let now = 0;
  let store: DurableStore;
  let other: DurableStore;
  const clock = (): number => now;
  beforeEach(async () => {
    now = 1_700_000_000_000;
    store = await engine().open({ clock });
    other = await engine().open({ clock });
  });

  describe('enrollments', () => {
    it('are given back whole, oldest first, to any instance', async () => {
      expect(await store.enrollments.list('ada')).toEqual([]);
      const first = await store.enrollments.add('ada', sms, now + 1000);
      now += 5000;
      const second = await other.enrollments.add('ada', app, now);
      await store.enrollments.add('ben', app, now);
      expect(first).toMatchObject({
        ...sms,
        accountId: 'ada',
        createdAt: now - 5000,
        usableFrom: now - 4000,
        confirmedAt: now - 5000,
      });
      expect(await other.enrollments.list('ada')).toEqual([first, second]);
    });

    it('change in what is given, and in nothing else', async () => {
      const { id } = await store.enrollments.add('ada', sms, now);
      expect(
        await store.enrollments.update(id, { lastUsedAt: now + 1, confirmedAt: now + 2, usableFrom: now + 3 }),
      ).toBe(true);
      expect(await other.enrollments.update(id, { name: 'Other', data: { number: '+12025550199' } })).toBe(true);
      expect(await store.enrollments.list('ada')).toMatchObject([
        {
          ...sms,
          id,
          name: 'Other',
          data: { number: '+12025550199' },
          createdAt: now,
          lastUsedAt: now + 1,
          confirmedAt: now + 2,
          usableFrom: now + 3,
        },
      ]);
    });

    it('lose no change when several come at once', async () => {
      const { id } = await store.enrollments.add('ada', sms, now);
      await Promise.all([
        store.enrollments.update(id, { name: 'Renamed' }),
        other.enrollments.update(id, { data: { number: 'changed' } }),
        store.enrollments.update(id, { lastUsedAt: 7 }),
      ]);
      expect(await store.enrollments.list('ada')).toMatchObject([
        { name: 'Renamed', data: { number: 'changed' }, lastUsedAt: 7 },
      ]);
    });

    it('are removed once, and then nothing of them is accepted', async () => {
      const { id } = await store.enrollments.add('ada', app, now);
      expect(await store.enrollments.remove(id)).toBe(true);
      expect(await other.enrollments.remove(id)).toBe(false);
      expect(await other.enrollments.list('ada')).toEqual([]);
      expect(await other.enrollments.update(id, { lastUsedAt: now })).toBe(false);
      expect(await other.enrollments.advance(id, 1)).toBe(false);
      expect(await other.enrollments.spend(id, 1)).toBe(false);
    });

    it('accept a time step only when it is later than any before', async () => {
      const { id } = await store.enrollments.add('ada', app, now);
      const step = 56_666_666;
      expect(await store.enrollments.advance(id, step)).toBe(true);
      expect(await other.enrollments.advance(id, step)).toBe(false);
      expect(await other.enrollments.advance(id, step - 1)).toBe(false);
      expect(await other.enrollments.advance(id, step + 1)).toBe(true);
    });

    it('accept one time step once in a rush', async () => {
      const { id } = await store.enrollments.add('ada', app, now);
      const rush = Array.from({ length: 50 }, (_, n) => (n % 2 ? store : other).enrollments.advance(id, 99));
      expect((await Promise.all(rush)).filter(Boolean)).toHaveLength(1);
    });

    it('let each saved code be used up once, in a rush too', async () => {
      const { id } = await store.enrollments.add('ada', app, now);
      const rush = Array.from({ length: 62 }, (_, n) => (n % 2 ? store : other).enrollments.spend(id, n >> 1));
      const results = await Promise.all(rush);
      for (let place = 0; place <= 30; place += 1) {
        expect(results.slice(place * 2, place * 2 + 2).filter(Boolean)).toHaveLength(1);
      }
      expect(await other.enrollments.spend(id, 30)).toBe(false);
    });

    it('tell who has something registered, each person once and not more than asked for', async () => {
      expect(await store.enrollments.people(10)).toEqual([]);
      for (const person of ['cleo', 'ada', 'ben', 'ben']) await store.enrollments.add(person, sms, now);
      expect(await other.enrollments.people(10)).toEqual(['ada', 'ben', 'cleo']);
      expect(await store.enrollments.people(2)).toEqual(['ada', 'ben']);
    });
  });

  describe('the seal of enrollments', () => {
    it('leaves no name, number, proof or seed readable in the database', async () => {
      await store.enrollments.add('ada', sms, now);
      await store.enrollments.add('ada', app, now);
      const kept = JSON.stringify(await engine().query('select * from enrollment'));
      for (const secret of ['2025550100', 'My phone', 'Pixel', 'JBSWY3DPEHPK3PXP']) {
        expect(kept).not.toContain(secret);
        expect(kept).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
      }
    });

    it('does not open for another person: moving a row gives nobody another way in', async () => {
      await store.enrollments.add('eve', app, now);
      await engine().query("update enrollment set account_id = 'ada'");
      await expect(store.enrollments.list('ada')).rejects.toThrow(SealBroken);
    });

    it('is renewed under the current key, after which the earlier one is not needed', async () => {
      const before = await engine().open({ keyring: keyring(oldKey), clock });
      const first = await before.enrollments.add('ada', sms, now);
      const second = await before.enrollments.add('ben', app, now);
      const both = await engine().open({ keyring: keyring(newKey, [oldKey]), clock });
      await both.enrollments.add('cleo', app, now);
      expect(await both.enrollments.list('ada')).toEqual([first]);
      expect(await both.enrollments.rotate()).toBe(2);
      expect(await both.enrollments.rotate()).toBe(0);
      const after = await engine().open({ keyring: keyring(newKey), clock });
      expect(await after.enrollments.list('ada')).toEqual([first]);
      expect(await after.enrollments.list('ben')).toEqual([second]);
      await expect(before.enrollments.list('ada')).rejects.toThrow(SealBroken);
    });
  });
}
