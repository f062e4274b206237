import { DirectoryUnavailable } from '../../errors.js';
import type { Clock } from '../../stores/ports.js';
import type { DirectoryLog } from '../deps.js';
import { connectLdap, type LdapConnection } from './connection.js';
import { isDown, LdapLost, LdapRefusal, ldapCode } from './failure.js';
import { type Gate, gate } from './gate.js';
import type { LdapSettings } from './settings.js';

export interface PoolOptions {
  readonly settings: LdapSettings;
  readonly clock: Clock;
  readonly log: DirectoryLog;
}

/** Several servers as one: the first that is up, in the order given; a bounded number of connections, signed in as the service account. */
export interface LdapPool {
  readonly urls: readonly string[];
  /**
   * Runs `work` on a signed-in connection; when that is lost, again on the next server. A write inside must turn a loss
   * into an error of its own, or it would be repeated.
   * @throws DirectoryUnavailable no server answers
   */
  run<R>(work: (connection: LdapConnection) => Promise<R>): Promise<R>;
  /** On a fresh connection to that very server, once. @throws LdapLost, LdapRefusal */
  on<R>(url: string, work: (connection: LdapConnection) => Promise<R>): Promise<R>;
  /** Whether a name and password sign in, by the first server that says. @throws DirectoryUnavailable */
  tryBind(name: string, password: string): Promise<'accepted' | LdapRefusal>;
  /** The same, by that very server. @throws LdapLost, LdapRefusal too busy to say */
  tryBindOn(url: string, name: string, password: string): Promise<'accepted' | LdapRefusal>;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 3000;
/** A connection unused for longer may have been dropped by a firewall without a word. */
const IDLE_MS = 45_000;
const FIRST_REST_MS = 5000;
const LONGEST_REST_MS = 60_000;

interface Server {
  readonly url: string;
  readonly idle: { readonly connection: LdapConnection; readonly since: number }[];
  /** Failed last: not asked before this time while another is up. */
  restsUntil: number;
  restMs: number;
}

export function ldapPool({ settings, clock, log }: PoolOptions): LdapPool {
  const servers: readonly Server[] = settings.urls.map((url) => ({ url, idle: [], restsUntil: 0, restMs: 0 }));
  const connect = {
    ca: settings.ca,
    startTls: settings.startTls,
    timeoutMs: settings.timeoutMs,
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, settings.timeoutMs),
  };
  const room: Gate = gate(settings.poolSize, settings.timeoutMs);
  let closed = false;

  async function signedIn(url: string): Promise<LdapConnection> {
    const connection = await connectLdap(url, connect);
    try {
      await connection.bind(settings.bindDn, settings.bindPassword);
      return connection;
    } catch (error) {
      connection.close();
      // "Unwilling" to sign in anybody, as a controller is that starts or is taken out of service: another may be willing.
      const isUnwilling = error instanceof LdapRefusal && error.code === ldapCode.unwilling;
      throw isUnwilling ? new LdapLost(`${url} takes no sign-ins at the moment.`, { cause: error }) : error;
    }
  }

  function idleOn(server: Server): LdapConnection | undefined {
    for (let spare = server.idle.pop(); spare; spare = server.idle.pop()) {
      if (spare.connection.isUsable() && clock() - spare.since < IDLE_MS) return spare.connection;
      spare.connection.close();
    }
    return undefined;
  }

  function giveBack(server: Server, connection: LdapConnection): void {
    if (closed || !connection.isUsable()) connection.close();
    else server.idle.push({ connection, since: clock() });
  }

  function failed(server: Server, error: unknown): void {
    server.restMs = Math.min(LONGEST_REST_MS, Math.max(FIRST_REST_MS, server.restMs * 2));
    server.restsUntil = clock() + server.restMs;
    for (const { connection } of server.idle.splice(0)) connection.close();
    log.warn({ server: server.url, err: error, restMs: server.restMs }, 'a directory server does not answer');
  }

  function answered(server: Server): void {
    if (server.restMs > 0) log.info({ server: server.url }, 'a directory server answers again');
    server.restMs = 0;
    server.restsUntil = 0;
  }

  /** Those that are up in the order given, then those resting, the one that will be asked next first. */
  const inTurn = (): readonly Server[] => {
    const rest = (server: Server): number => (server.restsUntil > clock() ? server.restsUntil : 0);
    return [...servers].sort((a, b) => rest(a) - rest(b));
  };

  async function eachInTurn<R>(work: (server: Server) => Promise<R>): Promise<R> {
    let last: unknown;
    for (const server of inTurn()) {
      try {
        const result = await work(server);
        answered(server);
        return result;
      } catch (error) {
        if (!isDown(error)) throw error;
        failed(server, error);
        last = error;
      }
    }
    throw new DirectoryUnavailable('No directory server answers.', { cause: last });
  }

  /** An idle connection that turns out dead says nothing about its server: once more on a fresh one. */
  async function runOn<R>(server: Server, work: (connection: LdapConnection) => Promise<R>): Promise<R> {
    const spare = idleOn(server);
    if (spare) {
      try {
        return await work(spare);
      } catch (error) {
        if (!isDown(error) || (error instanceof Error && 'timedOut' in error && error.timedOut)) throw error;
      } finally {
        giveBack(server, spare);
      }
    }
    const fresh = await signedIn(server.url);
    try {
      return await work(fresh);
    } finally {
      giveBack(server, fresh);
    }
  }

  async function tryBindOn(url: string, name: string, password: string): Promise<'accepted' | LdapRefusal> {
    const connection = await connectLdap(url, connect);
    try {
      await connection.bind(name, password);
      return 'accepted';
    } catch (error) {
      if (error instanceof LdapRefusal && !isDown(error)) return error;
      throw error;
    } finally {
      connection.close();
    }
  }

  return {
    urls: settings.urls,
    run: (work) =>
      room.pass(() =>
        eachInTurn((server) => runOn(server, work)).catch((error) => {
          throw error instanceof LdapRefusal ? unusable(error) : error;
        }),
      ),
    async on(url, work) {
      const connection = await signedIn(url);
      try {
        return await work(connection);
      } finally {
        connection.close();
      }
    },
    tryBind: (name, password) => room.pass(() => eachInTurn(({ url }) => tryBindOn(url, name, password))),
    tryBindOn,
    close() {
      closed = true;
      for (const server of servers) for (const { connection } of server.idle.splice(0)) connection.close();
    },
  };
}

/** A refusal that nobody expected: the service account, the base or a right is not as it should be. */
function unusable(cause: LdapRefusal): DirectoryUnavailable {
  const what =
    cause.code === ldapCode.invalidCredentials
      ? 'the service account (LDAP_BIND_DN, LDAP_BIND_PASSWORD)'
      : `the question (LDAP result ${cause.code})`;
  return new DirectoryUnavailable(`The directory refuses ${what}; see \`npm run directory -- check\`.`, { cause });
}
