/** What came back: the body parsed as JSON, undefined when it is none. */
export interface HttpAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly retryAfterMs: number | undefined;
}

/** No whole answer came. */
export class HttpLost extends Error {
  /** True when the connection was never made: nothing can have been done. */
  readonly neverSent: boolean;
  constructor(text: string, options: { readonly cause: unknown; readonly neverSent: boolean }) {
    super(text, options);
    this.neverSent = options.neverSent;
    this.name = 'HttpLost';
  }
}

const LARGEST_ANSWER = 4 * 1024 * 1024;
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** One request, no redirects, within `timeoutMs` to the last byte. @throws HttpLost */
export async function askHttp(url: string, init: RequestInit, timeoutMs: number): Promise<HttpAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const text = await bounded(response);
    return {
      status: response.status,
      json: parsed(text),
      retryAfterMs: retryAfter(response.headers.get('retry-after')),
    };
  } catch (cause) {
    const code = codeOf(cause);
    const neverSent = NEVER_SENT.has(code ?? '');
    throw new HttpLost(`${new URL(url).host} did not answer (${code ?? 'no reason given'}).`, { cause, neverSent });
  }
}

async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error('The answer is larger than any expected one.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** Seconds or an HTTP date (RFC 9110 §10.2.3) → ms from now. */
function retryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_WAIT_MS) : undefined;
}

function codeOf(error: unknown): string | undefined {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code;
  return inner instanceof Error ? inner.name : undefined;
}
