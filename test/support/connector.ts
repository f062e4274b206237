import type { Answer, Received } from './loopback.js';
import { loopbackServer } from './loopback.js';

/** Somebody in Teams' roster. */
export interface RosterEntry {
  readonly id: string;
  readonly objectId?: string;
  readonly tenantId?: string;
  readonly userPrincipalName?: string;
  readonly userRole?: string;
}

export interface Sent {
  /** The name the connector gave the activity, or by which it was changed. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly activity: { readonly type?: string; readonly text?: string; readonly [name: string]: unknown };
}

/** The Bot Connector on loopback: what Teams would receive. Failures given beforehand are answered first, in turn. */
export async function startConnector() {
  const sent: Sent[] = [];
  const looks: Received[] = [];
  const failures: Answer[] = [];
  const roster = new Map<string, RosterEntry>();
  let made = 0;
  const serving = { down: false };

  const server = await loopbackServer((request): Answer => {
    const failure = serving.down ? { status: 503 } : failures.shift();
    if (failure) return failure;
    const member = /^\/v3\/conversations\/[^/]+\/members\/([^/?]+)$/.exec(request.url);
    if (request.method === 'GET' && member) {
      looks.push(request);
      const found = roster.get(decodeURIComponent(member[1] ?? ''));
      return found
        ? { status: 200, body: { name: 'Somebody', ...found } }
        : { status: 404, body: { error: { code: 'MemberNotFoundInConversation', message: '' } } };
    }
    const activity = request.body === '' ? {} : JSON.parse(request.body);
    made += 1;
    const id = request.method === 'PUT' ? (request.url.split('/').at(-1) ?? '') : `activity-${made}`;
    sent.push({
      id,
      method: request.method,
      path: request.url,
      authorization: request.headers.authorization,
      activity,
    });
    if (request.url === '/v3/conversations') return { status: 201, body: { id: `a:conversation-${made}` } };
    return { status: 200, body: { id } };
  });

  return {
    origin: server.origin,
    serviceUrl: `${server.origin}/`,
    sent,
    looks,
    failures,
    /** Set to true, it answers 503 to everything. */
    serving,
    enlist: (entry: RosterEntry): void => void roster.set(entry.id, entry),
    /** What was said, typing left out. */
    said: (): string[] => sent.flatMap(({ activity }) => (activity.type === 'message' ? [activity.text ?? ''] : [])),
    connections: server.connections,
    hangUp: server.hangUp,
    close: server.close,
  };
}
export type Connector = Awaited<ReturnType<typeof startConnector>>;
