import type { Conversations, Throttle, TranscriptLine } from '../../src/stores/ports.js';

interface Transcript {
  lines: { readonly line: TranscriptLine; readonly at: number }[];
  last: number;
}

/** Conversations in one process, as small as the port allows; `broken` makes every call fail. */
export class ConversationsFake implements Conversations {
  broken = false;
  readonly transcripts = new Map<string, Transcript>();
  readonly #listeners = new Set<readonly [string, (line: TranscriptLine, watermark: string) => void]>();

  async open(key: string): Promise<boolean> {
    this.#check();
    if (this.transcripts.has(key)) return false;
    this.transcripts.set(key, { lines: [], last: 0 });
    return true;
  }

  async append(key: string, line: TranscriptLine): Promise<boolean> {
    this.#check();
    const transcript = this.transcripts.get(key);
    if (!transcript) return false;
    transcript.last += 1;
    transcript.lines = transcript.lines.filter((each) => each.line.id !== line.id);
    transcript.lines.push({ line, at: transcript.last });
    this.#publish(key, line, String(transcript.last));
    return true;
  }

  async whisper(key: string, line: TranscriptLine): Promise<void> {
    this.#publish(key, line, String(this.transcripts.get(key)?.last ?? 0));
  }

  async since(key: string, watermark: string) {
    this.#check();
    const transcript = this.transcripts.get(key);
    if (!transcript) return undefined;
    const lines = transcript.lines.filter((each) => each.at > Number(watermark)).map((each) => each.line);
    return { lines, watermark: String(transcript.last) };
  }

  async subscribe(key: string, listener: (line: TranscriptLine, watermark: string) => void): Promise<() => void> {
    const entry = [key, listener] as const;
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  turn: Conversations['turn'] = async (key, _activityId, work) => {
    this.#check();
    const outcome = await work(undefined);
    for (const line of outcome.lines) await this.append(key, line);
    return outcome.result;
  };

  #publish(key: string, line: TranscriptLine, watermark: string): void {
    for (const [listening, listener] of this.#listeners) if (listening === key) listener(line, watermark);
  }

  #check(): void {
    if (this.broken) throw new Error('The fake is broken.');
  }
}

/** Counts and never forgets. */
export class ThrottleFake implements Throttle {
  readonly spent = new Map<string, number>();

  spend: Throttle['spend'] = async (budgets) => {
    const full = budgets.find((budget) => (this.spent.get(budget.key) ?? 0) >= budget.limit);
    if (full) return { kind: 'refused', key: full.key, reason: 'used-up', retryAt: Date.now() + full.windowMs };
    for (const { key } of budgets) this.spent.set(key, (this.spent.get(key) ?? 0) + 1);
    return { kind: 'spent', left: 0 };
  };
  async refund(): Promise<void> {}
  async block(): Promise<void> {}
  async clear(): Promise<void> {}
}
