import type { Directory } from './directories/directory.js';
import type { Health, HealthCheck } from './http/health.js';
import type { Sender } from './senders/sender.js';
import type { Clock, DurableStore, LiveStore } from './stores/ports.js';

const WORST = ['ok', 'note', 'warning', 'down'] as const;
const CARRIER_FRESH_MS = 60_000;

interface Needs {
  readonly live: Pick<LiveStore, 'ping'>;
  readonly durable: Pick<DurableStore, 'ping'>;
  readonly directory: Pick<Directory, 'inspect'>;
  readonly senders: readonly Sender[];
  readonly clock: Clock;
}

/** What `/readyz` looks at: every part without which nobody can be helped, and what carries messages. */
export function healthChecks({ live, durable, directory, senders, clock }: Needs): readonly HealthCheck[] {
  const answering = (name: string, ping: () => Promise<number>): HealthCheck => ({
    name,
    check: async () => ({ state: 'ok', text: `answers in ${(await ping()).toFixed(1)} ms` }),
  });
  return [
    answering('conversations', () => live.ping()),
    answering('database', () => durable.ping()),
    {
      name: 'directory',
      async check() {
        const findings = await directory.inspect('quick');
        const state = WORST[Math.max(0, ...findings.map(({ severity }) => WORST.indexOf(severity)))] ?? 'ok';
        const told = findings.filter(({ severity }) => severity !== 'ok' || state === 'ok');
        return { state, text: told.map(({ text }) => text).join(' ') };
      },
    },
    ...senders.flatMap((sender) => (sender.ping ? [carrying(sender, clock)] : [])),
  ];
}

/**
 * A carrier is looked at beside the probe, once a minute at most, and what was seen last is the answer: it may be slow, and people
 * have other ways while it is away, so it is never a reason to take the server out of service.
 */
function carrying(sender: Sender, clock: Clock): HealthCheck {
  let seen: Health = { state: 'note', text: 'is being looked at' };
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = async (): Promise<void> => {
    try {
      await sender.ping?.();
      seen = { state: 'ok', text: 'takes messages' };
    } catch (error) {
      seen = { state: 'warning', text: error instanceof Error ? error.message : 'takes no messages' };
    }
  };
  return {
    name: `carrier of ${sender.carries.join(', ')}`,
    async check() {
      if (clock() - lookedAt >= CARRIER_FRESH_MS) {
        lookedAt = clock();
        void look();
      }
      return seen;
    },
  };
}
