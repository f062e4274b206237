import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from './machine.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** The built server in a process of its own. */
export interface Instance {
  /** `http://127.0.0.1:port/` */
  readonly address: string;
  readonly child: ChildProcess;
  /** Everything it wrote, both streams. */
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const PATIENCE_MS = 20_000;

/** Starts the server on a free port; resolves when it says that it listens. @throws with its output when it ends before */
export async function startInstance(env: Readonly<Record<string, string>>): Promise<Instance> {
  const port = String(await freePort());
  const child = spawn(process.execPath, ['dist/src/server.js'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], PORT: port, LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server did not start within ${PATIENCE_MS / 1000} s:\n${output}`));
    }, PATIENCE_MS);
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (!address) return;
      clearTimeout(late);
      resolve({
        address: `${address}/`,
        child,
        output: () => output,
        stop(signal = 'SIGTERM') {
          child.kill(signal);
          return ended;
        },
      });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((code) => {
      clearTimeout(late);
      reject(new Error(`The server ended with ${code}:\n${output}`));
    });
  });
}

const granted = z.object({ conversationId: z.string(), token: z.string() });
const line = z.object({
  id: z.string(),
  from: z.object({ id: z.string() }),
  text: z.string().optional(),
  attachments: z.array(z.object({ content: z.unknown() })).optional(),
});
const activitySet = z.object({ activities: z.array(line), watermark: z.string() });

export type Line = z.infer<typeof line>;

/** A web chat client without a browser: polls, and may speak with another instance each time. */
export class DirectLineClient {
  readonly #token: string;
  readonly conversation: string;
  #watermark = '';

  constructor(conversation: string, token: string) {
    this.conversation = conversation;
    this.#token = token;
  }

  static async begin(address: string): Promise<DirectLineClient> {
    const token = granted.parse(await json(await fetch(`${address}v3/directline/tokens/generate`, { method: 'POST' })));
    const client = new DirectLineClient(token.conversationId, token.token);
    await json(await fetch(`${address}v3/directline/conversations`, { method: 'POST', headers: client.#headers() }));
    return client;
  }

  #headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' };
  }

  async post(address: string, text: string): Promise<number> {
    const answer = await fetch(`${address}v3/directline/conversations/${this.conversation}/activities`, {
      method: 'POST',
      headers: this.#headers(),
      body: JSON.stringify({ type: 'message', text, from: { id: 'someone else' }, locale: 'en' }),
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  /** What the bot has said since the last look. */
  async heard(address: string): Promise<readonly Line[]> {
    const answer = await fetch(
      `${address}v3/directline/conversations/${this.conversation}/activities?watermark=${encodeURIComponent(this.#watermark)}`,
      { headers: this.#headers() },
    );
    const set = activitySet.parse(await json(answer));
    this.#watermark = set.watermark;
    return set.activities.filter(({ from }) => from.id === 'reset-assistant');
  }

  /** Says something to one instance and waits, at another if given, until the bot has answered. */
  async say(address: string, text: string, listenAt = address): Promise<string> {
    await this.heard(listenAt);
    await this.post(address, text);
    return this.until(listenAt, /\S/);
  }

  /** Waits until the bot says something that matches. @throws after ten seconds with what was said instead */
  async until(address: string, what: RegExp): Promise<string> {
    const deadline = Date.now() + 10_000;
    let all = '';
    while (Date.now() < deadline) {
      all += (await this.heard(address)).map(wordsOf).join('\n');
      if (what.test(all)) return all;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`The bot never said ${String(what)}, but: ${all}`);
  }
}

/** Words, and the addresses its buttons open. */
export const wordsOf = ({ text = '', attachments = [] }: Line): string =>
  [text, ...attachments.map(({ content }) => JSON.stringify(content))].join('\n');

async function json(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}
