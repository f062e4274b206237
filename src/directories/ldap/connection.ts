/** Long because one connection is one state: opened, bound, timed out and closed in one place. */
import { isIP, connect as tcpConnect } from 'node:net';
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { Control, Filter } from 'ldapts';
import { isOneMessage } from './ber.js';
import { LdapEntry } from './entry.js';
import { LdapLost, LdapRefusal } from './failure.js';
import type { LdapFilter } from './filter.js';

export interface ConnectSettings {
  /** PEM; the system's own authorities when absent. */
  readonly ca?: string | undefined;
  readonly startTls: boolean;
  /** For the connection, the handshake and the bind together. */
  readonly connectTimeoutMs: number;
  /** For each operation. */
  readonly timeoutMs: number;
}

export interface LdapControl {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

export interface SearchFor {
  readonly scope: 'base' | 'sub';
  readonly filter?: LdapFilter;
  readonly attributes: readonly string[];
  /** Those of the attributes that are bytes, spelled as in the schema. */
  readonly binary?: readonly string[];
  /** How many at most; more are silently left out. 0 for all, fetched in pages. */
  readonly limit: number;
  readonly controls?: readonly LdapControl[];
}

/** New values of an attribute; none to remove it. */
export interface Replacement {
  readonly type: string;
  readonly values: readonly (string | Buffer)[];
}

/** One connection, encrypted and (after `bind`) signed in. Everything on it @throws LdapRefusal, LdapLost */
export interface LdapConnection {
  readonly url: string;
  /** Epoch ms at which the server's certificate ends. */
  readonly certificateEndsAt: number | undefined;
  /** False once anything was lost: never reused. */
  isUsable(): boolean;
  bind(name: string, password: string): Promise<void>;
  search(base: string, what: SearchFor): Promise<readonly LdapEntry[]>;
  /** All replacements or none, in one operation. */
  modify(dn: string, changes: readonly Replacement[], controls?: readonly LdapControl[]): Promise<void>;
  extended(oid: string, value: Buffer): Promise<void>;
  close(): void;
}

/** Connects with certificate and host name checked; there is no way to leave the check out. @throws LdapLost */
export async function connectLdap(url: string, settings: ConnectSettings): Promise<LdapConnection> {
  const lib = await import('ldapts');
  const { hostname, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure: ConnectionOptions = {
    ...(settings.ca !== undefined && { ca: settings.ca }),
    ...(isIP(host) === 0 && { servername: host }),
    host,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  };
  const sockets: { destroy(): unknown }[] = [];
  const inTheClear: Buffer[] = [];
  let encrypted: TLSSocket | undefined;
  const client = new lib.Client({
    url,
    timeout: settings.timeoutMs,
    connectTimeout: settings.connectTimeoutMs,
    ...(protocol === 'ldaps:' && { tlsOptions: secure }),
    createConnection: recorded(tcpConnect, (socket) => {
      sockets.push(socket);
      socket.on('data', (bytes) => inTheClear.push(bytes));
    }),
    createSecureConnection: recorded(
      tlsConnect,
      (socket) => {
        sockets.push(socket);
        encrypted = socket;
      },
      () => {
        // The library keeps what came with the answer to StartTLS and takes it for the beginning of what comes encrypted.
        if (protocol === 'ldap:' && !isOneMessage(Buffer.concat(inTheClear))) {
          throw new LdapLost(`${url} or somebody on the way said more before the encryption than was asked.`);
        }
      },
    ),
  });
  let usable = true;
  const close = (): void => {
    usable = false;
    client.unbind().catch(() => {});
    for (const socket of sockets) socket.destroy();
  };

  /** The library has no time-out for the StartTLS handshake and reconnects unasked, without a bind: both are closed off here. */
  async function within<R>(ms: number, work: () => Promise<R>): Promise<R> {
    if (!usable) throw new LdapLost(`The connection to ${url} is closed.`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new LdapLost(`${url} did not answer within ${ms} ms.`, { timedOut: true })), ms);
    });
    try {
      return await Promise.race([work(), late]);
    } catch (error) {
      const failure = translated(url, error, lib.ResultCodeError);
      if (failure instanceof LdapLost) close();
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }

  const onWire = <R>(work: () => Promise<R>): Promise<R> =>
    within(settings.timeoutMs, () => {
      if (!client.isConnected) throw new LdapLost(`${url} closed the connection.`);
      return work();
    });

  const connection: LdapConnection = {
    url,
    get certificateEndsAt() {
      const until = encrypted?.getPeerCertificate().valid_to;
      return until === undefined ? undefined : Date.parse(until);
    },
    isUsable: () => usable && client.isConnected,
    bind: (name, password) => within(settings.connectTimeoutMs, () => client.bind(name, password)),
    async search(base, { scope, filter, attributes, binary = [], limit, controls = [] }) {
      const { searchEntries } = await onWire(() =>
        client.search(
          base,
          {
            scope,
            attributes: [...attributes],
            explicitBufferAttributes: [...binary],
            sizeLimit: limit,
            ...(limit === 0 && { paged: { pageSize: 500 } }),
            ...(filter && { filter: built(lib, filter) }),
          },
          controls.map((control) => raw(lib, control)),
        ),
      );
      return searchEntries.map(({ dn, ...values }) => new LdapEntry(dn, Object.entries(values).map(listed)));
    },
    async modify(dn, changes, controls = []) {
      const replace = changes.map(
        ({ type, values }) =>
          new lib.Change({
            operation: 'replace',
            modification: new lib.Attribute({
              type,
              values: values.map((value) => (typeof value === 'string' ? Buffer.from(value) : value)),
            }),
          }),
      );
      await onWire(() =>
        client.modify(
          dn,
          replace,
          controls.map((control) => raw(lib, control)),
        ),
      );
    },
    async extended(oid, value) {
      await onWire(() => client.exop(oid, value));
    },
    close,
  };
  if (protocol === 'ldap:') {
    await within(settings.connectTimeoutMs, () => client.startTLS(secure));
  }
  return connection;
}

/** Result codes above are the library's own (RFC 4511 §4.1.9 ends at 80, `other`). */
const LAST_SERVER_CODE = 80;

type Lib = typeof import('ldapts');

/** The named border of the library: its connect functions are overloaded, and only their result matters here. */
function recorded<F extends (...args: never[]) => unknown>(
  connect: F,
  keep: (socket: ReturnType<F>) => void,
  check: () => void = () => {},
): F {
  return ((...args: Parameters<F>) => {
    check();
    const socket = connect(...args) as ReturnType<F>;
    keep(socket);
    return socket;
  }) as F;
}

function built(lib: Lib, filter: LdapFilter): Filter {
  if ('all' in filter) return new lib.AndFilter({ filters: filter.all.map((part) => built(lib, part)) });
  if ('any' in filter) return new lib.OrFilter({ filters: filter.any.map((part) => built(lib, part)) });
  const { attribute } = filter;
  if ('rule' in filter) return new lib.ExtensibleFilter({ matchType: attribute, rule: filter.rule, value: filter.is });
  return new lib.EqualityFilter({ attribute, value: filter.is });
}

function raw(lib: Lib, { oid, critical, value }: LdapControl): Control {
  const OCTET_STRING = 0x04;
  class Raw extends lib.Control {
    protected override writeControl(writer: Parameters<Control['write']>[0]): void {
      writer.writeBuffer(value, OCTET_STRING);
    }
  }
  return new Raw(oid, { critical });
}

const listed = ([name, value]: [string, Buffer | Buffer[] | string | string[]]) =>
  [name, Array.isArray(value) ? value : [value]] as const;

function translated(url: string, error: unknown, Refusal: Lib['ResultCodeError']): unknown {
  if (error instanceof LdapLost || error instanceof LdapRefusal) return error;
  if (error instanceof Refusal && error.code <= LAST_SERVER_CODE) {
    return new LdapRefusal(error.code, error.message, { cause: error });
  }
  const text = error instanceof Error ? error.message : String(error);
  return new LdapLost(`${url}: ${text.split('\n', 1)[0]}`, { cause: error, timedOut: /timed out|timeout/i.test(text) });
}
