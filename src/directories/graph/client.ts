import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DirectoryUnavailable } from '../../errors.js';
import type { Clock } from '../../stores/ports.js';
import { askHttp, type HttpAnswer, HttpLost } from './http.js';
import { isBusy, patiently } from './patience.js';
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
  /** The same for one person who waits: patience begins now, and everything asked through it shares it. */
  begin(): Graph;
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
export const graphClient = (settings: EntraSettings, clock: Clock): Graph =>
  client(settings, clock, clientTokens(settings, clock), () => clock() + settings.patienceMs);

/** `late`: until when (epoch ms) a question that is asked now may be asked again. */
function client(settings: EntraSettings, clock: Clock, tokens: Tokens, late: () => number): Graph {
  const root = `${settings.graphUrl}/v1.0`;
  const timeoutMs = Math.min(REQUEST_TIMEOUT_MS, settings.patienceMs);

  const token = (): Promise<string> =>
    tokens.current().catch((error: unknown) => {
      throw error instanceof HttpLost ? new DirectoryUnavailable(error.message, { cause: error }) : error;
    });

  function once(
    url: string,
    init: RequestInit,
    headers: Readonly<Record<string, string>>,
    token: string,
  ): Promise<HttpAnswer> {
    const named = { authorization: `Bearer ${token}`, 'client-request-id': randomUUID(), accept: 'application/json' };
    return askHttp(url, { ...init, headers: { ...named, ...headers } }, timeoutMs);
  }

  async function ask(
    url: string,
    init: RequestInit,
    headers: Readonly<Record<string, string>>,
    isIdle: (status: number) => boolean,
  ): Promise<unknown> {
    const answer = await patiently(
      async () => {
        const held = await token();
        const first = await once(url, init, headers, held);
        if (first.status !== 401) return first;
        tokens.forget(held);
        return once(url, init, headers, await token());
      },
      isIdle,
      { late: late(), clock },
    );
    if (answer.status < 200 || answer.status >= 300) throw new GraphRefusal(answer);
    return answer.json;
  }

  async function read(url: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    try {
      return await ask(url, { method: 'GET' }, headers, isBusy);
    } catch (error) {
      if (error instanceof HttpLost) throw new DirectoryUnavailable(error.message, { cause: error });
      throw error;
    }
  }

  return {
    tokens,
    begin() {
      const until = clock() + settings.patienceMs;
      return client(settings, clock, tokens, () => until);
    },
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
      ask(
        root + path,
        { method, ...(body && { body: JSON.stringify(body) }) },
        body ? { 'content-type': 'application/json' } : {},
        (status) => status === 429,
      ),
  };
}
