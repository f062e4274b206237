import { Registry } from 'prom-client';
import { z } from 'zod';
import type { Directory } from '../../src/directories/directory.js';
import { healthChecks } from '../../src/health-checks.js';
import { healthRoutes } from '../../src/http/health.js';
import { createLogger } from '../../src/http/logger.js';
import { createHttpServer } from '../../src/http/server.js';

const report = z.object({ checks: z.object({ directory: z.object({ state: z.string(), text: z.string() }) }) });

/** What `GET /readyz` says of a directory; the stores are well. */
export async function readyz(directory: Directory) {
  const registry = new Registry();
  const well = { ping: async () => 1 };
  const routes = healthRoutes({
    checks: healthChecks({ live: well, durable: well, directory, senders: [], clock: Date.now }),
    registry,
  });
  const log = createLogger({ level: 'silent' });
  const server = createHttpServer({ routes, log, publicUrl: new URL('http://127.0.0.1/'), registry });
  const port = await server.listen('127.0.0.1', 0);
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    const { checks } = report.parse(await answer.json());
    return { status: answer.status, ...checks.directory };
  } finally {
    await server.close();
  }
}
