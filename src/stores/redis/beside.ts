/** Longer than the rest of a turn takes, the beat included at which answers leave. */
const MOMENT_MS = 4000;

/** What the turn does not wait for goes with the next save, or by itself a moment later: a round trip less. */
export class Beside {
  #waiting: (() => Promise<void>)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Resolves to what came of it. */
  add<R>(send: () => Promise<R>): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#waiting.push(() => send().then(resolve, reject));
      this.#timer ??= setTimeout(() => this.leave(), MOMENT_MS);
    });
  }

  /** Nobody waits for it at all: what does not arrive is lost. */
  drop(send: () => Promise<unknown>): void {
    this.add(send).catch(() => undefined);
  }

  /** Sends what waits, in this tick. Resolves when all of it has arrived, or has not. */
  leave(): Promise<unknown> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const leaving = this.#waiting;
    this.#waiting = [];
    return Promise.all(leaving.map((send) => send()));
  }
}
