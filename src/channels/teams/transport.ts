import type { ConnectorClient } from 'botframework-connector';
import type { Clock } from '../../stores/ports.js';

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
 * else after half a second, doubled each time. Follows no redirect; ten seconds a try.
 * @throws ConnectorFailed
 */
export function connectorTransport(options: { readonly clock: Clock; readonly pause?: Pause | undefined }): Transport {
  const pause = options.pause ?? pauseFor;
  return {
    async sendRequest(request) {
      for (let attempt = 1; ; attempt += 1) {
        const response = await once(request);
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
async function once(request: SdkRequest): Promise<SdkResponse> {
  const headers = request.headers.clone();
  for (const name of headers.headerNames()) headers.remove(name);
  const body: unknown = request.body;
  const init = {
    method: request.method,
    headers: request.headers.toJson(),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(typeof body === 'string' && { body }),
  } as const;
  try {
    const response = await fetch(request.url, init);
    const text = await response.text();
    for (const [name, value] of response.headers) headers.set(name, value);
    return { request, headers, status: redirecting(response.status), bodyAsText: text };
  } catch {
    return { request, headers, status: 0, bodyAsText: '' };
  }
}

/** The SDK would follow it with our token: it gets a status that it takes for a failure. */
const redirecting = (status: number): number => (status >= 300 && status < 400 ? 421 : status);

function pauseAsked({ headers }: SdkResponse, now: number): number | undefined {
  const asked = headers.get('retry-after');
  if (!asked) return undefined;
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
