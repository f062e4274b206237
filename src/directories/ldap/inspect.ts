import type { Finding } from '../directory.js';
import { inTime } from '../in-time.js';
import { worstFirst } from '../worst-first.js';
import type { LdapConnection } from './connection.js';
import type { LdapPool } from './pool.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** What is learned of several servers at once. */
export interface ServersSeen {
  /** The first that answered; undefined when none did. */
  readonly firstUp: Promise<string | undefined>;
  /** Worst first. One of several that is away is a warning; all of them are an outage. */
  readonly findings: Promise<readonly Finding[]>;
}

/** Each server by itself, all at the same time, as far as they answer by then. */
export function inspectServers(
  pool: LdapPool,
  by: number,
  examine: (connection: LdapConnection) => Promise<readonly Finding[]>,
): ServersSeen {
  const reports = pool.urls.map(async (url) => {
    try {
      return { url, up: true, findings: await inTime(by, pool.on(url, examine)) };
    } catch (error) {
      const text = `${url} cannot be used: ${error instanceof Error ? error.message : 'no reason given'}`;
      return { url, up: false, findings: [{ severity: 'warning', text } satisfies Finding] };
    }
  });
  return { firstUp: firstUp(reports), findings: Promise.all(reports).then(summedUp) };
}

interface Report {
  readonly url: string;
  readonly up: boolean;
  readonly findings: readonly Finding[];
}

const firstUp = (reports: readonly Promise<Report>[]): Promise<string | undefined> =>
  Promise.any(
    reports.map(async (report) => {
      const { url, up } = await report;
      if (!up) throw new Error(`${url} is away.`);
      return url;
    }),
  ).catch(() => undefined);

const summedUp = (reports: readonly Report[]): readonly Finding[] => {
  const someUp = reports.some(({ up }) => up);
  return worstFirst(
    reports.flatMap(({ findings }) =>
      someUp ? findings : findings.map(({ text }) => ({ severity: 'down', text }) as const),
    ),
  );
};

/** The server's certificate: named before it ends, not after. */
export function certificateFinding({ url, certificateEndsAt }: LdapConnection, now: number): readonly Finding[] {
  if (certificateEndsAt === undefined) return [];
  const days = Math.floor((certificateEndsAt - now) / DAY_MS);
  const until = new Date(certificateEndsAt).toISOString().slice(0, 10);
  const text = `The certificate of ${url} is valid until ${until} (${days} days).`;
  return [{ severity: days <= SOON_DAYS ? 'warning' : 'ok', text }];
}
