import type { Directory } from './directories/directory.js';
import type { HealthCheck } from './http/health.js';
import type { DurableStore, LiveStore } from './stores/ports.js';

const WORST = ['ok', 'note', 'warning', 'down'] as const;

interface Needs {
  readonly live: Pick<LiveStore, 'ping'>;
  readonly durable: Pick<DurableStore, 'ping'>;
  readonly directory: Pick<Directory, 'inspect'>;
}

/** What `/readyz` looks at: every part without which nobody can be helped. */
export function healthChecks({ live, durable, directory }: Needs): readonly HealthCheck[] {
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
  ];
}
