/** Who waits for a key in this process, in order of arrival: only the first of them asks Redis. */
export class Queue {
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves when those before have left; call the returned function to leave. */
  async enter(key: string): Promise<() => void> {
    const before = this.#last.get(key);
    let open = (): void => undefined;
    const left = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#last.set(key, left);
    await before;
    return () => {
      if (this.#last.get(key) === left) this.#last.delete(key);
      open();
    };
  }
}
