import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
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

/** One that will not start ends, and is heard of at once: this is for a machine that has much else to do. */
const PATIENCE_MS = 90_000;

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
