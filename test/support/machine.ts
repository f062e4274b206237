import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { programAt } from './programs.js';

const POSTGRES = '/usr/lib/postgresql';

/** Where a program is, PostgreSQL's own folder (newest version) included. */
export function findProgram(name: string): string | undefined {
  const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES).sort((a, b) => Number(b) - Number(a)) : [];
  const own = versions.map((version) => join(POSTGRES, version, 'bin', name)).find((path) => existsSync(path));
  return programAt(name) ?? own;
}

/** Runs `suite` where the programs are; elsewhere it is reported as skipped with the reason, which on CI is a failure. */
export function needing(programs: readonly string[], title: string, suite: () => void): void {
  const missing = programs.filter((name) => findProgram(name) === undefined);
  if (missing.length === 0) {
    suite();
    return;
  }
  const reason = `not installed: ${missing.join(', ')}`;
  it(`${title} runs`, (context) => {
    if (process.env['CI'] === 'true') throw new Error(`On CI nothing may be skipped; ${reason}`);
    context.skip(reason);
  });
}

/** Where test processes note the ports they have been given: the system gives a closed one out again at once. */
const NOTED = join(tmpdir(), 'reset-assistant-ports');
const NOTED_MS = 10 * 60_000;

/** A port nobody listens on, and that no other suite was given lately. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await unusedPort();
    if (isFirstToTake(port)) return port;
  }
}

/** True for the first to note it; what was noted long ago is over. */
function isFirstToTake(port: number): boolean {
  const note = join(NOTED, String(port));
  mkdirSync(NOTED, { recursive: true });
  const { mtimeMs = Date.now() } = statSync(note, { throwIfNoEntry: false }) ?? {};
  if (Date.now() - mtimeMs > NOTED_MS) rmSync(note, { force: true });
  try {
    writeFileSync(note, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
