import { Histogram, type Registry } from 'prom-client';

/** Notes how long a request took, by method, route template (never a path: tokens stand in paths) and status. */
export type NoteRequest = (request: { method: string; route: string; status: number; seconds: number }) => void;

/** Request durations in `registry`. */
export function requestDurations(registry: Registry): NoteRequest {
  const histogram = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return ({ method, route, status, seconds }) => histogram.observe({ method, route, status: String(status) }, seconds);
}
