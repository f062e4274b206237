import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { Clock } from '../../stores/ports.js';
import type { GateFault } from './gate.js';

const EVERY_MS = 60_000;

/** Counts what the gate refused; one line of log a minute however many there are, and never anything of the token. */
export function refusals(options: {
  readonly log: Pick<Logger, 'warn'>;
  readonly clock: Clock;
  readonly registry?: Registry | undefined;
}): (fault: GateFault) => void {
  const { log, clock, registry } = options;
  const counter =
    registry &&
    new Counter({
      name: 'bot_requests_refused_total',
      help: 'Requests to /api/messages that were answered 401, by the first thing wrong with them.',
      labelNames: ['fault'],
      registers: [registry],
    });
  const since = new Map<GateFault, number>();
  let saidAt = Number.NEGATIVE_INFINITY;
  return (fault) => {
    counter?.inc({ fault });
    since.set(fault, (since.get(fault) ?? 0) + 1);
    if (clock() - saidAt < EVERY_MS) return;
    saidAt = clock();
    log.warn({ event: 'authn_token_refused', refused: Object.fromEntries(since) }, 'requests to the bot refused');
    since.clear();
  };
}
