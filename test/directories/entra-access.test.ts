import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Directory, Finding } from '../../src/directories/directory.js';
import { entra } from '../../src/directories/entra.js';
import { type EntraSettings, entraEnv, entraFaults, entraSettings } from '../../src/directories/graph/settings.js';
import { csdlLacking, pathFaults } from '../support/csdl.js';
import { type GraphFake, LEAST, startGraph } from '../support/graph.js';
import { must } from '../support/programs.js';
import { quiet } from '../support/quiet.js';
import { readyz } from '../support/readyz.js';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'entra-access-'));
afterAll(() => rmSync(folder, { recursive: true }));

let graph: GraphFake;
let now: number;
const opened: Directory[] = [];
beforeEach(async () => {
  now = Date.now();
  graph = await startGraph();
});
afterEach(async () => {
  for (const directory of opened.splice(0)) await directory.close();
  await graph.stop();
  expect(graph.faults).toEqual([]);
});

async function open(changes: Partial<EntraSettings> = {}): Promise<Directory> {
  const directory = await entra({ ...graph.settings, ...changes }, { clock: () => now, log: quiet, pauseMs: 1 });
  opened.push(directory);
  return directory;
}

/** A certificate with its key in one PEM file, as the setting wants it. */
async function certificate(name: string, key: readonly string[] = ['rsa:2048'], days = 365): Promise<string> {
  const at = (end: string): string => join(folder, `${name}.${end}`);
  const [keyFile, certFile, file] = [at('key'), at('crt'), at('pem')];
  await must('openssl', [
    ...['req', '-x509', '-nodes', '-newkey', ...key, '-keyout', keyFile, '-out', certFile],
    ...['-days', String(days), '-subj', `/CN=${name}`],
  ]);
  writeFileSync(file, readFileSync(certFile, 'utf8') + readFileSync(keyFile, 'utf8'));
  return file;
}

const environment = (changes: Readonly<Record<string, string>>) =>
  z.object(entraEnv).parse({
    ENTRA_TENANT_ID: graph.settings.tenantId,
    ENTRA_CLIENT_ID: graph.settings.clientId,
    ENTRA_CLIENT_SECRET: 'app-secret',
    ...changes,
  });

const texts = (findings: readonly Finding[], severity: Finding['severity']): readonly string[] =>
  findings.filter((one) => one.severity === severity).map(({ text }) => text);

describe('our application proves itself', () => {
  let ours: string;
  let another: string;
  beforeAll(async () => {
    [ours, another] = [await certificate('ours'), await certificate('another')];
  });

  it('by a secret', async () => {
    const person = graph.add({ userPrincipalName: 'ada@contoso.example' });
    expect(await (await open()).read(person.id)).toBeDefined();
    const wrong = await open({ credential: { kind: 'secret', secret: 'not-it' } });
    await expect(wrong.read(person.id)).rejects.toThrow(/no token .*AADSTS7000215.*ENTRA_CLIENT_ID/);
  });

  it('by an assertion under its certificate, whose signature, audience and thumbprint are right', async () => {
    graph.certificate = readFileSync(ours, 'utf8');
    const person = graph.add({ userPrincipalName: 'ada@contoso.example' });
    const settings = entraSettings(environment({ ENTRA_CERTIFICATE_FILE: ours, ENTRA_CLIENT_SECRET: '' }));
    const { graphUrl, loginUrl } = graph.settings;
    expect(await (await open({ ...settings, graphUrl, loginUrl })).read(person.id)).toBeDefined();
    const foreign = await open({ credential: { kind: 'certificate', pem: readFileSync(another, 'utf8') } });
    await expect(foreign.read(person.id)).rejects.toThrow(/no token/);
    const late = await open({ credential: { kind: 'certificate', pem: readFileSync(ours, 'utf8') } });
    now -= DAY_MS;
    await expect(late.read(person.id)).rejects.toThrow(/no token/);
  });

  it('an end that comes near is said before it comes', async () => {
    graph.certificate = readFileSync(ours, 'utf8');
    const pem = readFileSync(ours, 'utf8');
    const directory = await open({ credential: { kind: 'certificate', pem } });
    expect(texts(await directory.inspect(), 'ok').join()).toMatch(/certificate of our application ends in 36[45] days/);
    now += 350 * DAY_MS;
    expect(texts(await directory.inspect(), 'warning').join()).toMatch(/ends in 1[45] days/);
  });

  it.each([
    ['a key that Entra does not take', ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'], /RSA/],
    ['a file that is none', undefined, /PEM file/],
  ] as const)('refuses %s at the start', async (_, key, fault) => {
    const file = key ? await certificate('odd', [...key]) : join(folder, 'missing.pem');
    expect(entraFaults(environment({ ENTRA_CERTIFICATE_FILE: file, ENTRA_CLIENT_SECRET: '' })).join()).toMatch(fault);
  });

  it('refuses the key of another certificate', () => {
    const file = join(folder, 'mixed.pem');
    const part = (from: string, what: string): string =>
      new RegExp(`-----BEGIN ${what}-----[\\s\\S]*-----END ${what}-----\\n`).exec(readFileSync(from, 'utf8'))?.[0] ??
      '';
    writeFileSync(file, part(ours, 'CERTIFICATE') + part(another, 'PRIVATE KEY'));
    const faults = entraFaults(environment({ ENTRA_CERTIFICATE_FILE: file, ENTRA_CLIENT_SECRET: '' }));
    expect(faults.join()).toMatch(/not that of the certificate/);
  });

  it('wants one of the two, and not both', () => {
    expect(entraFaults(environment({ ENTRA_CLIENT_SECRET: '' })).join()).toMatch(
      /either this or ENTRA_CERTIFICATE_FILE/,
    );
    expect(entraFaults(environment({ ENTRA_CERTIFICATE_FILE: ours })).join()).toMatch(/not both/);
    expect(entraFaults(environment({}))).toEqual([]);
  });
});

describe('clouds', () => {
  it.each([
    ['https://graph.microsoft.us', 'https://login.microsoftonline.us'],
    ['https://dod-graph.microsoft.us/', 'https://login.microsoftonline.us/'],
    ['https://microsoftgraph.chinacloudapi.cn/v1.0', 'https://login.partner.microsoftonline.cn'],
  ])('%s goes with %s', (graphUrl, loginUrl) => {
    const env = environment({ ENTRA_GRAPH_URL: graphUrl, ENTRA_LOGIN_URL: loginUrl });
    expect(entraFaults(env)).toEqual([]);
    expect(entraSettings(env).graphUrl).toBe(graphUrl.replace(/\/(v1\.0)?$/, ''));
  });

  it.each<[Readonly<Record<string, string>>]>([
    [{ ENTRA_GRAPH_URL: 'https://graph.microsoft.us' }],
    [{ ENTRA_LOGIN_URL: 'https://login.microsoftonline.us' }],
    [
      {
        ENTRA_GRAPH_URL: 'https://microsoftgraph.chinacloudapi.cn',
        ENTRA_LOGIN_URL: 'https://login.microsoftonline.us',
      },
    ],
  ])('%j are of two clouds: refused at the start', (changes) => {
    expect(entraFaults(environment(changes)).join()).toMatch(/ENTRA_LOGIN_URL: expected https:\/\/login/);
  });

  it.each(['http://graph.microsoft.com', 'ftp://graph.microsoft.com', 'https://user@graph.microsoft.com', 'graph'])(
    '%s is refused: tokens are not sent in the clear',
    (url) => {
      expect(entraFaults(environment({ ENTRA_GRAPH_URL: url })).join()).toMatch(
        /ENTRA_GRAPH_URL: expected an https address/,
      );
    },
  );
});

describe('tokens', () => {
  it('200 reads take one, also when they begin at once', async () => {
    const person = graph.add({ userPrincipalName: 'ada@contoso.example' });
    const directory = await open({ patienceMs: 20_000 });
    await Promise.all(Array.from({ length: 40 }, () => directory.read(person.id)));
    for (let read = 0; read < 160; read += 1) await directory.read(person.id);
    expect(graph.tokensGiven()).toBe(1);
  }, 60_000);

  it('are renewed five minutes before their end', async () => {
    const person = graph.add({ userPrincipalName: 'ada@contoso.example' });
    const directory = await open();
    await directory.read(person.id);
    now += 54 * 60_000;
    await directory.read(person.id);
    expect(graph.tokensGiven()).toBe(1);
    now += 60_000;
    await directory.read(person.id);
    expect(graph.tokensGiven()).toBe(2);
  });

  it('that Graph no longer takes are replaced once, a write included, and by one for all', async () => {
    const person = graph.add({ userPrincipalName: 'ada@contoso.example' });
    const directory = await open({ patienceMs: 20_000 });
    const account = await directory.read(person.id);
    graph.expireTokens();
    await Promise.all(Array.from({ length: 20 }, () => directory.read(person.id)));
    expect(graph.tokensGiven()).toBe(2);
    graph.trouble({ on: (method) => method === 'PATCH', status: 401 });
    if (account) await directory.setPassword(account, 'Fresh-Meadow-7-Walnut');
    expect(person.writes).toBe(1);
  });

  it('that are never good enough end in an outage, not in a loop', async () => {
    const directory = await open();
    graph.trouble({ on: (method) => method === 'GET', status: 401, times: 1000 });
    expect(texts(await directory.inspect(), 'down').join()).toMatch(/cannot be used/);
    expect(graph.tokensGiven()).toBeLessThanOrEqual(2);
  });
});

describe('inspection', () => {
  const inspected = async (changes: Partial<EntraSettings> = {}) => (await open(changes)).inspect();

  it('with the documented permissions finds nothing to warn of', async () => {
    const findings = await inspected();
    expect([texts(findings, 'down'), texts(findings, 'warning')]).toEqual([[], []]);
    expect(texts(findings, 'ok').join()).toMatch(/has the rights it needs and no more/);
  });

  it.each(LEAST.slice(0, 5))('says what is not possible without %s', async (name) => {
    graph.roles = LEAST.filter((one) => one !== name);
    expect(texts(await inspected(), 'warning')).toEqual([
      expect.stringMatching(new RegExp(`Too few rights: our application may not .*; grant ${name}\\.`)),
    ]);
  });

  it('without the right to see roles, nobody can be helped, and it says so', async () => {
    graph.add({ userPrincipalName: 'ada@contoso.example' });
    graph.trouble({ on: (_, path) => path.includes('roleAssignments'), status: 403, times: 9 });
    expect(texts(await inspected(), 'down').join()).toMatch(/RoleManagement\.Read\.Directory/);
  });

  it.each(['Directory.ReadWrite.All', 'User.ReadWrite.All', 'RoleManagement.ReadWrite.Directory', 'Mail.Send'])(
    'warns of %s, which is too much',
    async (name) => {
      graph.roles = [...LEAST, name];
      expect(texts(await inspected(), 'warning')).toEqual([
        expect.stringContaining(`holds ${name}, which it does not need`),
      ]);
    },
  );

  it('warns of a directory role that may reset administrators', async () => {
    graph.wids = ['62e90394-69f5-4237-9190-012177145e10'];
    expect(texts(await inspected(), 'warning').join()).toMatch(/role Global Administrator/);
  });

  it.each([429, 503])(
    'Microsoft asks to come back later (%i): a warning, and every instance stays in service',
    async (status) => {
      const directory = await open();
      graph.trouble({ on: (method) => method === 'GET', status, headers: { 'retry-after': '60' }, times: 99 });
      expect(await readyz(directory)).toMatchObject({ status: 200, state: 'warning' });
    },
  );

  it('the login page asks to come back later: a warning too', async () => {
    graph.trouble({ on: (_, path) => path.endsWith('/token'), status: 429, times: 99 });
    expect(await readyz(await open())).toMatchObject({ status: 200, state: 'warning' });
  });

  it('Microsoft answers nothing at all: out of service', async () => {
    const directory = await open();
    graph.trouble({ on: (method) => method === 'GET', hang: 'before', times: 99 });
    expect(await readyz(directory)).toMatchObject({ status: 503, state: 'down' });
  });

  it('warns of a protected group that is not there', async () => {
    graph.groups = ['Treasury'];
    const findings = await inspected({ protectedGroups: ['Treasury', 'Tresury'] });
    expect(texts(findings, 'warning')).toEqual([expect.stringMatching(/"Tresury".*ENTRA_PROTECTED_GROUPS/)]);
  });
});

it.skipIf(csdlLacking() !== undefined)(
  'a path that Graph does not have is noticed, so that the checks above can fail',
  () => {
    expect(pathFaults('/users/1/authentication/phoneMethods')).toEqual([]);
    expect(pathFaults('/users/1/revokeSignInSessions')).toEqual([]);
    expect(pathFaults('/users/1/unlock')).toEqual(['/users/1/unlock: user has no unlock']);
    expect(pathFaults('/people')).toHaveLength(1);
  },
);
