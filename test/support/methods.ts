import { createHmac } from 'node:crypto';
import { type Keyring, keyring } from '../../src/crypto.js';
import type { Enrollment, NewEnrollment, Occasion } from '../../src/methods/method.js';
import { type Outbox, outbox } from '../../src/senders/outbox.js';
import { memoryConversations } from '../../src/stores/memory/conversations.js';
import type { Claims, Enrollments } from '../../src/stores/ports.js';

export const organisation = 'Contoso';

export const keys = (): Keyring => keyring(Buffer.alloc(32, 7));

/** A clock the test moves. */
export function movableClock(at = Date.UTC(2026, 10, 24, 12, 0, 10)): {
  now: () => number;
  pass: (ms: number) => void;
} {
  let time = at;
  return {
    now: () => time,
    pass: (ms) => {
      time += ms;
    },
  };
}

export const occasion = (change: Partial<Occasion> = {}): Occasion => ({
  sessionId: 'session-1',
  accountId: 'account-ada',
  login: 'ada@contoso.example',
  purpose: 'reset',
  locale: 'en',
  ...change,
});

export const enrolled = (kept: NewEnrollment, change: Partial<Enrollment> = {}): Enrollment => ({
  ...kept,
  id: 'enrollment-1',
  accountId: 'account-ada',
  createdAt: 0,
  usableFrom: 0,
  confirmedAt: 0,
  ...change,
});

/** Remembers steps as the real store does: only ever upwards, and only for enrollments it knows. */
export function stepKeeper(...ids: readonly string[]): Pick<Enrollments, 'advance'> & { readonly accepted: number[] } {
  const last = new Map(ids.map((id) => [id, 0]));
  const accepted: number[] = [];
  return {
    accepted,
    async advance(id, step) {
      const before = last.get(id);
      if (before === undefined || step <= before) return false;
      last.set(id, step);
      accepted.push(step);
      return true;
    },
  };
}

/** One enrollment as the store keeps it: places are used up once, data is replaced. */
export function enrollmentBook(first: Enrollment): Pick<Enrollments, 'spend' | 'update' | 'list'> {
  let enrollment = first;
  const spent = new Set<number>();
  return {
    async spend(id, place) {
      if (id !== enrollment.id || spent.has(place)) return false;
      spent.add(place);
      return true;
    },
    async update(id, change) {
      if (id !== enrollment.id) return false;
      enrollment = { ...enrollment, ...change };
      return true;
    },
    list: async (accountId) => (accountId === enrollment.accountId ? [enrollment] : []),
  };
}

export function claimsInMemory(): Claims {
  const kept = new Map<string, string>();
  const held = new Map<string, string>();
  return {
    async hold(key, owner) {
      if ((held.get(key) ?? owner) !== owner) return false;
      held.set(key, owner);
      return true;
    },
    async release(key, owner) {
      if (held.get(key) === owner) held.delete(key);
    },
    async claim(key) {
      if (kept.has(key)) return false;
      kept.set(key, '');
      return true;
    },
    put: async (key, value) => {
      kept.set(key, value);
    },
    get: async (key) => kept.get(key),
    async take(key) {
      const value = kept.get(key);
      kept.delete(key);
      return value;
    },
  };
}

export const box = (now: () => number): Outbox => outbox({ clock: now, conversations: memoryConversations(now) });

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function bytesOf(base32: string): Buffer {
  const bits = [...base32].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** RFC 4226 §5.3, written again so that the product is not compared with its own library. */
export function totp(secret: string, atMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
