import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const safe = {
  DATA_DIR: folder,
  DIRECTORY: 'embedded',
  SECRET_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: 'https://reset.contoso.example',
};

/** Runs the server to its end. */
function ending(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['dist/src/server.js'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** What a server says once it listens. */
async function report(env: Readonly<Record<string, string>>): Promise<{ readonly text: string; readonly own: string }> {
  const server: Instance = await startInstance({ LOG_LEVEL: 'silent', ...env });
  await server.stop();
  return { text: server.output(), own: server.address.replace(/\/$/, '') };
}

describe('a server whose settings may not be used', { timeout: 60_000 }, () => {
  it('says all that is wrong with them, no stack, and ends with 1 within seconds', async () => {
    const begun = performance.now();
    const { code, out, err } = await ending({
      ...safe,
      DIRECTORY: 'openldap',
      SECRET_KEY: '',
      PUBLIC_URL: 'http://reset.contoso.example',
      LDAP_URL: 'ldap://ldap.contoso.example',
      LDAP_BASE_DN: 'dc=contoso,dc=example',
      LDAP_URI: 'ldaps://ldap.contoso.example',
    });
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect([code, out]).toEqual([1, '']);
    expect(err.trim().split('\n')).toEqual([
      'Reset Assistant did not start.',
      'The configuration has 6 fault(s):',
      '  LDAP_URI: expected no such setting, got one; did you mean LDAP_URL?',
      '  SECRET_KEY: expected 32 random bytes in base64 (openssl rand -base64 32), got nothing',
      '  PUBLIC_URL: expected an https address in production, got http',
      '  LDAP_BIND_DN: expected a value, because DIRECTORY needs an LDAP server; it is not set.',
      '  LDAP_BIND_PASSWORD: expected a value, because DIRECTORY needs an LDAP server; it is not set.',
      '  LDAP_URL: expected ldaps://, or ldap:// together with LDAP_STARTTLS=true; passwords are never sent in the clear.',
    ]);
  });

  it('says so of a database that does not answer as well', async () => {
    const { code, err } = await ending({ ...safe, DATABASE_URL: 'postgres://127.0.0.1:1/reset' });
    expect(code).toBe(1);
    expect(err).toMatch(/^\nReset Assistant did not start\.\n.+\n\n$/);
    expect(err).not.toMatch(/^\s+at /m);
  });
});

describe('a server that listens', { timeout: 60_000 }, () => {
  it('to be tried out: says what is embedded, simulated and lost at a restart, and what to open', async () => {
    const { text, own } = await report({ DATA_DIR: join(folder, 'tried') });
    expect(text.trim().split('\n')).toEqual([
      'Reset Assistant is ready to be tried (evaluation mode, this machine only).',
      '',
      `  Open   ${own}/        a sample intranet page with the chat button`,
      `         ${own}/phone   the simulated phone: texts, mails, an authenticator, requests to approve`,
      '  Or run npm run playground: the same as a person in Microsoft Teams.',
      '',
      '  Embedded:  the directory with five people: ada, ben, cleo, dana and eve @contoso.example.',
      '  Simulated: text messages, mails, calls and the authenticator app. Nothing leaves this machine.',
      '  Conversations and limits: in this process. A restart loses them (people start over), and there can be only one instance.',
      `  Registered methods and audit log: a file in ${join(folder, 'tried')}.`,
      '  For real use set DIRECTORY; .env.example has every setting.',
    ]);
  });

  it('for people: says where they reach it, what it stands on and what is off', async () => {
    const { text, own } = await report({ ...safe, ORGANISATON: 'Contoso' });
    expect(text.trim().split('\n')).toEqual([
      `Reset Assistant listens on ${own}, for people at https://reset.contoso.example.`,
      '  Directory: embedded. Policy: the default one.',
      '  Microsoft Teams: off.',
      '  Conversations and limits: in this process. A restart loses them (people start over), and there can be only one instance.',
      `  Registered methods and audit log: a file in ${folder}.`,
      '  warning: ORGANISATON: expected no such setting, got one; did you mean ORGANISATION?',
      '  warning: Nobody is in the embedded directory yet: npm run directory -- add.',
    ]);
  });
});
