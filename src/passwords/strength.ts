import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { strengthWorker } from '../built.js';

const answer = z.union([z.literal('ready'), z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

export type Score = 0 | 1 | 2 | 3 | 4;

/** How well a password resists guessing. */
export interface PasswordStrength {
  /** `words`: what an attacker knows of the person. 'unknown' when it could not be measured in time; never throws. */
  score(password: string, words: readonly string[]): Promise<Score | 'unknown'>;
  close(): Promise<void>;
}

interface Job {
  readonly password: string;
  readonly words: readonly string[];
  readonly settle: (score: Score | 'unknown') => void;
}

const LOADING_MS = 15_000;
const LONGEST_QUEUE = 64;
const WORKER_MEMORY_MB = 256;

/**
 * zxcvbn in a thread of its own: the event loop never waits for it. The thread starts with the first question (65 MB),
 * ends when none came for `idleMs`, and is ended when one question takes longer than `answerMs`; after a failure nothing is
 * measured for `restMs`, so that a broken thread is not started over and over.
 */
export function passwordStrength(
  options: {
    readonly worker?: URL;
    readonly answerMs?: number;
    readonly idleMs?: number;
    readonly restMs?: number;
    readonly onFault?: (error: Error) => void;
  } = {},
): PasswordStrength {
  const { answerMs = 1_000, idleMs = 60_000, restMs = 30_000, onFault } = options;
  const file = options.worker ?? strengthWorker();
  const queue: Job[] = [];
  let thread: Worker | undefined;
  let isReady = false;
  let running: Job | undefined;
  let timer: NodeJS.Timeout | undefined;
  let restUntil = 0;

  const after = (ms: number, work: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(work, ms).unref();
  };

  async function stop(): Promise<void> {
    clearTimeout(timer);
    const stopped = thread;
    thread = undefined;
    isReady = false;
    const left = [...(running ? [running] : []), ...queue.splice(0)];
    running = undefined;
    for (const job of left) job.settle('unknown');
    stopped?.removeAllListeners();
    // A thread that ends while it is being ended has nothing left to tell.
    stopped?.on('error', () => undefined);
    await stopped?.terminate();
  }

  function fail(error: Error): void {
    restUntil = performance.now() + restMs;
    onFault?.(error);
    void stop();
  }

  function start(): void {
    const started = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB } });
    started.unref();
    started.on('message', (message: unknown) => {
      const { data, error } = answer.safeParse(message);
      if (error) fail(error);
      else hear(data);
    });
    started.on('error', fail);
    started.on('exit', () => fail(new Error('The strength thread ended.')));
    thread = started;
    after(LOADING_MS, () => fail(new Error(`The strength thread was not ready after ${LOADING_MS} ms.`)));
  }

  function hear(message: Score | 'ready'): void {
    if (message === 'ready') isReady = true;
    else running?.settle(message);
    running = undefined;
    next();
  }

  function next(): void {
    if (!isReady || running) return;
    running = queue.shift();
    if (!running) {
      after(idleMs, () => void stop());
      return;
    }
    after(answerMs, () => fail(new Error(`A password was not measured within ${answerMs} ms.`)));
    thread?.postMessage({ password: running.password, words: running.words });
  }

  return {
    score(password, words) {
      if (performance.now() < restUntil || queue.length >= LONGEST_QUEUE) return Promise.resolve('unknown');
      return new Promise((settle) => {
        queue.push({ password, words, settle });
        if (!thread) start();
        next();
      });
    },
    close: stop,
  };
}
