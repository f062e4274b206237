import { Registry } from 'prom-client';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { MessageRefused, StoreUnavailable } from '../../src/errors.js';
import { healthChecks } from '../../src/health-checks.js';
import { type HealthCheck, healthRoutes } from '../../src/http/health.js';
import { createLogger } from '../../src/http/logger.js';
import { createHttpServer, type HttpServer } from '../../src/http/server.js';
import type { Sender } from '../../src/senders/sender.js';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serving(checks: readonly HealthCheck[]): Promise<string> {
  const log = createLogger({ level: 'silent' });
  const registry = new Registry();
  const routes = healthRoutes({ checks, registry });
  const server = createHttpServer({ routes, log, publicUrl: new URL('http://127.0.0.1/'), registry });
  servers.push(server);
  return `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
}

const store: HealthCheck = { name: 'store', check: async () => ({ state: 'ok', text: '1 ms' }) };
const mail: HealthCheck = { name: 'mail', check: async () => ({ state: 'warning', text: 'slow' }) };

it('the process says that it lives, whatever its dependencies do', async () => {
  const base = await serving([{ name: 'store', check: () => new Promise(() => {}) }]);
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
});

it('it is ready while nothing is down; the worst state is told', async () => {
  const answer = await fetch(`${await serving([store, mail])}/readyz`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    state: 'warning',
    checks: { store: { state: 'ok', text: '1 ms' }, mail: { state: 'warning', text: 'slow' } },
  });
});

it('a dependency that fails or does not answer takes it out of service, without internals', async () => {
  const failing: HealthCheck = {
    name: 'store',
    check: async () => {
      throw new StoreUnavailable('redis://user:secret@10.0.0.1');
    },
  };
  const silent: HealthCheck = { name: 'directory', check: () => new Promise(() => {}) };
  const answer = await fetch(`${await serving([failing, silent])}/readyz`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({
    state: 'down',
    checks: {
      store: { state: 'down', text: 'could not be asked (ERR_STORE_UNAVAILABLE)' },
      directory: { state: 'down', text: 'did not answer within 2 s' },
    },
  });
});

it('probes from many places share one look', async () => {
  const check = vi.fn(store.check);
  const base = await serving([{ name: 'store', check }]);
  await Promise.all(Array.from({ length: 20 }, () => fetch(`${base}/readyz`)));
  expect(check).toHaveBeenCalledOnce();
});

it('metrics are Prometheus text about the process and its requests', async () => {
  const base = await serving([]);
  await fetch(`${base}/healthz`);
  const answer = await fetch(`${base}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const text = await answer.text();
  expect(text).toContain('process_cpu_seconds_total');
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1');
});

it('a stop lets a running request finish and takes no new one', async () => {
  let release: () => void = () => {};
  const reached = new Promise<void>((begun) => {
    const check = (): Promise<{ state: 'ok'; text: string }> => {
      begun();
      return new Promise((resolve) => {
        release = () => resolve({ state: 'ok', text: 'late' });
      });
    };
    servers.length = 0;
    void serving([{ name: 'slow', check }]).then((base) => {
      running = fetch(`${base}/readyz`);
      address = base;
    });
  });
  let running: Promise<Response> | undefined;
  let address = '';
  await reached;
  const [server] = servers.splice(0);
  const closed = server?.close();
  await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  release();
  expect((await running)?.status).toBe(200);
  await closed;
});

it('what carries messages is looked at beside the probe, and never takes the server out of service', async () => {
  let now = 0;
  let fault: Error | undefined;
  let looks = 0;
  const sender: Sender = {
    carries: ['email'],
    send: async () => undefined,
    async ping() {
      looks += 1;
      if (fault) throw fault;
    },
    close: async () => undefined,
  };
  const well = { ping: async () => 1 };
  const directory = { inspect: async () => [] };
  const base = await serving(
    healthChecks({ live: well, durable: well, directory, senders: [sender], clock: () => now }),
  );
  const carrier = async () => {
    const answer = await fetch(`${base}/readyz`);
    const { checks } = z
      .object({ checks: z.record(z.string(), z.object({ state: z.string(), text: z.string() })) })
      .parse(await answer.json());
    return { status: answer.status, ...checks['carrier of email'] };
  };
  expect(await carrier()).toMatchObject({ status: 200, state: 'note' });
  await expect.poll(carrier).toMatchObject({ status: 200, state: 'ok', text: 'takes messages' });
  expect(looks).toBe(1);
  now += 60_000;
  fault = new MessageRefused('The mail server does not answer as it should (ECONNREFUSED).');
  await expect
    .poll(carrier)
    .toMatchObject({ status: 200, state: 'warning', text: expect.stringContaining('ECONNREFUSED') });
  expect(looks).toBe(2);
});
