import { constants, createHash, createPublicKey, randomUUID, verify, X509Certificate } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { EntraSettings } from '../../src/directories/graph/settings.js';
import { csdlFaults, pathFaults } from './csdl.js';

export interface GraphPerson {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly mail?: string | undefined;
  readonly mobilePhone?: string | undefined;
  readonly phoneMethod?: string | undefined;
  readonly emailMethod?: string | undefined;
  readonly accountEnabled: boolean;
  readonly userType?: 'Member' | 'Guest';
  readonly onPremisesSyncEnabled?: boolean;
  readonly onPremisesSamAccountName?: string;
  readonly onPremisesSecurityIdentifier?: string;
  password: string;
  /** How often the password was written. */
  writes: number;
  changedAt: number;
  revoked: number;
  /** What transitiveMemberOf answers. */
  memberships: readonly object[];
  /** Role definitions the person may take on. */
  eligible: readonly string[];
  /** Role definitions given to the person, for a part of the directory or made by the organisation. */
  assigned: readonly string[];
}

/** What goes wrong with the next request that fits. */
export interface Trouble {
  readonly on: (method: string, path: string) => boolean;
  readonly status?: number;
  /** The status comes when the request has been carried out. */
  readonly after?: true;
  /** What somebody else does at that moment. */
  readonly meanwhile?: () => void;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Cut the connection without an answer, before or after the request has been carried out. */
  readonly cut?: 'before' | 'after';
  /** Answer never. */
  readonly hang?: 'before' | 'after';
  readonly times?: number;
}

/** The login and Graph endpoints as far as they are used, over plain HTTP on loopback. What it is sent and what it sends is held against Graph's own description. */
export interface GraphFake {
  readonly settings: EntraSettings;
  readonly people: Map<string, GraphPerson>;
  /** Method, path with query, and parsed body of every request to Graph. */
  readonly seen: { readonly method: string; readonly path: string; readonly body: unknown }[];
  /** Everything that did not fit the description. */
  readonly faults: string[];
  readonly tokensGiven: () => number;
  add(person: Partial<GraphPerson> & { userPrincipalName: string }): GraphPerson;
  trouble(next: Trouble): void;
  /** Graph is also known under this address (a proxy in front of it): tokens are given for it. */
  alsoAs(graphUrl: string): void;
  /** Application permissions in the tokens. */
  roles: readonly string[];
  /** Names of the groups there are. */
  groups: readonly string[];
  wids: readonly string[];
  /** Accepts assertions under this certificate. */
  certificate: string | undefined;
  /** Forgets every token given so far. */
  expireTokens(): void;
  stop(): Promise<void>;
}

const TENANT = '11111111-2222-4333-8444-555555555555';
const CLIENT = '99999999-8888-4777-8666-555555555555';
const SECRET = 'app-secret';
export const LEAST = [
  'User-PasswordProfile.ReadWrite.All',
  'User.Read.All',
  'GroupMember.Read.All',
  'RoleManagement.Read.Directory',
  'User.RevokeSessions.All',
  'RoleEligibilitySchedule.Read.Directory',
  'UserAuthenticationMethod.Read.All',
];

const patch = z.strictObject({
  passwordProfile: z.strictObject({ password: z.string(), forceChangePasswordNextSignIn: z.boolean() }),
});

class GraphFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly object[];
  constructor(status: number, code: string, message: string, details: readonly object[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export async function startGraph(): Promise<GraphFake> {
  const people = new Map<string, GraphPerson>();
  const seen: GraphFake['seen'] = [];
  const faults: string[] = [];
  const troubles: { trouble: Trouble; left: number }[] = [];
  const tokens = new Set<string>();
  let given = 0;
  let last = 0;

  const shown = (person: GraphPerson) => ({
    id: person.id,
    userPrincipalName: person.userPrincipalName,
    displayName: person.displayName,
    mail: person.mail ?? null,
    mobilePhone: person.mobilePhone ?? null,
    preferredLanguage: null,
    accountEnabled: person.accountEnabled,
    userType: person.userType ?? 'Member',
    lastPasswordChangeDateTime: new Date(person.changedAt).toISOString(),
    onPremisesSyncEnabled: person.onPremisesSyncEnabled ?? null,
    onPremisesSamAccountName: person.onPremisesSamAccountName ?? null,
    onPremisesSecurityIdentifier: person.onPremisesSecurityIdentifier ?? null,
  });

  function selected(person: GraphPerson, select: string | null): object {
    const whole = shown(person);
    if (select === null) return whole;
    for (const name of select.split(',')) faults.push(...csdlFaults('user', { [name]: null }));
    const wanted = new Set(select.split(','));
    faults.push(...csdlFaults('user', whole));
    return Object.fromEntries(Object.entries(whole).filter(([name]) => wanted.has(name)));
  }

  function filtered(filter: string): readonly GraphPerson[] {
    const clauses = filter.split(' or ').map((clause) => /^(\w+) eq '((?:[^']|'')*)'$/.exec(clause));
    return [...people.values()].filter((person) =>
      clauses.some((clause) => {
        if (!clause) throw new GraphFault(400, 'Request_UnsupportedQuery', 'Invalid filter clause.');
        const [, property = '', value = ''] = clause;
        const own = Object.entries(shown(person)).find(([name]) => name === property)?.[1];
        return typeof own === 'string' && own.toLowerCase() === value.replaceAll("''", "'").toLowerCase();
      }),
    );
  }

  function setPassword(person: GraphPerson, password: string): void {
    const complex =
      'The specified password does not comply with password complexity requirements. Please provide a different password.';
    const kinds = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
    if (password.length < 8 || password.length > 256 || kinds < 3)
      throw new GraphFault(400, 'Request_BadRequest', complex);
    if (/contoso|password/i.test(password)) {
      throw new GraphFault(400, 'Request_BadRequest', complex, [{ code: 'PasswordBannedByTenant' }]);
    }
    person.password = password;
    person.writes += 1;
    last = Math.max(last + 1000, Date.now());
    person.changedAt = last;
  }

  function graph(method: string, url: URL, body: unknown): object | undefined {
    const path = url.pathname.replace(/^\/v1\.0/, '');
    const [, family, id = '', ...rest] = path.split('/').map(decodeURIComponent);
    if (family === 'roleManagement') {
      const of = people.get(/principalId eq '([^']+)'/.exec(url.searchParams.get('$filter') ?? '')?.[1] ?? '');
      const isEligible = rest[0] === 'roleEligibilityScheduleInstances';
      const found = (isEligible ? of?.eligible : of?.assigned) ?? [];
      const type = isEligible ? 'unifiedRoleEligibilityScheduleInstance' : 'unifiedRoleAssignment';
      const value = found.map((roleDefinitionId) => ({ roleDefinitionId, principalId: of?.id }));
      for (const one of value) faults.push(...csdlFaults(type, one));
      return page(value, url);
    }
    if (family === 'groups') {
      const wanted = /(?:displayName|id) eq '((?:[^']|'')*)'/.exec(url.searchParams.get('$filter') ?? '')?.[1];
      const found = fake.groups.filter((name) => name.toLowerCase() === wanted?.replaceAll("''", "'").toLowerCase());
      return { value: found.map((displayName) => ({ id: randomUUID(), displayName })) };
    }
    if (family !== 'users') throw new GraphFault(404, 'Request_ResourceNotFound', 'No such resource.');
    if (id === '') {
      const filter = url.searchParams.get('$filter');
      const found = filter === null ? [...people.values()] : filtered(filter);
      const top = Number(url.searchParams.get('$top') ?? 100);
      return { value: found.slice(0, top).map((person) => selected(person, url.searchParams.get('$select'))) };
    }
    const person = people.get(id);
    if (!person) throw new GraphFault(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`);
    switch (`${method} ${rest.join('/')}`.trim()) {
      case 'GET':
        return selected(person, url.searchParams.get('$select'));
      case 'PATCH': {
        if (typeof body === 'object' && body) faults.push(...csdlFaults('user', body));
        setPassword(person, patch.parse(body).passwordProfile.password);
        return undefined;
      }
      case 'POST revokeSignInSessions':
        person.revoked += 1;
        return { value: true };
      case 'GET transitiveMemberOf':
        return page(person.memberships, url);
      case 'GET authentication/phoneMethods': {
        const methods = person.phoneMethod ? [{ phoneNumber: person.phoneMethod, phoneType: 'mobile' }] : [];
        for (const one of methods) faults.push(...csdlFaults('phoneAuthenticationMethod', { ...one, phoneType: null }));
        return { value: methods };
      }
      case 'GET authentication/emailMethods':
        return { value: person.emailMethod ? [{ emailAddress: person.emailMethod }] : [] };
      default:
        throw new GraphFault(404, 'Request_ResourceNotFound', `No such operation: ${method} ${path}`);
    }
  }

  /** Two at a time, so that following the pages is not forgotten. */
  function page(items: readonly object[], url: URL): object {
    const from = Number(url.searchParams.get('$skiptoken') ?? 0);
    const next = new URL(url);
    next.searchParams.set('$skiptoken', String(from + 2));
    const more = from + 2 < items.length ? { '@odata.nextLink': next.href } : {};
    return { value: items.slice(from, from + 2), ...more };
  }

  function login(url: URL, form: URLSearchParams): object {
    if (url.pathname !== `/${TENANT}/oauth2/v2.0/token`) throw new LoginFault('invalid_tenant', 90002);
    const proven =
      form.get('client_id') === CLIENT &&
      (fake.certificate === undefined
        ? form.get('client_secret') === SECRET
        : isSigned(
            form.get('client_assertion') ?? '',
            fake.certificate,
            `${fake.settings.loginUrl}/${TENANT}/oauth2/v2.0/token`,
          ));
    if (!proven) throw new LoginFault('invalid_client', 7000215);
    if (form.get('grant_type') === 'password') {
      const name = form.get('username')?.toLowerCase();
      const person = [...people.values()].find((one) => one.userPrincipalName.toLowerCase() === name);
      if (!person) throw new LoginFault('invalid_grant', 50034);
      if (person.password !== form.get('password')) throw new LoginFault('invalid_grant', 50126);
      throw new LoginFault('invalid_grant', person.accountEnabled ? 50076 : 50057);
    }
    if (!scopes.has(form.get('scope') ?? '')) throw new LoginFault('invalid_scope', 1002012);
    const claims = Buffer.from(JSON.stringify({ roles: fake.roles, wids: fake.wids, jti: randomUUID() }));
    const token = `e30.${claims.toString('base64url')}.c2ln`;
    tokens.add(token);
    given += 1;
    return { token_type: 'Bearer', expires_in: 3599, access_token: token };
  }

  async function serve(side: 'login' | 'graph', request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const method = request.method ?? 'GET';
    const scripted = troubles.find(({ trouble, left }) => left > 0 && trouble.on(method, url.pathname));
    const trouble = scripted?.trouble;
    if (scripted) scripted.left -= 1;
    trouble?.meanwhile?.();
    if (trouble?.hang === 'before') return;
    if (trouble?.cut === 'before') return void request.socket.destroy();
    const scriptedAnswer = (): void => answer(response, trouble?.status ?? 500, trouble?.body, trouble?.headers);
    if (trouble?.status !== undefined && !trouble.after) return scriptedAnswer();
    let result: readonly [number, object | undefined];
    try {
      result = side === 'login' ? [200, login(url, new URLSearchParams(text))] : authorised(request, method, url, text);
    } catch (error) {
      result = faultAnswer(error);
    }
    if (trouble?.hang === 'after') return;
    if (trouble?.cut === 'after') return void request.socket.destroy();
    if (trouble?.after) return scriptedAnswer();
    answer(response, ...result);
  }

  function authorised(
    request: IncomingMessage,
    method: string,
    url: URL,
    text: string,
  ): readonly [number, object | undefined] {
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    if (!url.pathname.startsWith('/v1.0/')) throw new GraphFault(400, 'BadRequest', 'Invalid version.');
    faults.push(...pathFaults(url.pathname.replace(/^\/v1\.0/, '')));
    seen.push({ method, path: decodeURIComponent(url.pathname + url.search), body });
    if (!tokens.has((request.headers.authorization ?? '').replace('Bearer ', ''))) {
      throw new GraphFault(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.');
    }
    const result = graph(method, url, body);
    return [result ? 200 : 204, result];
  }

  async function listening(side: 'login' | 'graph') {
    const server = createServer((request, response) => {
      serve(side, request, response).catch((error: unknown) => {
        faults.push(`the fake itself failed: ${error}`);
        response.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { server, origin: `http://127.0.0.1:${portOf(server.address())}` };
  }
  // Two hosts, as in the cloud: what belongs to one is unknown to the other.
  const [loginSide, graphSide] = [await listening('login'), await listening('graph')];

  const scopes = new Set([`${graphSide.origin}/.default`]);
  const fake: GraphFake = {
    settings: {
      tenantId: TENANT,
      clientId: CLIENT,
      credential: { kind: 'secret', secret: SECRET },
      graphUrl: graphSide.origin,
      loginUrl: loginSide.origin,
      protectedGroups: [],
      patienceMs: 3000,
    },
    people,
    seen,
    faults,
    tokensGiven: () => given,
    roles: LEAST,
    groups: [],
    wids: [],
    certificate: undefined,
    add(sketch) {
      const person: GraphPerson = {
        id: randomUUID(),
        displayName: sketch.userPrincipalName,
        accountEnabled: true,
        password: 'Old-Lantern-0-Harbour',
        changedAt: 1_700_000_000_000,
        writes: 0,
        revoked: 0,
        memberships: [],
        eligible: [],
        assigned: [],
        ...sketch,
      };
      people.set(person.id, person);
      return person;
    },
    trouble: (next) => void troubles.push({ trouble: next, left: next.times ?? 1 }),
    alsoAs: (graphUrl) => void scopes.add(`${graphUrl}/.default`),
    expireTokens: () => tokens.clear(),
    async stop() {
      for (const { server } of [loginSide, graphSide]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  return fake;
}

class LoginFault extends Error {
  readonly error: string;
  readonly code: number;
  constructor(error: string, code: number) {
    super(`AADSTS${code}`);
    this.error = error;
    this.code = code;
  }
}

function faultAnswer(error: unknown): readonly [number, object] {
  if (error instanceof LoginFault) return [400, { error: error.error, error_codes: [error.code] }];
  if (!(error instanceof GraphFault)) throw error;
  const { status, code, message, details } = error;
  return [status, { error: { code, message, details, innerError: { 'request-id': randomUUID() } } }];
}

function answer(
  response: ServerResponse,
  status: number,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body ? JSON.stringify(body) : undefined);
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address ? address.port : 0;

const header = z.object({ alg: z.literal('PS256'), typ: z.literal('JWT'), 'x5t#S256': z.string() });
const claims = z.object({
  aud: z.string(),
  iss: z.literal(CLIENT),
  sub: z.literal(CLIENT),
  jti: z.string(),
  exp: z.number(),
});

/** A client assertion as Entra checks it. */
function isSigned(jwt: string, pem: string, audience: string): boolean {
  const [head = '', body = '', signature = ''] = jwt.split('.');
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  const certificate = new X509Certificate(pem);
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  const said = claims.parse(read(body));
  const key = { key: createPublicKey(pem), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return (
    header.parse(read(head))['x5t#S256'] === thumbprint &&
    said.aud === audience &&
    said.exp * 1000 > Date.now() &&
    verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))
  );
}
