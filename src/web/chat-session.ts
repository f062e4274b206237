// Whose conversation this page shows: a token for one conversation, kept while the tab is open, so that the next page
// of the intranet goes on where the last one was. Nothing is kept after the tab.

const KEY = 'reset-assistant';
const ROOT = '/v3/directline';

/** A token, and the conversation it opens. */
export interface Session {
  readonly conversationId: string;
  readonly token: string;
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

function isSession(value: unknown): value is Session {
  return (
    typeof value === 'object' &&
    value !== null &&
    'token' in value &&
    typeof value.token === 'string' &&
    'conversationId' in value &&
    typeof value.conversationId === 'string'
  );
}

// A browser may forbid a framed page to keep anything: then each page begins anew.
function kept(): Session | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return isSession(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function keep(session: Session): Session {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ conversationId: session.conversationId, token: session.token }));
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

async function post(path: string, token?: string): Promise<Response> {
  try {
    const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return await fetch(`${ROOT}${path}`, { method: 'POST', headers, cache: 'no-store' });
  } catch {
    throw new NoSession('offline');
  }
}

/** A new conversation. @throws NoSession */
export async function begin(): Promise<Session> {
  forget();
  const answer = await post('/tokens/generate');
  if (answer.status === 429) {
    throw new NoSession('busy', Math.ceil(Number(answer.headers.get('retry-after') ?? 60) / 60));
  }
  const value: unknown = answer.ok ? await answer.json() : undefined;
  if (!isSession(value)) throw new NoSession('offline');
  return keep(value);
}

/** The conversation of this tab with a fresh token, while there is one that goes on. */
export async function resume(): Promise<Session | undefined> {
  const session = kept();
  return session && (await alive(session)) ? refresh(session) : undefined;
}

/** A token that is good for another half hour; undefined when the old one no longer is. */
export async function refresh(session: Session): Promise<Session | undefined> {
  const answer = await post('/tokens/refresh', session.token);
  const value: unknown = answer.ok ? await answer.json() : undefined;
  return isSession(value) ? keep(value) : undefined;
}

/** Whether the conversation still goes on; a server that cannot say counts as yes. */
export async function alive(session: Session): Promise<boolean> {
  try {
    const path = `${ROOT}/conversations/${session.conversationId}`;
    const answer = await fetch(path, { headers: { authorization: `Bearer ${session.token}` }, cache: 'no-store' });
    return answer.status !== 403 && answer.status !== 404;
  } catch {
    return true;
  }
}
