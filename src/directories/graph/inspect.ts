import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { DirectoryUnavailable } from '../../errors.js';
import type { Clock } from '../../stores/ports.js';
import { contactFindings } from '../contacts.js';
import type { Finding, Look } from '../directory.js';
import { endOf, inTime } from '../in-time.js';
import { missingGroups } from '../named-groups.js';
import type { PhoneReader } from '../phone.js';
import { worstFirst } from '../worst-first.js';
import type { Graph } from './client.js';
import type { EntraSettings } from './settings.js';
import { GUID, literal, missing } from './user.js';

const DAY_MS = 86_400_000;

/** Least permissions, and what is lost without each. */
const NEEDED = [
  {
    anyOf: ['User-PasswordProfile.ReadWrite.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
    what: 'set passwords',
  },
  {
    anyOf: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
    what: 'find people',
  },
  {
    anyOf: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
    what: 'read the names of groups',
  },
  {
    anyOf: ['RoleManagement.Read.Directory', 'Directory.Read.All', 'Directory.ReadWrite.All'],
    what: 'see who holds roles',
  },
  { anyOf: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'], what: 'end sessions' },
] as const;
const WELCOME = [
  { name: 'RoleEligibilitySchedule.Read.Directory', what: 'see who may take on a role (PIM)' },
  { name: 'UserAuthenticationMethod.Read.All', what: 'read registered phones' },
] as const;
/** Nothing beyond these. */
const EXPECTED = new Set<string>([
  'User-PasswordProfile.ReadWrite.All',
  'User.Read.All',
  'GroupMember.Read.All',
  'RoleManagement.Read.Directory',
  'User.RevokeSessions.All',
  ...WELCOME.map(({ name }) => name),
]);
/** Directory roles (`wids`) that may reset administrators. */
const MIGHTY_ROLES: Readonly<Record<string, string>> = {
  '62e90394-69f5-4237-9190-012177145e10': 'Global Administrator',
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13': 'Privileged Authentication Administrator',
  'e8611ab8-c189-46e8-94e1-60213ab1f814': 'Privileged Role Administrator',
};

/** What an administrator should know of the tenant and our application, worst first. */
export async function inspectEntra(
  graph: Graph,
  settings: EntraSettings,
  clock: Clock,
  about: { readonly policyGroups: readonly string[]; readonly readPhone: PhoneReader; readonly look: Look },
): Promise<readonly Finding[]> {
  const certificate = certificateFinding(settings, clock());
  let hasAnswered = false;
  try {
    return worstFirst([...(await inTime(endOf(about.look), examine())), ...certificate]);
  } catch (error) {
    const text = `Microsoft Entra cannot be used: ${error instanceof Error ? error.message : 'no reason given'}`;
    // Asked to come back later, or slow after a first answer: people can be helped, if more slowly.
    const isBusy = error instanceof DirectoryUnavailable && error.retryAfterMs !== undefined;
    return worstFirst([{ severity: hasAnswered || isBusy ? 'warning' : 'down', text }, ...certificate]);
  }

  async function examine(): Promise<readonly Finding[]> {
    const token = await graph.tokens.current();
    const people = sample.parse(await graph.get(`/users?$select=id,mail,mobilePhone&$top=${SAMPLE}`)).value;
    hasAnswered = true;
    const [somebody] = people;
    const contacts = people.map(({ mail, mobilePhone }) => ({
      mail: mail ?? undefined,
      phones: [mobilePhone ?? undefined],
    }));
    const groups = { guarded: settings.protectedGroups, setting: 'ENTRA_PROTECTED_GROUPS', policy: about.policyGroups };
    return [
      { severity: 'ok', text: `${settings.graphUrl} answers, and our application is signed in.` },
      ...rightsIn(token),
      ...(somebody ? await roleFindings(graph, somebody.id) : []),
      ...contactFindings(contacts, about.readPhone),
      ...(await missingGroups(groups, (name) => hasGroup(graph, name))),
    ];
  }
}

const SAMPLE = 20;
const ids = z.object({ value: z.array(z.object({ id: z.string() })) });
const sample = z.object({
  value: z.array(z.object({ id: z.string(), mail: z.string().nullish(), mobilePhone: z.string().nullish() })),
});

/** Without it we cannot tell whom to leave alone, so nobody is reset. */
async function roleFindings(graph: Graph, id: string): Promise<readonly Finding[]> {
  const path = `/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'${id}'`;
  if ((await missing(() => graph.get(path), 403)) !== undefined) return [];
  const text =
    'Our application may not see who holds roles, so nobody can be helped: grant RoleManagement.Read.Directory.';
  return [{ severity: 'down', text }];
}

async function hasGroup(graph: Graph, name: string): Promise<boolean> {
  const property = GUID.test(name) ? 'id' : 'displayName';
  const path = `/groups?$filter=${property}%20eq%20${literal(name)}&$select=id&$top=1`;
  const found = await missing(async () => ids.parse(await graph.get(path)), 400, 403);
  return found === undefined || found.value.length > 0;
}

function certificateFinding({ credential }: EntraSettings, now: number): readonly Finding[] {
  if (credential.kind === 'secret') {
    return [
      {
        severity: 'note',
        text: 'Our application signs in with a secret; a certificate is safer, and its end is seen here.',
      },
    ];
  }
  const { validTo } = new X509Certificate(credential.pem);
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS);
  const text = `The certificate of our application ends in ${days} days.`;
  return [{ severity: days <= 30 ? 'warning' : 'ok', text }];
}

const claims = z.object({ roles: z.array(z.string()).default([]), wids: z.array(z.string()).default([]) });

/** The permissions in our own token; undocumented as a format, so unreadable ones are only noted. */
function rightsIn(token: string): readonly Finding[] {
  const read = claimsIn(token);
  if (!read) return [{ severity: 'note', text: 'The permissions of our application cannot be read from its token.' }];
  const { roles, wids } = read;
  const has = new Set(roles);
  const lacking: Finding[] = NEEDED.filter(({ anyOf }) => !anyOf.some((name) => has.has(name))).map(
    ({ anyOf, what }) => ({
      severity: 'warning',
      text: `Too few rights: our application may not ${what}; grant ${anyOf[0]}.`,
    }),
  );
  const missed: Finding[] = WELCOME.filter(({ name }) => !has.has(name) && !has.has('Directory.ReadWrite.All')).map(
    ({ name, what }) => ({ severity: 'note', text: `Our application cannot ${what}; ${name} would allow it.` }),
  );
  const excess: Finding[] = [
    ...roles.filter((name) => !EXPECTED.has(name)),
    ...wids.flatMap((id) => MIGHTY_ROLES[id] ?? []).map((name) => `the role ${name}`),
  ].map((name) => ({
    severity: 'warning',
    text: `Too many rights: our application holds ${name}, which it does not need.`,
  }));
  const fine: Finding[] =
    lacking.length + excess.length === 0
      ? [{ severity: 'ok', text: 'Our application has the rights it needs and no more.' }]
      : [];
  return [...lacking, ...excess, ...missed, ...fine];
}

function claimsIn(token: string): z.infer<typeof claims> | undefined {
  try {
    const body: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return claims.parse(body);
  } catch {
    return undefined;
  }
}
