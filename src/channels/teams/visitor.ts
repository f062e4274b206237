import type { Inbound } from './inbound.js';

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Who stands before the door, as far as the activity says. */
export type Visitor =
  | { readonly kind: 'person'; readonly tenantId: string; readonly objectId: string }
  /** A channel, a group or a meeting. */
  | { readonly kind: 'not-private' }
  /** Another tenant, or nobody of a tenant. */
  | { readonly kind: 'foreign' };

/**
 * Reads the person off an authenticated Teams activity: `from.aadObjectId`, in a private chat, of a tenant on the list.
 * `tenants` undefined is evaluation: every tenant, and ids that are shaped like GUIDs only in part.
 */
export function visitorIn(activity: Inbound, tenants: ReadonlySet<string> | undefined): Visitor {
  const { conversation, from } = activity;
  if (conversation.conversationType !== 'personal' || conversation.isGroup === true) return { kind: 'not-private' };
  const said = [activity.channelData, conversation.tenantId].flatMap((id) => (id ? [id.toLowerCase()] : []));
  const [tenantId = '', other = tenantId] = said;
  const objectId = from.aadObjectId?.toLowerCase() ?? '';
  const shaped = tenants ? GUID.test(objectId) : /^[\da-f-]{8,64}$/.test(objectId);
  const ours = tenantId !== '' && tenantId === other && (tenants?.has(tenantId) ?? true);
  return shaped && ours ? { kind: 'person', tenantId, objectId } : { kind: 'foreign' };
}
