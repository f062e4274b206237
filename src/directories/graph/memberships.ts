import { z } from 'zod';
import { DirectoryUnavailable } from '../../errors.js';
import type { Graph } from './client.js';
import { missing } from './user.js';

export interface Memberships {
  /** Names of all groups and directory roles, nested ones included. */
  readonly names: readonly string[];
  /** Why self-service may not touch the account, or undefined. */
  readonly protection: string | undefined;
}

/** Roles that read or invite, no more; Helpdesk Administrators may reset their holders too. */
const HARMLESS_ROLES = new Set([
  '88d8e3e3-8f55-4a1e-953a-9b9898b8876b', // Directory Readers
  '95e79109-95c0-4d8e-aee3-d01accf2d47b', // Guest Inviter
  '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b', // Message Center Reader
  '4a5d8f65-41da-4de4-8968-e035b65339cf', // Reports Reader
  '75934031-6c7e-415a-99d7-48dbd49e875e', // Usage Summary Reports Reader
]);

const member = z.object({
  '@odata.type': z.string().optional(),
  id: z.string(),
  displayName: z.string().nullish(),
  roleTemplateId: z.string().nullish(),
  isAssignableToRole: z.boolean().nullish(),
});
type Member = z.infer<typeof member>;
const assignment = z.object({ roleDefinitionId: z.string() });
type Assignment = z.infer<typeof assignment>;

/**
 * Groups and roles, through any number of groups; roles given for a part of the directory or made by the organisation,
 * which are no memberships; and roles that the person may take on at any time (PIM), as far as we may look.
 * @throws DirectoryUnavailable what decides over a person cannot be read
 */
export async function membershipsOf(
  graph: Graph,
  id: string,
  protectedGroups: ReadonlySet<string>,
): Promise<Memberships> {
  const select = 'id,displayName,roleTemplateId,isAssignableToRole';
  const roles = (list: string) =>
    graph.list(`/roleManagement/directory/${list}?$filter=principalId%20eq%20'${id}'`, assignment);
  const [found, held, eligible = []] = await Promise.all([
    graph.list(`/users/${id}/transitiveMemberOf?$select=${select}&$top=999`, member),
    roles('roleAssignments'),
    missing(() => roles('roleEligibilityScheduleInstances'), 400, 403, 404),
  ]);
  // Without the right to read groups Graph lists them without their names: policies for groups would apply to nobody.
  if (found.some((one) => isA(one, 'group') && typeof one.displayName !== 'string')) {
    throw new DirectoryUnavailable(
      'Microsoft Graph does not tell the names of groups; grant our application GroupMember.Read.All.',
    );
  }
  return {
    names: found.flatMap(({ displayName }) => displayName ?? []),
    protection: reasonIn(found, held, eligible, protectedGroups),
  };
}

const isA = (one: Member, type: 'group' | 'directoryRole'): boolean =>
  one['@odata.type'] === `#microsoft.graph.${type}`;
const isMighty = ({ roleDefinitionId }: Assignment): boolean => !HARMLESS_ROLES.has(roleDefinitionId);

function reasonIn(
  found: readonly Member[],
  held: readonly Assignment[],
  eligible: readonly Assignment[],
  protectedGroups: ReadonlySet<string>,
): string | undefined {
  const isRole = (one: Member): boolean => isA(one, 'directoryRole') && !HARMLESS_ROLES.has(one.roleTemplateId ?? '');
  if (found.some(isRole) || held.some(isMighty)) return 'it holds an administrative role';
  if (eligible.some(isMighty)) {
    return 'it may take on an administrative role';
  }
  if (found.some(({ isAssignableToRole }) => isAssignableToRole === true)) {
    return 'it belongs to a group that may hold administrative roles';
  }
  const listed = found.some(
    ({ id, displayName }) =>
      protectedGroups.has(id.toLowerCase()) || protectedGroups.has(displayName?.toLowerCase() ?? ''),
  );
  return listed ? 'it belongs to a group listed as protected' : undefined;
}
