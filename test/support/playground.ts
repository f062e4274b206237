import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/playground.mjs');
const START_MS = 120_000;

/** `npm run playground`: the assistant and Microsoft 365 Agents Playground on a free port, as a sample person in a private Teams chat. */
export async function startPlayground(options: {
  readonly env: Readonly<Record<string, string>>;
  readonly as: string;
}) {
  const args = [SCRIPT, '--as', options.as, '--port', '0'];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await new Promise<string>((found, failed) => {
    const late = setTimeout(() => failed(new Error('The playground did not start.')), START_MS);
    child.once('exit', (code) => failed(new Error(`The playground ended with ${code}.`)));
    child.stdout.on('data', (chunk: Buffer) => {
      const said = /http:\/\/localhost:\d+\//.exec(chunk.toString())?.[0];
      if (said === undefined) return;
      clearTimeout(late);
      found(said);
    });
  });
  return {
    url,
    async close(): Promise<void> {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
