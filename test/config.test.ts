import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';
import { ConfigInvalid } from '../src/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'reset-assistant-config-'));
const key = randomBytes(32).toString('base64');
const policy = (text: string): string => {
  const file = join(folder, `${randomBytes(6).toString('hex')}.yaml`);
  writeFileSync(file, text);
  return file;
};

const evaluation = { DATA_DIR: folder };
const production = {
  DATA_DIR: folder,
  DIRECTORY: 'embedded',
  SECRET_KEY: key,
  PUBLIC_URL: 'https://reset.contoso.example',
};
const ldap = {
  ...production,
  DIRECTORY: 'active-directory',
  LDAP_URL: 'ldaps://dc1.contoso.example',
  LDAP_BASE_DN: 'DC=contoso,DC=example',
  LDAP_BIND_DN: 'CN=svc,DC=contoso,DC=example',
  LDAP_BIND_PASSWORD: 'a long enough password',
};
const twilio = {
  ...production,
  TWILIO_ACCOUNT_SID: `AC${'a1'.repeat(16)}`,
  TWILIO_AUTH_TOKEN: 'c3'.repeat(16),
  TWILIO_FROM: '+12025550123',
  PHONE_COUNTRIES: 'US',
};
const without = (env: Readonly<Record<string, string>>, name: string) =>
  Object.fromEntries(Object.entries(env).filter(([known]) => known !== name));

async function faultsOf(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  try {
    await readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.faults;
    throw error;
  }
}

describe('what may start', () => {
  it.each([
    ['evaluation mode with nothing set', evaluation],
    ['evaluation mode on IPv6 loopback', { ...evaluation, HOST: '::1' }],
    ['the embedded directory', production],
    ['Active Directory over LDAPS', ldap],
    ['LDAP with StartTLS', { ...ldap, LDAP_URL: 'ldap://dc1.contoso.example', LDAP_STARTTLS: 'true' }],
    ['Twilio', twilio],
    [
      'a policy whose methods can all be carried',
      {
        ...twilio,
        POLICY_FILE: policy('policies: [{ name: all, gates: 2, methods: [authenticator-code, sms, recovery-code] }]'),
      },
    ],
  ])('%s', async (_name, env) => {
    expect(await faultsOf(env)).toEqual([]);
  });
});

/** Each row must not start, and says which variable is at fault. */
const UNSAFE: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ['evaluation mode open to the network', { ...evaluation, HOST: '0.0.0.0' }, 'HOST'],
  ['evaluation mode on every IPv6 address', { ...evaluation, HOST: '::' }, 'HOST'],
  ['evaluation mode on a private address', { ...evaluation, HOST: '10.0.0.5' }, 'HOST'],
  [
    'evaluation mode behind a public name',
    { ...evaluation, PUBLIC_URL: 'https://reset.contoso.example' },
    'PUBLIC_URL',
  ],
  [
    'evaluation mode with a real Twilio account',
    { ...without(twilio, 'DIRECTORY'), PUBLIC_URL: '' },
    'TWILIO_ACCOUNT_SID',
  ],
  [
    'evaluation mode with a real mail server',
    { ...evaluation, SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'a@b.example' },
    'SMTP_URL',
  ],
  [
    'evaluation mode with a Teams bot',
    { ...evaluation, MICROSOFT_APP_ID: '11111111-2222-3333-4444-555555555555' },
    'MICROSOFT_APP_ID',
  ],
  ['evaluation mode with an LDAP server', { ...evaluation, LDAP_URL: 'ldaps://dc1.contoso.example' }, 'LDAP_URL'],
  ['production without a key', without(production, 'SECRET_KEY'), 'SECRET_KEY'],
  ['production with a short key', { ...production, SECRET_KEY: 'c2hvcnQ=' }, 'SECRET_KEY'],
  ['production with a key of zeros', { ...production, SECRET_KEY: Buffer.alloc(32).toString('base64') }, 'SECRET_KEY'],
  [
    'production with a key of words',
    { ...production, SECRET_KEY: Buffer.from('aaaabbbbccccddddaaaabbbbccccdddd').toString('base64') },
    'SECRET_KEY',
  ],
  ['an old key that is the present one', { ...production, SECRET_KEYS_OLD: key }, 'SECRET_KEYS_OLD'],
  ['an old key that is none', { ...production, SECRET_KEYS_OLD: 'nonsense' }, 'SECRET_KEYS_OLD'],
  ['production without a public address', without(production, 'PUBLIC_URL'), 'PUBLIC_URL'],
  ['production over http', { ...production, PUBLIC_URL: 'http://reset.contoso.example' }, 'PUBLIC_URL'],
  ['production with a loopback address', { ...production, PUBLIC_URL: 'https://127.0.0.1:3978' }, 'PUBLIC_URL'],
  ['a public address with a path', { ...production, PUBLIC_URL: 'https://contoso.example/reset' }, 'PUBLIC_URL'],
  ['a directory nobody knows', { ...production, DIRECTORY: 'novell' }, 'DIRECTORY'],
  [
    'the chat button on http pages',
    { ...production, WIDGET_ORIGINS: 'http://intranet.contoso.example' },
    'WIDGET_ORIGINS',
  ],
  [
    'the chat button on pages with a path',
    { ...production, WIDGET_ORIGINS: 'https://intranet.contoso.example/page' },
    'WIDGET_ORIGINS',
  ],
  ['the chat button anywhere', { ...production, WIDGET_ORIGINS: '*' }, 'WIDGET_ORIGINS'],
  ['LDAP in plain text', { ...ldap, LDAP_URL: 'ldap://dc1.contoso.example' }, 'LDAP_URL'],
  [
    'one plain LDAP server among safe ones',
    { ...ldap, LDAP_URL: 'ldaps://dc1.contoso.example ldap://dc2.contoso.example' },
    'LDAP_URL',
  ],
  ['LDAP without a server', without(ldap, 'LDAP_URL'), 'LDAP_URL'],
  ['LDAP without a base', without(ldap, 'LDAP_BASE_DN'), 'LDAP_BASE_DN'],
  ['an anonymous LDAP bind', without(ldap, 'LDAP_BIND_DN'), 'LDAP_BIND_DN'],
  ['an LDAP bind without a password', without(ldap, 'LDAP_BIND_PASSWORD'), 'LDAP_BIND_PASSWORD'],
  ['an LDAP authority that cannot be read', { ...ldap, LDAP_CA_FILE: '/nowhere/ca.pem' }, 'LDAP_CA_FILE'],
  [
    'certificate checks switched off for LDAP',
    { ...ldap, LDAP_TLS_REJECT_UNAUTHORIZED: 'false' },
    'LDAP_TLS_REJECT_UNAUTHORIZED',
  ],
  [
    'certificate checks switched off for everything',
    { ...production, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    'NODE_TLS_REJECT_UNAUTHORIZED',
  ],
  ['Entra without a tenant', { ...production, DIRECTORY: 'entra' }, 'ENTRA_TENANT_ID'],
  ['Twilio without a token', without(twilio, 'TWILIO_AUTH_TOKEN'), 'TWILIO_AUTH_TOKEN'],
  ['Twilio without a sender', without(twilio, 'TWILIO_FROM'), 'TWILIO_FROM'],
  ['Twilio over http', { ...twilio, TWILIO_API_URL: 'http://twilio.example' }, 'TWILIO_API_URL'],
  ['texts to no country in particular', without(twilio, 'PHONE_COUNTRIES'), 'PHONE_COUNTRIES'],
  ['mail without a sender', { ...production, SMTP_URL: 'smtps://mail.example' }, 'MAIL_FROM'],
  [
    'a mail sender that is two',
    { ...production, SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'a@b.example,c@d.example' },
    'MAIL_FROM',
  ],
  [
    'mail over something else',
    { ...production, SMTP_URL: 'http://mail.example', MAIL_FROM: 'a@b.example' },
    'SMTP_URL',
  ],
  [
    'push keys that are no pair',
    { ...production, VAPID_PUBLIC_KEY: 'B'.repeat(87), VAPID_PRIVATE_KEY: 'c'.repeat(43) },
    'VAPID_PUBLIC_KEY',
  ],
  ['push services that are addresses', { ...production, PUSH_SERVICES: 'https://push.example/' }, 'PUSH_SERVICES'],
  ['half a pair of push keys', { ...production, VAPID_PUBLIC_KEY: 'B'.repeat(87) }, 'VAPID_PRIVATE_KEY'],
  [
    'Teams without a credential',
    { ...production, MICROSOFT_APP_ID: '11111111-2222-3333-4444-555555555555' },
    'MICROSOFT_APP',
  ],
  ['Azure Direct Line without a bot', { ...production, DIRECT_LINE_SECRET: 'x'.repeat(40) }, 'MICROSOFT_APP_ID'],
  ['a misspelt setting of ours', { ...production, SECRET_KEY_OLD: key }, 'SECRET_KEY_OLD'],
  ['a misspelt LDAP setting', { ...ldap, LDAP_URI: 'ldaps://dc1' }, 'LDAP_URI'],
  ['a policy that is not there', { ...production, POLICY_FILE: '/nowhere/policy.yaml' }, 'POLICY_FILE'],
  [
    'a policy with an unknown key',
    { ...production, POLICY_FILE: policy('policies: [{ name: all, gate: 1, methods: [authenticator-code] }]') },
    'POLICY_FILE',
  ],
  [
    'a policy with a method nothing carries',
    { ...production, POLICY_FILE: policy('policies: [{ name: all, gates: 2, methods: [authenticator-code, sms] }]') },
    'POLICY_FILE',
  ],
  [
    'an authenticator alone without saying so',
    { ...production, POLICY_FILE: policy('policies: [{ name: all, gates: 1, methods: [authenticator-code] }]') },
    'POLICY_FILE',
  ],
  [
    'questions as the only proof',
    { ...production, POLICY_FILE: policy('policies: [{ name: all, gates: 1, methods: [security-questions] }]') },
    'POLICY_FILE',
  ],
  ['no policy at all in the file', { ...production, POLICY_FILE: policy('policies: []') }, 'POLICY_FILE'],
  ['a port that is none', { ...production, PORT: '70000' }, 'PORT'],
  ['Redis by another scheme', { ...production, REDIS_URL: 'http://127.0.0.1:6379' }, 'REDIS_URL'],
  ['a database nobody knows', { ...production, DATABASE_URL: 'mysql://127.0.0.1/reset' }, 'DATABASE_URL'],
];

describe('what must not start', () => {
  it.each(UNSAFE)('%s', async (_name, env, variable) => {
    const faults = await faultsOf(env);
    expect(faults.map((fault) => fault.split(':')[0] ?? '').some((name) => name.startsWith(variable))).toBe(true);
    expect(faults.every((fault) => /^(POLICY_FILE: .|[A-Z_0-9]+: .*expected)/.test(fault))).toBe(true);
  });

  it.each([
    [
      { ...production, DATABASE_URL: 'postgres://db.example/reset?sslmode=no-verify' },
      'DATABASE_URL: expected a certificate that can be checked (sslrootcert=FILE), got sslmode=no-verify',
    ],
    [
      { ...production, SMTP_URL: 'smtps://m.example', MAIL_FROM: 'a@contoso.example', SMTP_CA_FILE: '/nowhere.pem' },
      'SMTP_CA_FILE: expected a readable file with a certificate in PEM, got "/nowhere.pem"',
    ],
    [
      { ...production, PUSH_CA_FILE: policy('no certificate') },
      expect.stringMatching(/^PUSH_CA_FILE: expected a readable file with a certificate in PEM, got/),
    ],
    [
      { ...twilio, PHONE_COUNTRY: 'US' },
      'PHONE_COUNTRY: expected no such setting, got one (.env.example has the names)',
    ],
  ])('what would only be noticed later, or silently ignored: %#', async (env, fault) => {
    expect(await faultsOf(env)).toEqual([fault]);
  });

  it('is told all at once', async () => {
    const faults = await faultsOf({
      DIRECTORY: 'active-directory',
      PUBLIC_URL: 'http://x.example',
      LDAP_URI: 'x',
      DATA_DIR: folder,
    });
    const names = faults.map((fault) => fault.split(':')[0]);
    expect(names).toEqual(
      expect.arrayContaining(['SECRET_KEY', 'PUBLIC_URL', 'LDAP_URI', 'LDAP_URL', 'LDAP_BASE_DN', 'LDAP_BIND_DN']),
    );
  });

  it('never repeats a secret', async () => {
    const secret = 'Very-Secret-Value-42';
    const env = {
      ...ldap,
      SECRET_KEY: secret,
      LDAP_BIND_DN: '',
      TWILIO_AUTH_TOKEN: secret,
      LDAP_URL: `ldap://u:${secret}@dc1`,
    };
    expect((await faultsOf(env)).join('\n')).not.toContain(secret);
  });
});
