import { z } from 'zod';
import { sameLogin } from '../login.js';
import type { Graph } from './client.js';
import { GraphRefusal } from './client.js';

/** What we read of a Graph `user`. */
export const user = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  mobilePhone: z.string().nullish(),
  preferredLanguage: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
  lastPasswordChangeDateTime: z.string().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  onPremisesSamAccountName: z.string().nullish(),
  onPremisesSecurityIdentifier: z.string().nullish(),
});
export type User = z.infer<typeof user>;

const SELECT = Object.keys(user.shape).join(',');
const users = z.object({ value: z.array(user) });

/** A string literal of an OData filter (OData 4.01 §5.1.1.6.1), ready for a URL. */
export const literal = (text: string): string => encodeURIComponent(`'${text.replaceAll("'", "''")}'`);

/** The one user of that name: by UPN before the on-premises name before mail; a name that two people have is nobody's. */
export async function userByName(graph: Graph, name: string): Promise<User | undefined> {
  const properties = name.includes('@')
    ? (['userPrincipalName', 'mail'] as const)
    : (['onPremisesSamAccountName'] as const);
  const wanted = properties.map((property) => `${property}%20eq%20${literal(name)}`).join('%20or%20');
  // onPremisesSamAccountName is filterable only as an advanced query.
  const advanced = !name.includes('@');
  const path = `/users?$filter=${wanted}&$select=${SELECT}&$top=5${advanced ? '&$count=true' : ''}`;
  const { value } = users.parse(await graph.get(path, { advanced }));
  for (const property of properties) {
    const [only, another] = value.filter((one) => sameLogin(one[property] ?? undefined, name));
    if (only) return another ? undefined : only;
  }
  return undefined;
}

export const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function userById(graph: Graph, id: string): Promise<User | undefined> {
  if (!GUID.test(id)) return undefined;
  return missing(async () => user.parse(await graph.get(`/users/${id}?$select=${SELECT}`)), 404);
}

const phoneMethods = z.object({
  value: z.array(z.object({ phoneNumber: z.string().nullish(), phoneType: z.string().nullish() })),
});
const emailMethods = z.object({ value: z.array(z.object({ emailAddress: z.string().nullish() })) });

/** The mobile number registered for authentication; undefined where there is none, or we may not look. */
export async function registeredPhone(graph: Graph, id: string): Promise<string | undefined> {
  const found = await missing(
    async () => phoneMethods.parse(await graph.get(`/users/${id}/authentication/phoneMethods`)),
    403,
    404,
  );
  const mobile = found?.value.find(({ phoneType }) => phoneType === 'mobile');
  return mobile?.phoneNumber ?? undefined;
}

/** The e-mail address registered for authentication. */
export async function registeredEmail(graph: Graph, id: string): Promise<string | undefined> {
  const found = await missing(
    async () => emailMethods.parse(await graph.get(`/users/${id}/authentication/emailMethods`)),
    403,
    404,
  );
  return found?.value[0]?.emailAddress ?? undefined;
}

/** Undefined for these refusals. */
export async function missing<R>(read: () => Promise<R>, ...statuses: readonly number[]): Promise<R | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GraphRefusal && statuses.includes(error.status)) return undefined;
    throw error;
  }
}
