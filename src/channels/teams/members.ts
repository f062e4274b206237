import type { ConnectorClient } from 'botframework-connector';
import { z } from 'zod';
import type { Clock } from '../../stores/ports.js';

const KEPT_MS = 3_600_000;
const MOST_KEPT = 10_000;

const lower = z
  .string()
  .max(320)
  .transform((text) => text.toLowerCase());
const member = z.object({
  objectId: lower.nullish(),
  aadObjectId: lower.nullish(),
  tenantId: lower.nullish(),
  userPrincipalName: lower.nullish(),
  userRole: lower.nullish(),
});

/** Who a person in a conversation is, as Teams itself lists them. */
export type Membership =
  | { readonly kind: 'member'; readonly userPrincipalName: string | undefined }
  /** A guest, an anonymous or external person, or somebody Teams does not list there. */
  | { readonly kind: 'outsider' };

export interface Asked {
  readonly connector: ConnectorClient;
  readonly conversationId: string;
  readonly userId: string;
  readonly objectId: string;
  readonly tenantId: string;
}

/**
 * Asks Teams' roster whether the person is of the tenant: the activity does not say. A guest shows by the role `guest` or
 * `anonymous`, by `#EXT#` in the sign-in name, or by another home tenant; who shows by nothing at all is not let in.
 * Asked once an hour for a person. @throws when the connector cannot be asked
 */
export function membership(options: { readonly clock: Clock }): (asked: Asked) => Promise<Membership> {
  const kept = new Map<string, { readonly found: Membership; readonly until: number }>();
  return async (asked) => {
    const name = `${asked.conversationId}\n${asked.userId}\n${asked.objectId}\n${asked.tenantId}`;
    const before = kept.get(name);
    if (before && before.until > options.clock()) return before.found;
    const found = judge(await listed(asked), asked);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(name, { found, until: options.clock() + KEPT_MS });
    return found;
  };
}

async function listed({ connector, conversationId, userId }: Asked): Promise<z.infer<typeof member> | undefined> {
  try {
    return member.parse(await connector.conversations.getConversationMember(conversationId, userId));
  } catch (error) {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
    if (status === 403 || status === 404) return undefined;
    throw error;
  }
}

function judge(found: z.infer<typeof member> | undefined, asked: Asked): Membership {
  if (!found) return { kind: 'outsider' };
  const { tenantId, userPrincipalName, userRole } = found;
  const objectId = found.objectId ?? found.aadObjectId;
  const known = Boolean(tenantId || userPrincipalName || userRole);
  const outside =
    !known ||
    (userRole !== undefined && userRole !== null && /guest|anonymous|federated|external/.test(userRole)) ||
    Boolean(userPrincipalName?.includes('#ext#')) ||
    Boolean(tenantId && tenantId !== asked.tenantId) ||
    Boolean(objectId && objectId !== asked.objectId);
  return outside ? { kind: 'outsider' } : { kind: 'member', userPrincipalName: userPrincipalName ?? undefined };
}
