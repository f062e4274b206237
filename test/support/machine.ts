import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
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

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
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
