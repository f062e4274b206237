import { KEPT_MS, MAX_LINES } from '../lifetimes.js';
import type { Clock, TranscriptLine } from '../ports.js';
import { Expiring } from './expiring.js';

/** A line as kept: text, so that nobody shares objects with the store. */
interface Kept {
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

type Listener = (line: TranscriptLine, watermark: string) => void;

/** Transcripts and those who follow them. */
export class Transcripts {
  readonly #clock: Clock;
  readonly #kept: Expiring<readonly Kept[]>;
  readonly #listeners = new Map<string, Set<Listener>>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#kept = new Expiring(clock);
  }

  open(key: string): boolean {
    if (this.#kept.get(key)) return false;
    this.#keep(key, []);
    return true;
  }

  /** Whether there is one; it lasts longer then. */
  touch(key: string): boolean {
    const lines = this.#kept.get(key);
    if (lines) this.#keep(key, lines);
    return lines !== undefined;
  }

  has(key: string, id: string): boolean {
    return this.#kept.get(key)?.some((line) => line.id === id) ?? false;
  }

  append(key: string, lines: readonly TranscriptLine[]): boolean {
    let all = this.#kept.get(key);
    if (!all) return false;
    for (const line of lines) {
      this.#count += 1;
      const kept = { id: line.id, at: this.#count, text: JSON.stringify(line) };
      all = [...all.filter(({ id }) => id !== line.id), kept].slice(-MAX_LINES);
      this.tell(key, line, String(this.#count));
    }
    this.#keep(key, all);
    return true;
  }

  since(key: string, watermark: string): { lines: readonly TranscriptLine[]; watermark: string } | undefined {
    this.touch(key);
    const all = this.#kept.get(key);
    if (!all) return undefined;
    const after = /^\d+$/.test(watermark) ? Number(watermark) : 0;
    const lines = all.filter(({ at }) => at > after);
    return { lines: lines.map(({ text }) => JSON.parse(text)), watermark: lines.at(-1)?.at.toString() ?? watermark };
  }

  /** `watermark` undefined for what is not kept. */
  tell(key: string, line: TranscriptLine, watermark = this.#last(key)): void {
    const text = JSON.stringify(line);
    for (const listener of this.#listeners.get(key) ?? []) queueMicrotask(() => listener(JSON.parse(text), watermark));
  }

  follow(key: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  #last(key: string): string {
    return this.#kept.get(key)?.at(-1)?.at.toString() ?? '';
  }

  #keep(key: string, lines: readonly Kept[]): void {
    this.#kept.set(key, lines, this.#clock() + KEPT_MS);
  }
}
