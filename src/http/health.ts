import { collectDefaultMetrics, type Registry } from 'prom-client';
import { answerBytes, answerJson } from './answer.js';
import type { Route } from './route.js';

const PATIENCE_MS = 2_000;
const FRESH_MS = 1_000;

/** How a dependency is. `note` and `warning` do not take the server out of service; `down` does. */
export interface Health {
  readonly state: 'ok' | 'note' | 'warning' | 'down';
  /** For an operator; no secret, no address with credentials. */
  readonly text: string;
}

export interface HealthCheck {
  readonly name: string;
  check(): Promise<Health>;
}

const WORST = ['ok', 'note', 'warning', 'down'] as const;

/** `GET /healthz` (the process answers), `/readyz` (every dependency; 503 when one is down), `/metrics` (Prometheus text). */
export function healthRoutes(options: {
  readonly checks: readonly HealthCheck[];
  readonly registry: Registry;
}): readonly Route[] {
  collectDefaultMetrics({ register: options.registry });
  const readiness = remembered(() => examine(options.checks));
  return [
    {
      method: 'get',
      path: '/healthz',
      body: 'none',
      handle: async (_request, response) => answerJson(response, 200, { state: 'ok' }),
    },
    {
      method: 'get',
      path: '/readyz',
      body: 'none',
      handle: async (_request, response) => {
        const report = await readiness();
        answerJson(response, report.state === 'down' ? 503 : 200, report);
      },
    },
    {
      method: 'get',
      path: '/metrics',
      body: 'none',
      handle: async (_request, response) => {
        answerBytes(response, 200, options.registry.contentType, await options.registry.metrics());
      },
    },
  ];
}

interface Report {
  readonly state: Health['state'];
  readonly checks: Readonly<Record<string, Health>>;
}

async function examine(checks: readonly HealthCheck[]): Promise<Report> {
  const found = await Promise.all(checks.map(async (each) => [each.name, await patiently(each)] as const));
  const worst = Math.max(0, ...found.map(([, health]) => WORST.indexOf(health.state)));
  return { state: WORST[worst] ?? 'ok', checks: Object.fromEntries(found) };
}

async function patiently(check: HealthCheck): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    const text = `did not answer within ${PATIENCE_MS / 1000} s`;
    timer = setTimeout(() => resolve({ state: 'down', text }), PATIENCE_MS);
  });
  try {
    return await Promise.race([check.check(), late]);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return { state: 'down', text: `could not be asked${code}` };
  } finally {
    clearTimeout(timer);
  }
}

/** Probes may come from many places at once: they share one look a second. */
function remembered(look: () => Promise<Report>): () => Promise<Report> {
  let last: { readonly at: number; readonly report: Promise<Report> } | undefined;
  return () => {
    if (!last || performance.now() - last.at > FRESH_MS) last = { at: performance.now(), report: look() };
    return last.report;
  };
}
