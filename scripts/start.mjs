// Builds what is missing or stale, then starts the server. With --watch: again, whenever a source changes.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, giveUp } from './build.mjs';
import { root } from './root.mjs';

const main = new URL('../dist/src/server.js', import.meta.url);
const SETTLE_MS = 200;

async function startOnce() {
  await ensureBuilt().catch(giveUp);
  await import(main.href);
}

async function startAgainAndAgain() {
  let server;
  const restart = async () => {
    try {
      await ensureBuilt();
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
      return;
    }
    if (server?.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    }
    server = spawn(process.execPath, [fileURLToPath(main)], { cwd: process.cwd(), stdio: 'inherit' });
  };
  let timer;
  let working = restart();
  for (const folder of ['src', 'dialogs']) {
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        working = working.then(restart);
      }, SETTLE_MS);
    });
  }
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server?.once('exit', () => process.exit(0));
      if (server?.exitCode === null) server.kill(signal);
      else process.exit(0);
    });
  }
}

await (process.argv.includes('--watch') ? startAgainAndAgain() : startOnce());
