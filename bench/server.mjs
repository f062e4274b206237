// The built server, and a Redis of its own where one is installed, as processes of this measurement.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../scripts/root.mjs';

const PATIENCE_MS = 30_000;

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function until(isSo) {
  const late = Date.now() + PATIENCE_MS;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > late) throw new Error('It did not start in time.');
    await pause(5);
  }
}

/** Starts the server in evaluation mode; `startedMs`: from the first instruction to the first answer. */
export async function startServer(env = {}) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'reset-assistant-bench-'));
  const address = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  const child = spawn(process.execPath, ['dist/src/server.js'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      DATA_DIR: folder,
      LOG_LEVEL: 'silent',
      TRUSTED_PROXY_HOPS: '1',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await until(async () => (await fetch(`${address}/healthz`)).ok);
  return {
    address,
    startedMs: performance.now() - begun,
    /** Resident memory, MiB (Linux). */
    memory: () => {
      const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      return Number(found?.[1] ?? 0) / 1024;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A Redis that keeps nothing, or undefined where none is installed. */
export async function startRedis() {
  const program = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find(existsSync);
  if (!program) return undefined;
  const port = await freePort();
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  await until(
    () =>
      new Promise((resolve, reject) => {
        import('node:net').then(({ connect }) => {
          const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() && true));
          socket.once('error', reject);
        });
      }),
  );
  return { url: `redis://127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') };
}
