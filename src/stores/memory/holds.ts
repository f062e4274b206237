import { StoreUnavailable } from '../../errors.js';
import { PATIENCE_MS, TURN_MS } from '../lifetimes.js';
import type { Clock } from '../ports.js';

const LOOK_AGAIN_MS = 50;

interface Hold {
  readonly until: number;
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** One turn at a time for a conversation, in order of arrival. */
export class Holds {
  readonly #clock: Clock;
  readonly #held = new Map<string, Hold>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for its turn. @throws StoreUnavailable after waiting too long */
  async take(key: string): Promise<Hold> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let other = this.#other(key); other; other = this.#other(key)) {
      if (performance.now() > deadline) throw new StoreUnavailable('The conversation is busy; try again.');
      await soonest(other.released);
    }
    const { promise: released, resolve: release } = gate();
    const hold = { until: this.#clock() + TURN_MS, released, release };
    this.#held.set(key, hold);
    return hold;
  }

  has(key: string, hold: Hold): boolean {
    return this.#held.get(key) === hold && this.#clock() < hold.until;
  }

  release(key: string, hold: Hold): void {
    if (this.#held.get(key) === hold) this.#held.delete(key);
    hold.release();
  }

  #other(key: string): Hold | undefined {
    const hold = this.#held.get(key);
    return hold && this.#clock() < hold.until ? hold : undefined;
  }
}

/** Released, or a moment later: a hold may also run out, of which nobody is told. */
async function soonest(released: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const moment = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LOOK_AGAIN_MS);
  });
  await Promise.race([released, moment]);
  clearTimeout(timer);
}

function gate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, resolve: () => open() };
}
