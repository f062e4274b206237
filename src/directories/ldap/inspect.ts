import type { Finding } from '../directory.js';
import { worstFirst } from '../worst-first.js';
import type { LdapConnection } from './connection.js';
import type { LdapPool } from './pool.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** Each server by itself. One of several that is away is a warning; all of them are an outage. */
export async function inspectServers(
  pool: LdapPool,
  examine: (connection: LdapConnection) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const reports = await Promise.all(
    pool.urls.map(async (url) => {
      try {
        return { up: true, findings: await pool.on(url, examine) };
      } catch (error) {
        const text = `${url} cannot be used: ${error instanceof Error ? error.message : 'no reason given'}`;
        return { up: false, findings: [{ severity: 'warning', text } satisfies Finding] };
      }
    }),
  );
  const someUp = reports.some(({ up }) => up);
  return worstFirst(
    reports.flatMap(({ findings }) =>
      someUp ? findings : findings.map(({ text }) => ({ severity: 'down', text }) as const),
    ),
  );
}

/** The server's certificate: named before it ends, not after. */
export function certificateFinding({ url, certificateEndsAt }: LdapConnection, now: number): readonly Finding[] {
  if (certificateEndsAt === undefined) return [];
  const days = Math.floor((certificateEndsAt - now) / DAY_MS);
  const until = new Date(certificateEndsAt).toISOString().slice(0, 10);
  const text = `The certificate of ${url} is valid until ${until} (${days} days).`;
  return [{ severity: days <= SOON_DAYS ? 'warning' : 'ok', text }];
}
