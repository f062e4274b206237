/** Longer than the rest of a turn takes, the beat included at which answers leave. */
const MOMENT_MS = 4000;

/** What nobody waits for goes with the next save, or by itself a moment later: a round trip less. What does not arrive is lost. */
export class Beside {
  #waiting: (() => Promise<unknown>)[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(send: () => Promise<unknown>): void {
    this.#waiting.push(send);
    this.#timer ??= setTimeout(() => this.leave(), MOMENT_MS);
  }

  /** Sends what waits, in this tick. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const leaving = this.#waiting;
    this.#waiting = [];
    for (const send of leaving) send().catch(() => undefined);
  }
}
