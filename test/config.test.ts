import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schema } from '../src/config/schema.js';
import { readConfig } from '../src/config.js';
import { ConfigInvalid } from '../src/errors.js';
import { evaluation, folder, ldap, policy, production, twilio, unsafe } from './support/unsafe-settings.js';

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
    ['notices in Swiss German', { ...production, LOCALE: 'de-CH' }],
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

describe('what must not start', () => {
  it.each(unsafe.map(([name, env, ...faults]) => ({ name, env, faults })))('$name', async ({ env, faults }) => {
    expect(await faultsOf(env)).toEqual(faults);
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
    [{ ...production, LOCALE: 'xx' }, 'LOCALE: expected one of the languages of messages: en, de, fr, es, got "xx"'],
    [
      { ...production, LOCALE: 'de_DE.UTF-8' },
      'LOCALE: expected one of the languages of messages: en, de, fr, es, got "de_DE.UTF-8"',
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

  const names = (faults: readonly string[]) => faults.map((fault) => fault.split(':')[0]);

  it.each([
    [
      'a port that is none hides nothing of a directory',
      { DATA_DIR: folder, DIRECTORY: 'active-directory', PORT: '70000' },
      ['PORT', 'SECRET_KEY', 'PUBLIC_URL', 'LDAP_URL', 'LDAP_BASE_DN', 'LDAP_BIND_DN', 'LDAP_BIND_PASSWORD'],
    ],
    [
      'nor do a short key and an unknown level of the log',
      {
        ...production,
        DIRECTORY: 'entra',
        SECRET_KEY: 'c2hvcnQ=',
        LOG_LEVEL: 'loud',
        SMTP_URL: 'smtps://mail.example',
        POLICY_FILE: '/nowhere/policy.yaml',
      },
      [
        ...['SECRET_KEY', 'LOG_LEVEL', 'ENTRA_TENANT_ID', 'ENTRA_CLIENT_ID', 'ENTRA_CLIENT_SECRET', 'MAIL_FROM'],
        'POLICY_FILE',
      ],
    ],
    [
      'nor a number of proxies that is none what evaluation mode may not do',
      { ...evaluation, HOST: '0.0.0.0', TRUSTED_PROXY_HOPS: 'two' },
      ['TRUSTED_PROXY_HOPS', 'HOST'],
    ],
    [
      'a directory nobody knows means production',
      { DATA_DIR: folder, DIRECTORY: 'novell', HOST: '0.0.0.0' },
      ['DIRECTORY', 'SECRET_KEY', 'PUBLIC_URL'],
    ],
    [
      'an account that is none still needs its token, sender and countries',
      { ...production, TWILIO_ACCOUNT_SID: 'AC1' },
      ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM', 'PHONE_COUNTRIES'],
    ],
    [
      'a bot that is none still needs its credential and tenant',
      { ...production, MICROSOFT_APP_ID: 'bot' },
      ['MICROSOFT_APP_ID', 'MICROSOFT_APP_PASSWORD', 'MICROSOFT_APP_TENANT_ID'],
    ],
    [
      'a mail server that is none still needs a sender',
      { ...production, SMTP_URL: 'http://m.example' },
      ['SMTP_URL', 'MAIL_FROM'],
    ],
  ])('%s', async (_name, env, expected) => {
    expect(names(await faultsOf(env))).toEqual(expected);
  });

  it.each([
    ['an address that is none', { ...production, PUBLIC_URL: 'x' }, ['PUBLIC_URL']],
    [
      'StartTLS spelt otherwise, on which the address hangs',
      { ...ldap, LDAP_URL: 'ldap://dc1.contoso.example', LDAP_STARTTLS: 'yes' },
      ['LDAP_STARTTLS'],
    ],
    ['two old keys of one fault', { ...production, SECRET_KEYS_OLD: 'nonsense,nonsense' }, ['SECRET_KEYS_OLD']],
    [
      'two servers of one fault',
      { ...ldap, LDAP_URL: 'ldap://dc1.contoso.example ldap://dc2.contoso.example' },
      ['LDAP_URL'],
    ],
    [
      'a sender that is none, which a policy needs',
      {
        ...twilio,
        TWILIO_FROM: '0123',
        POLICY_FILE: policy('policies: [{ name: all, gates: 2, methods: [authenticator-code, sms, voice] }]'),
      },
      ['TWILIO_FROM'],
    ],
    [
      'a sender that is missing, which a policy needs',
      {
        ...twilio,
        TWILIO_FROM: '',
        POLICY_FILE: policy('policies: [{ name: all, gates: 2, methods: [authenticator-code, sms] }]'),
      },
      ['TWILIO_FROM'],
    ],
  ])('once, without what only follows from it: %s', async (_name, env, expected) => {
    expect(names(await faultsOf(env))).toEqual(expected);
  });

  it('is told as NAME: expected …, got … of every setting', async () => {
    const faults = await Promise.all(
      Object.keys(schema.shape).map(async (name) =>
        (await faultsOf({ ...production, [name]: '%?' })).filter((fault) => fault.startsWith(`${name}: `)),
      ),
    );
    expect(faults.flat().length).toBeGreaterThan(25);
    expect(faults.flat().filter((fault) => !/^[A-Z_]+: expected .*[^ ], got [^ ]/.test(fault))).toEqual([]);
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

it('.env.example has every setting and no other', () => {
  const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const named = [...example.matchAll(/^#?([A-Z][A-Z\d_]*)=/gm)].map(([, name]) => name);
  // Azure sets these by itself, where the host has a managed identity.
  const ofAzure = ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER'];
  expect(named.sort()).toEqual(
    Object.keys(schema.shape)
      .filter((name) => !ofAzure.includes(name))
      .sort(),
  );
});

describe('names that are nearly ours', () => {
  it.each([
    ['ORGANISATON', 'ORGANISATION'],
    ['ORGANIZATION', 'ORGANISATION'],
    ['HELP_DESK', 'HELPDESK'],
    ['LOCAL', 'LOCALE'],
    ['DIRECTROY', 'DIRECTORY'],
    ['PUBLIC_URI', 'PUBLIC_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['log_level', 'LOG_LEVEL'],
  ])('%s is doubted: %s may be meant', async (name, meant) => {
    const { doubts } = await readConfig({ ...production, [name]: 'x' });
    expect(doubts).toEqual([`${name}: expected no such setting, got one; did you mean ${meant}?`]);
  });

  it('are told with what keeps it from starting', async () => {
    expect(await faultsOf({ ...evaluation, HOST: '0.0.0.0', DIRECTROY: 'embedded' })).toEqual([
      expect.stringMatching(/^HOST: /),
      'DIRECTROY: expected no such setting, got one; did you mean DIRECTORY?',
    ]);
  });

  it.each([
    [
      'a shell',
      'LANG LANGUAGE LC_ALL LOCALE_ARCHIVE HOME HOSTNAME HOSTTYPE HISTFILE LOGNAME USER MAIL PATH PWD OLDPWD SHLVL TERM TZ',
    ],
    ['a desktop', 'XDG_DATA_DIRS XDG_DATA_HOME XDG_RUNTIME_DIR DISPLAY EDITOR PAGER VISUAL SHELL SSH_AUTH_SOCK'],
    ['Windows', 'APPDATA ALLUSERSPROFILE COMPUTERNAME LOCALAPPDATA PUBLIC PROGRAMDATA SYSTEMROOT USERDOMAIN TEMP TMP'],
    [
      'Node',
      'NODE_ENV NODE_OPTIONS NODE_EXTRA_CA_CERTS NPM_CONFIG_CACHE INIT_CWD npm_lifecycle_event npm_package_name',
    ],
    [
      'a container',
      'container HOSTS PORTS POD_NAME POD_IP KUBERNETES_SERVICE_HOST KUBERNETES_PORT KUBERNETES_PORT_443_TCP',
    ],
    ['Azure', 'WEBSITE_HOSTNAME WEBSITES_PORT MSI_ENDPOINT MSI_SECRET APPSETTING_PORT CONTAINER_APP_NAME'],
    [
      'systemd',
      'INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET STATE_DIRECTORY CACHE_DIRECTORY LOGS_DIRECTORY CREDENTIALS_DIRECTORY',
    ],
  ])('are not those of %s', async (_name, names) => {
    const env = Object.fromEntries(names.split(' ').map((name) => [name, 'x']));
    expect((await readConfig({ ...production, ...env })).doubts).toEqual([]);
  });

  it('are not those of services that Kubernetes tells of', async () => {
    const env = {
      REDIS_SERVICE_HOST: '10.0.0.9',
      REDIS_SERVICE_PORT: '6379',
      REDIS_SERVICE_PORT_REDIS: '6379',
      REDIS_PORT: 'tcp://10.0.0.9:6379',
      REDIS_PORT_6379_TCP: 'tcp://10.0.0.9:6379',
      REDIS_PORT_6379_TCP_ADDR: '10.0.0.9',
    };
    expect((await readConfig({ ...production, ...env })).doubts).toEqual([]);
    expect(await faultsOf({ ...production, REDIS_PORT: '6379' })).toEqual([expect.stringMatching(/^REDIS_PORT: /)]);
  });
});
