import http from 'node:http';
import https from 'node:https';
import type { ConnectorClient } from 'botframework-connector';
import type { Clock } from '../../stores/ports.js';
import { publicLookup } from './public-lookup.js';

type Options = NonNullable<ConstructorParameters<typeof ConnectorClient>[1]>;
/** What the SDK's connector client sends its requests through. */
export type Transport = NonNullable<Options['httpClient']>;
type SdkRequest = Parameters<Transport['sendRequest']>[0];
type SdkResponse = Awaited<ReturnType<Transport['sendRequest']>>;

const TRIES = 4;
const FIRST_PAUSE_MS = 500;
/** Teams throttles for seconds; somebody is waiting, so what asks for more has failed. */
const LONGEST_PAUSE_MS = 10_000;
const TIMEOUT_MS = 10_000;
/** A connection nobody uses is closed before the other side does it in the moment it is used again. */
const IDLE_MS = 15_000;
const MAX_BYTES = 1024 * 1024;

/** The connector did not take an activity. `status` is its last answer, 0 for none. */
class ConnectorFailed extends Error {
  readonly code = 'ERR_CONNECTOR';
  readonly status: number;
  constructor(status: number, options?: { readonly cause?: unknown }) {
    super(`The Bot Connector answered ${status || 'nothing'}.`, options);
    this.name = 'ConnectorFailed';
    this.status = status;
  }
}

export type Pause = (ms: number) => Promise<void>;
const pauseFor: Pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Sends to the connector: up to four tries on 429, 408, 5xx and broken connections, after `Retry-After` where it says so,
 * else after half a second, doubled each time. Follows no redirect, and no name into a private network; ten seconds a try.
 * Connections are kept until nobody has used them for `idleMs`.
 * @throws ConnectorFailed
 */
export function connectorTransport(options: {
  readonly clock: Clock;
  readonly pause?: Pause | undefined;
  readonly idleMs?: number | undefined;
}): Transport {
  const pause = options.pause ?? pauseFor;
  const kept = { keepAlive: true, timeout: options.idleMs ?? IDLE_MS, maxFreeSockets: 64 };
  // Without TLS only what stands in for Teams is spoken to, on this machine.
  const agents = { http: new http.Agent(kept), https: new https.Agent({ ...kept, lookup: publicLookup() }) };
  return {
    async sendRequest(request) {
      for (let attempt = 1; ; attempt += 1) {
        const response = await once(request, agents);
        if (response.status !== 0 && !passing(response.status)) return response;
        const wait = pauseAsked(response, options.clock()) ?? FIRST_PAUSE_MS * 2 ** (attempt - 1);
        if (attempt === TRIES || wait > LONGEST_PAUSE_MS) throw new ConnectorFailed(response.status);
        await pause(wait);
      }
    },
  };
}

const passing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** Status 0 stands for no answer at all. */
async function once(asked: SdkRequest, agents: Agents): Promise<SdkResponse> {
  const headers = asked.headers.clone();
  for (const name of headers.headerNames()) headers.remove(name);
  try {
    const { status, text, fields } = await exchange(asked, agents);
    for (const [name, value] of fields) headers.set(name, value);
    return { request: asked, headers, status: redirecting(status), bodyAsText: text };
  } catch {
    return { request: asked, headers, status: 0, bodyAsText: '' };
  }
}

interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly fields: readonly (readonly [string, string])[];
}

function exchange({ url: address, method, headers, body }: SdkRequest, agents: Agents): Promise<Answer> {
  const url = new URL(address);
  const isSecure = url.protocol === 'https:';
  const send = isSecure ? https.request : http.request;
  const agent = isSecure ? agents.https : agents.http;
  const given: unknown = body;
  const text = typeof given === 'string' ? given : '';
  const fields = {
    ...headers.toJson(),
    // Nothing here unpacks.
    'accept-encoding': 'identity',
    'content-length': String(Buffer.byteLength(text)),
  };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers: fields, agent, signal }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BYTES) answer.destroy(new Error('The answer is too long.'));
        else chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const said = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8'), fields: said });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

/** The SDK would follow it with our token: it gets a status that it takes for a failure. */
const redirecting = (status: number): number => (status >= 300 && status < 400 ? 421 : status);

function pauseAsked({ headers }: SdkResponse, now: number): number | undefined {
  const asked = headers.get('retry-after');
  if (!asked) return undefined;
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
