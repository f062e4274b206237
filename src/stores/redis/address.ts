/** Where Redis is: one server, a set watched by Sentinel, or a Cluster. */
export interface RedisAddress {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly tls: boolean;
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly db: number;
  /** Sentinel's name of the set. */
  readonly masterName?: string | undefined;
  readonly sentinelUsername?: string | undefined;
  readonly sentinelPassword?: string | undefined;
}

const SHAPE =
  /^redis(?<tls>s)?(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?#@]+)(?:\/(?<path>[^?#/]*))?(?:\?(?<query>[^#]*))?$/;
const HOST = /^(?<host>\[[0-9a-fA-F:.]+\]|[^:\s]+)(?::(?<port>\d{1,5}))?$/;

/**
 * Reads `redis://[user:password@]host[:port][/db]` (`rediss://` for TLS), `redis+sentinel://host:port,host:port/masterName[?db=&sentinelPassword=]`
 * or `redis+cluster://host:port,host:port` (`rediss+…` for TLS). Names and passwords are percent-encoded. Undefined for anything else.
 */
export function redisAddress(url: string): RedisAddress | undefined {
  const parts = SHAPE.exec(url)?.groups;
  if (!parts) return undefined;
  const kind = parts['kind'] === 'sentinel' || parts['kind'] === 'cluster' ? parts['kind'] : 'single';
  const hosts = (parts['hosts'] ?? '').split(',').map((text) => hostOf(text, kind === 'sentinel' ? 26_379 : 6379));
  if (hosts.some((each) => !each) || (kind === 'single' && hosts.length > 1)) return undefined;
  const path = parts['path'] ?? '';
  const query = new URLSearchParams(parts['query'] ?? '');
  const db = kind === 'single' ? path : (query.get('db') ?? '');
  if (!/^\d{0,3}$/.test(db) || (kind === 'sentinel') !== (kind !== 'single' && path !== '')) return undefined;
  if (kind === 'cluster' && db !== '') return undefined;
  const said = (text: string | null | undefined) => (text ? decoded(text) : undefined);
  return {
    kind,
    tls: parts['tls'] === 's',
    hosts: hosts.filter((each) => each !== undefined),
    username: said(parts['user']),
    password: said(parts['password']),
    db: Number(db),
    masterName: kind === 'sentinel' ? path : undefined,
    sentinelUsername: query.get('sentinelUsername') ?? undefined,
    sentinelPassword: query.get('sentinelPassword') ?? undefined,
  };
}

function hostOf(text: string, defaultPort: number): { host: string; port: number } | undefined {
  const parts = HOST.exec(text)?.groups;
  const port = Number(parts?.['port'] ?? defaultPort);
  if (!parts?.['host'] || port === 0 || port > 65_535) return undefined;
  return { host: parts['host'].replace(/^\[|\]$/g, ''), port };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A bare % in a password: it means itself.
    return text;
  }
}
