import type { Claims, Clock } from '../ports.js';
import { Expiring } from './expiring.js';

export function memoryClaims(clock: Clock): Claims {
  const claimed = new Expiring<true>(clock);
  const kept = new Expiring<string>(clock);
  const held = new Expiring<string>(clock);
  return {
    async claim(key, ttlMs) {
      if (claimed.get(key)) return false;
      claimed.set(key, true, clock() + ttlMs);
      return true;
    },
    async put(key, value, ttlMs) {
      kept.set(key, value, clock() + ttlMs);
    },
    get: async (key) => kept.get(key),
    async take(key) {
      const value = kept.get(key);
      kept.delete(key);
      return value;
    },
    async hold(key, owner, ttlMs) {
      if ((held.get(key) ?? owner) !== owner) return false;
      held.set(key, owner, clock() + ttlMs);
      return true;
    },
    async release(key, owner) {
      if (held.get(key) === owner) held.delete(key);
    },
  };
}
