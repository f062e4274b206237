// Whose conversation this page shows: a token for one conversation, kept while the tab is open, so that the next page
// of the intranet goes on where the last one was. Nothing is kept after the tab.

const KEY = 'reset-assistant';
/** Where our server gives tokens: for conversations of its own, or for Azure's. */
const TOKENS = document.body.dataset['tokens'] ?? '';

/** A token, and the conversation it opens. */
export interface Session {
  readonly conversationId: string;
  readonly token: string;
  /** Address of the Direct Line that holds the conversation. */
  readonly domain: string;
}

/** Why there is no conversation. */
export class NoSession extends Error {
  readonly reason: 'busy' | 'offline';
  readonly retryMinutes: number | undefined;
  constructor(reason: 'busy' | 'offline', retryMinutes?: number) {
    super(reason);
    this.reason = reason;
    this.retryMinutes = retryMinutes;
  }
}

function sessionIn(value: unknown, domain = new URL('/v3/directline', location.href).href): Session | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('token' in value) || !('conversationId' in value)) return undefined;
  const { token, conversationId } = value;
  if (typeof token !== 'string' || typeof conversationId !== 'string') return undefined;
  const given = 'domain' in value && typeof value.domain === 'string' ? value.domain : domain;
  return { token, conversationId, domain: given };
}

// A browser may forbid a framed page to keep anything: then each page begins anew.
function kept(): Session | undefined {
  try {
    return sessionIn(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
  } catch {
    return undefined;
  }
}

function keep(session: Session): Session {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // See above.
  }
  return session;
}

export function forget(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // See above.
  }
}

async function post(address: string, token?: string): Promise<Response> {
  try {
    const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return await fetch(address, { method: 'POST', headers, cache: 'no-store' });
  } catch {
    throw new NoSession('offline');
  }
}

/** A new conversation. @throws NoSession */
export async function begin(): Promise<Session> {
  forget();
  const answer = await post(TOKENS);
  if (answer.status === 429) {
    throw new NoSession('busy', Math.ceil(Number(answer.headers.get('retry-after') ?? 60) / 60));
  }
  const session = answer.ok ? sessionIn(await answer.json()) : undefined;
  if (!session) throw new NoSession('offline');
  return keep(session);
}

/** The conversation of this tab with a fresh token, while there is one that goes on. */
export async function resume(): Promise<Session | undefined> {
  const session = kept();
  return session && (await alive(session)) ? refresh(session) : undefined;
}

/** A token that is good for another half hour; undefined when the old one no longer is. */
export async function refresh(session: Session): Promise<Session | undefined> {
  const answer = await post(`${session.domain}/tokens/refresh`, session.token);
  const fresh = answer.ok ? sessionIn(await answer.json(), session.domain) : undefined;
  return fresh && keep(fresh);
}

/** Whether the conversation still goes on; a server that cannot say counts as yes. */
export async function alive(session: Session): Promise<boolean> {
  try {
    const address = `${session.domain}/conversations/${session.conversationId}`;
    const answer = await fetch(address, { headers: { authorization: `Bearer ${session.token}` }, cache: 'no-store' });
    return answer.status !== 403 && answer.status !== 404;
  } catch {
    return true;
  }
}
