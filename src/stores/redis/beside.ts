/** Longer than the rest of a turn takes, the beat included at which answers leave. */
const MOMENT_MS = 1000;

/** What nobody has to wait for goes with the next save, or by itself a moment later: a round trip less. */
export class Beside {
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Resolves when it was sent and answered. */
  add<T>(send: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => send().then(resolve, reject));
      this.#timer ??= setTimeout(() => this.leave(), MOMENT_MS);
    });
  }

  /** Sends what waits, in this tick. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const leaving = this.#waiting;
    this.#waiting = [];
    for (const send of leaving) send();
  }
}
