import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryCommand } from '../../src/cli/directory-command.js';
import type { LdapSettings } from '../../src/directories/ldap/settings.js';
import { startGraph } from '../support/graph.js';
import { startInstance } from '../support/instance.js';
import { sambaLacking, startSamba } from '../support/samba.js';
import { slapdLacking, startSlapd } from '../support/slapd.js';

const OLD = 'Quiet-Harbour-1';
const folder = mkdtempSync(join(tmpdir(), 'directory-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Env = Readonly<Record<string, string>>;

async function run(env: Env, args: readonly string[], typed = '') {
  const printed: string[] = [];
  const warned: string[] = [];
  const code = await directoryCommand(args, {
    env: { DATA_DIR: folder, ...env },
    print: (line) => void printed.push(line),
    warn: (line) => void warned.push(line),
    secret: async () => typed,
  });
  return { code, text: printed.join('\n'), warned: warned.join('\n') };
}

const production: Env = {
  SECRET_KEY: Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256)).toString('base64'),
  PUBLIC_URL: 'https://reset.contoso.example',
  SMTP_URL: 'smtps://mail.contoso.example',
  MAIL_FROM: 'no-reply@contoso.example',
};

function ldap(directory: string, settings: LdapSettings): Env {
  const file = join(folder, `${directory}.pem`);
  writeFileSync(file, settings.ca ?? '');
  return {
    ...production,
    DIRECTORY: directory,
    LDAP_URL: settings.urls.join(' '),
    LDAP_BASE_DN: settings.baseDn,
    LDAP_BIND_DN: settings.bindDn,
    LDAP_BIND_PASSWORD: settings.bindPassword,
    LDAP_CA_FILE: file,
    LDAP_PHONE_REGION: 'US',
  };
}

interface Started {
  readonly env: Env;
  stop(): Promise<unknown>;
}

/** What holds for every directory; `ada` is somebody with `OLD` as the password, a phone and the group Staff. */
function works(name: string, lacking: string | undefined, ada: string, start: () => Promise<Started>): void {
  describe.skipIf(lacking !== undefined)(`on ${name}${lacking ? ` (${lacking})` : ''}`, () => {
    let started: Started;
    beforeAll(async () => {
      started = await start();
    }, 120_000);
    afterAll(() => started?.stop());

    it('check: can be used', async () => {
      const { code, text } = await run(started.env, ['check']);
      expect(text).toMatch(/^The directory \([a-z+-]+\) can be used: \d+ warnings?\./);
      expect(text).toMatch(/ok +Of \d+ people looked at/);
      expect(code).toBe(0);
    });

    it('find: says who it is, whether the person may sign in, and which policy applies; the phone is not shown whole', async () => {
      const { code, text } = await run(started.env, ['find', ada]);
      expect(code).toBe(0);
      expect(text).toMatch(/^Ada Lind \(/);
      expect(text).toMatch(/may sign in +yes/);
      expect(text).toMatch(/protected +no/);
      expect(text).toMatch(/groups +.*Staff/);
      expect(text).toMatch(/phone +\+12 •••• 00/);
      expect(text).not.toContain('2025550100');
      expect(text).toMatch(/policy +everyone: 2 independent proofs/);
    });

    it('rules: in sentences', async () => {
      const { code, text } = await run(started.env, ['rules', ada]);
      expect(code).toBe(0);
      expect(text).toMatch(/has \d+ to \d+ characters/);
    });

    it('verify: accepted or refused, and nothing else on standard output', async () => {
      expect(await run(started.env, ['verify', ada], OLD)).toMatchObject({ code: 0, text: 'accepted' });
      expect(await run(started.env, ['verify', ada], `${OLD}x`)).toMatchObject({ code: 1, text: 'refused' });
      expect(await run(started.env, ['verify', ada], '')).toMatchObject({ code: 1, text: 'refused' });
    });

    it('nobody is found by an unknown name, and no password of it is accepted', async () => {
      expect(await run(started.env, ['find', 'nobody@contoso.example'])).toMatchObject({ code: 1, text: '' });
      const { code, text, warned } = await run(started.env, ['verify', 'nobody@contoso.example'], OLD);
      expect({ code, text }).toEqual({ code: 1, text: 'refused' });
      expect(warned).toContain('Nobody is found');
    });
  });
}

works('OpenLDAP', slapdLacking(), 'ada', async () => {
  const slapd = await startSlapd();
  const attributes = { displayName: 'Ada Lind', mobile: '+1 202 555 0100' };
  await slapd.addGroup('Staff', [await slapd.add({ uid: 'ada', password: OLD, attributes })]);
  return { env: ldap('openldap', slapd.settings), stop: () => slapd.stop() };
});

works('Active Directory', sambaLacking(), 'ada', async () => {
  const samba = await startSamba();
  const attributes = { displayName: 'Ada Lind', mobile: '(202) 555-0100' };
  const dn = await samba.add({ name: 'ada', password: OLD, attributes });
  await samba.join(await samba.addGroup('Staff'), dn);
  return { env: ldap('active-directory', samba.settings), stop: () => samba.stop() };
});

works('Microsoft Entra ID', undefined, 'ada@contoso.example', async () => {
  const graph = await startGraph();
  graph.add({
    userPrincipalName: 'ada@contoso.example',
    displayName: 'Ada Lind',
    password: OLD,
    phoneMethod: '+1 2025550100',
    memberships: [{ '@odata.type': '#microsoft.graph.group', id: 'g1', displayName: 'Staff' }],
  });
  const env = {
    ...production,
    DIRECTORY: 'entra',
    ENTRA_TENANT_ID: graph.settings.tenantId,
    ENTRA_CLIENT_ID: graph.settings.clientId,
    ENTRA_CLIENT_SECRET: 'app-secret',
    ENTRA_GRAPH_URL: graph.settings.graphUrl,
    ENTRA_LOGIN_URL: graph.settings.loginUrl,
  };
  return { env, stop: () => graph.stop() };
});

describe('npm run directory', () => {
  it('explains itself, and anything else is a slip', async () => {
    expect(await run({}, ['--help'])).toMatchObject({ code: 0, warned: '' });
    expect((await run({}, ['find'])).code).toBe(2);
    expect((await run({}, ['check', 'ada'])).code).toBe(2);
    expect((await run({}, [])).warned).toContain('npm run directory -- check');
  });

  it('lists every fault of the configuration, as the server does', async () => {
    const { code, warned } = await run({ DIRECTORY: 'openldap' }, ['check']);
    expect(code).toBe(2);
    expect(warned).toMatch(/LDAP_URL[\s\S]*LDAP_BIND_PASSWORD/);
  });

  it('a directory that does not answer is neither accepted nor refused', async () => {
    const env = ldap('openldap', {
      urls: ['ldaps://127.0.0.1:9'],
      baseDn: 'dc=x',
      bindDn: 'cn=x',
      bindPassword: 'x',
      startTls: false,
      protectedGroups: [],
      timeoutMs: 500,
      poolSize: 1,
    });
    const unreachable = Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'LDAP_CA_FILE'));
    expect(await run(unreachable, ['verify', 'ada'], OLD)).toMatchObject({ code: 2, text: '' });
    const { code, text } = await run(unreachable, ['check']);
    expect(code).toBe(1);
    expect(text).toMatch(/cannot be used[\s\S]*DOWN/);
  });

  describe('beside a running server in evaluation mode', () => {
    const data = join(folder, 'beside');
    let stop: () => Promise<unknown>;
    beforeAll(async () => {
      stop = (await startInstance({ DATA_DIR: data })).stop;
    });
    afterAll(() => stop?.());

    const npmRun = (args: readonly string[], typed: string) =>
      new Promise<{ readonly code: number | null; readonly out: string }>((resolve) => {
        const child = spawn(process.execPath, ['scripts/run.mjs', 'src/cli/directory.js', ...args], {
          env: { PATH: process.env['PATH'], DATA_DIR: data },
          stdio: ['pipe', 'pipe', 'inherit'],
        });
        let out = '';
        child.stdout.on('data', (chunk) => {
          out += chunk;
        });
        child.once('close', (code) => resolve({ code, out }));
        child.stdin.end(typed);
      });

    it.each([
      ['Correct-Horse-1\n', 'accepted\n', 0],
      ['Correct-Horse-1', 'accepted\n', 0],
      ['Correct-Horse-2\n', 'refused\n', 1],
    ])('verify reads %j from standard input and prints %j', async (typed, out, code) => {
      expect(await npmRun(['verify', 'ada@contoso.example'], typed)).toEqual({ code, out });
    });

    it('find knows the sample people', async () => {
      const { code, text } = await run({ DATA_DIR: data }, ['find', 'cleo']);
      expect({ code, text }).toMatchObject({ code: 0, text: expect.stringMatching(/no: locked out/) });
      expect((await run({ DATA_DIR: data }, ['find', 'dana'])).text).toMatch(/protected +yes[\s\S]*administrators/);
    });
  });
});
