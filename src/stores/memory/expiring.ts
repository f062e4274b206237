import type { Clock } from '../ports.js';

const SWEEP_AT_LEAST = 1000;

/** A map whose values end at their time, as Redis keys do. No timers: what has ended is swept as the map grows. */
export class Expiring<T> {
  readonly #clock: Clock;
  readonly #held = new Map<string, { value: T; until: number }>();
  #writes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): T | undefined {
    const held = this.#held.get(key);
    if (!held) return undefined;
    if (this.#clock() < held.until) return held.value;
    this.#held.delete(key);
    return undefined;
  }

  /** Epoch ms; 0 when there is no such value. */
  endOf(key: string): number {
    return this.#held.get(key)?.until ?? 0;
  }

  /** `until` is epoch ms. */
  set(key: string, value: T, until: number): void {
    this.#held.set(key, { value, until });
    this.#writes += 1;
    if (this.#writes < Math.max(SWEEP_AT_LEAST, this.#held.size / 2)) return;
    this.#writes = 0;
    const now = this.#clock();
    for (const [each, { until: end }] of this.#held) if (end <= now) this.#held.delete(each);
  }

  delete(key: string): void {
    this.#held.delete(key);
  }
}
