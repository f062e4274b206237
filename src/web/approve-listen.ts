// Hears of requests: over a stream, or, where something on the way holds streams back, by asking again and again.
import { post, type Snapshot, setClock, signed } from './approve-server.js';
import type { Account } from './approve-store.js';

/** The first word of a stream comes at once, or the way holds it back. */
const FIRST_WORD_MS = 6_000;
const LONGEST_PAUSE_MS = 30_000;

interface Listener {
  readonly accounts: () => readonly Account[];
  readonly told: (snapshot: Snapshot) => void;
  readonly lost: () => void;
}

/** Listens for ever; the returned function has it ask anew at once. */
export function listen(listener: Listener): () => void {
  let isHeldBack = false;
  let version: string | undefined;
  let current = new AbortController();
  let wake = (): void => {};

  const told = (snapshot: Snapshot): void => {
    version = snapshot.version;
    setClock(snapshot.now);
    listener.told(snapshot);
  };

  async function ask(accept: string): Promise<Response> {
    const phones = await Promise.all(listener.accounts().map((account) => signed(account, 'listen')));
    const seen = accept === 'application/json' && version !== undefined ? { version } : {};
    const response = await post('requests', { phones, ...seen }, { Accept: accept }, current.signal);
    if (!response.ok) throw new TypeError(`The server answered ${response.status}.`);
    return response;
  }

  async function stream(): Promise<void> {
    let hasSpoken = false;
    const aborting = current;
    const impatience = setTimeout(() => {
      isHeldBack = !hasSpoken;
      if (isHeldBack) aborting.abort();
    }, FIRST_WORD_MS);
    try {
      const response = await ask('text/event-stream');
      for await (const snapshot of events(response)) {
        hasSpoken = true;
        told(snapshot);
      }
    } finally {
      clearTimeout(impatience);
    }
  }

  const poll = async (): Promise<void> => told(await (await ask('application/json')).json());

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function forever(): Promise<never> {
    let pause = 0;
    for (;;) {
      if (listener.accounts().length === 0) await rest(LONGEST_PAUSE_MS);
      else {
        current = new AbortController();
        const { signal } = current;
        try {
          await (isHeldBack ? poll() : stream());
          pause = 0;
        } catch {
          // Asked to begin anew, or there is no network: both are tried again.
          pause = signal.aborted ? 0 : Math.min(LONGEST_PAUSE_MS, Math.max(1_000, pause * 2));
          if (!signal.aborted) listener.lost();
        }
        // A stream that ends at once over and over is not asked for without a pause.
        await rest(Math.max(pause, 250));
      }
    }
  }

  void forever();
  return () => {
    current.abort();
    wake();
  };
}

/** The events of a stream, as they come. */
async function* events(response: Response): AsyncGenerator<Snapshot> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = `${rest}${value}`.split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.startsWith('data: ')) yield JSON.parse(part.slice(6));
  }
}
