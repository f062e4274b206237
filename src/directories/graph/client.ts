import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DirectoryUnavailable } from '../../errors.js';
import type { Clock } from '../../stores/ports.js';
import { askHttp, type HttpAnswer, HttpLost } from './http.js';
import type { EntraSettings } from './settings.js';
import { clientTokens, type Tokens } from './token.js';

/** Graph answered: no. */
export class GraphRefusal extends Error {
  readonly status: number;
  /** Graph's own: `Request_BadRequest`, `Authorization_RequestDenied`, … */
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  constructor({ status, json, retryAfterMs }: HttpAnswer) {
    const said = refusal.safeParse(json);
    super(said.success ? [said.data.error.message, ...said.data.error.details.map((one) => one.code)].join(' | ') : '');
    this.name = 'GraphRefusal';
    this.status = status;
    this.code = said.success ? said.data.error.code : '';
    this.retryAfterMs = retryAfterMs;
  }
}

const refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().default(''),
    details: z.array(z.object({ code: z.string().default('') })).catch([]),
  }),
});

export interface Graph {
  readonly tokens: Tokens;
  /** A read, repeated while Graph asks for patience and there is some left. @throws GraphRefusal, DirectoryUnavailable */
  get(path: string, options?: { readonly advanced?: boolean }): Promise<unknown>;
  /** All pages of a list. @throws GraphRefusal, DirectoryUnavailable */
  list<T>(path: string, item: z.ZodType<T>): Promise<readonly T[]>;
  /** A write, repeated only when Graph said that it did nothing (429). @throws GraphRefusal, HttpLost, DirectoryUnavailable */
  send(method: 'PATCH' | 'POST', path: string, body?: object): Promise<unknown>;
}

const REQUEST_TIMEOUT_MS = 10_000;
const MOST_PAGES = 50;

/** Microsoft Graph v1.0 with plain `fetch`. */
export function graphClient(settings: EntraSettings, clock: Clock): Graph {
  const tokens = clientTokens(settings, clock);
  const root = `${settings.graphUrl}/v1.0`;
  const timeoutMs = Math.min(REQUEST_TIMEOUT_MS, settings.patienceMs);

  async function once(url: string, init: RequestInit, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    const token = await tokens.current().catch((error: unknown) => {
      throw error instanceof HttpLost ? new DirectoryUnavailable(error.message, { cause: error }) : error;
    });
    const named = { authorization: `Bearer ${token}`, 'client-request-id': randomUUID(), accept: 'application/json' };
    return askHttp(url, { ...init, headers: { ...named, ...headers } }, timeoutMs);
  }

  /** `isIdle` says of a status that nothing was done, so that asking again is safe. */
  async function patiently(
    url: string,
    init: RequestInit,
    headers: Readonly<Record<string, string>>,
    isIdle: (status: number) => boolean,
  ): Promise<unknown> {
    const late = clock() + settings.patienceMs;
    let renewed = false;
    for (let tries = 1; ; tries += 1) {
      const answer = await once(url, init, headers);
      if (answer.status >= 200 && answer.status < 300) return answer.json;
      if (answer.status === 401 && !renewed) {
        renewed = true;
        tokens.forget();
        continue;
      }
      if (!isIdle(answer.status)) throw new GraphRefusal(answer);
      const wait = answer.retryAfterMs ?? 500 * 2 ** tries;
      if (clock() + wait > late || tries > MOST_TRIES) {
        throw new DirectoryUnavailable('Microsoft Graph asks to come back later.', { retryAfterMs: wait });
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async function read(url: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    try {
      return await patiently(url, { method: 'GET' }, headers, (status) => BUSY.has(status));
    } catch (error) {
      if (error instanceof HttpLost) throw new DirectoryUnavailable(error.message, { cause: error });
      throw error;
    }
  }

  return {
    tokens,
    get: (path, { advanced = false } = {}) => read(root + path, advanced ? { consistencylevel: 'eventual' } : {}),
    async list(path, item) {
      const page = z.object({ value: z.array(item), '@odata.nextLink': z.string().optional() });
      const items = [];
      let next: string | undefined = root + path;
      for (let pages = 0; next !== undefined; pages += 1) {
        // Our token goes nowhere else, whatever a page says.
        if (pages === MOST_PAGES || new URL(next).origin !== new URL(root).origin) {
          throw new DirectoryUnavailable('Microsoft Graph answers with a list that does not end, or ends elsewhere.');
        }
        const { value, '@odata.nextLink': link }: z.infer<typeof page> = page.parse(await read(next));
        items.push(...value);
        next = link;
      }
      return items;
    },
    send: (method, path, body) =>
      patiently(
        root + path,
        { method, ...(body && { body: JSON.stringify(body) }) },
        body ? { 'content-type': 'application/json' } : {},
        (status) => status === 429,
      ),
  };
}

const MOST_TRIES = 5;
const BUSY = new Set([429, 500, 502, 503, 504]);
