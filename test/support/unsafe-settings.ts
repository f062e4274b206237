/** Long because it is one table: settings that may not be used together, or at all, and what is said of each. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const folder = mkdtempSync(join(tmpdir(), 'reset-assistant-config-'));
export const key = randomBytes(32).toString('base64');
/** A file with this policy in it. */
export const policy = (text: string): string => {
  const file = join(folder, `${randomBytes(6).toString('hex')}.yaml`);
  writeFileSync(file, text);
  return file;
};

export const evaluation = { DATA_DIR: folder };
export const production = {
  DATA_DIR: folder,
  DIRECTORY: 'embedded',
  SECRET_KEY: key,
  PUBLIC_URL: 'https://reset.contoso.example',
};
export const ldap = {
  ...production,
  DIRECTORY: 'active-directory',
  LDAP_URL: 'ldaps://dc1.contoso.example',
  LDAP_BASE_DN: 'DC=contoso,DC=example',
  LDAP_BIND_DN: 'CN=svc,DC=contoso,DC=example',
  LDAP_BIND_PASSWORD: 'a long enough password',
};
export const twilio = {
  ...production,
  TWILIO_ACCOUNT_SID: `AC${'a1'.repeat(16)}`,
  TWILIO_AUTH_TOKEN: 'c3'.repeat(16),
  TWILIO_FROM: '+12025550123',
  PHONE_COUNTRIES: 'US',
};
const BARE = 'PUBLIC_URL: expected scheme, host and port alone: no user, path, query or fragment, got something else';
const NOWHERE = 'PUBLIC_URL: expected the address people use, got one that leads no other machine here';
const simulated = (name: string) =>
  `${name}: expected unset while DIRECTORY is not set (evaluation mode simulates it), got a value`;
const without = (env: Readonly<Record<string, string>>, name: string) =>
  Object.fromEntries(Object.entries(env).filter(([known]) => known !== name));

/** Each row must not start, and says all of this and nothing else. */
export const unsafe: readonly (readonly [string, Readonly<Record<string, string>>, ...faults: readonly string[]])[] = [
  [
    'evaluation mode open to the network',
    { ...evaluation, HOST: '0.0.0.0' },
    'HOST: expected 127.0.0.1 while DIRECTORY is not set (evaluation mode is for this machine alone), got 0.0.0.0',
  ],
  [
    'evaluation mode on every IPv6 address',
    { ...evaluation, HOST: '::' },
    'HOST: expected 127.0.0.1 while DIRECTORY is not set (evaluation mode is for this machine alone), got ::',
  ],
  [
    'evaluation mode on a private address',
    { ...evaluation, HOST: '10.0.0.5' },
    'HOST: expected 127.0.0.1 while DIRECTORY is not set (evaluation mode is for this machine alone), got 10.0.0.5',
  ],
  [
    'evaluation mode behind a public name',
    { ...evaluation, PUBLIC_URL: 'https://reset.contoso.example' },
    'PUBLIC_URL: expected an address of this machine while DIRECTORY is not set, got another host',
  ],
  [
    'evaluation mode with a real Twilio account',
    { ...without(twilio, 'DIRECTORY'), PUBLIC_URL: '' },
    simulated('TWILIO_ACCOUNT_SID'),
    simulated('TWILIO_AUTH_TOKEN'),
    simulated('TWILIO_FROM'),
  ],
  [
    'evaluation mode with a real mail server',
    { ...evaluation, SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'a@b.example' },
    simulated('SMTP_URL'),
    simulated('MAIL_FROM'),
  ],
  [
    'evaluation mode with a Teams bot',
    { ...evaluation, MICROSOFT_APP_ID: '11111111-2222-3333-4444-555555555555' },
    simulated('MICROSOFT_APP_ID'),
  ],
  [
    'evaluation mode with an LDAP server',
    { ...evaluation, LDAP_URL: 'ldaps://dc1.contoso.example' },
    simulated('LDAP_URL'),
  ],
  [
    'evaluation mode with what else belongs to real carriers and directories',
    {
      ...evaluation,
      LDAP_BIND_DN: 'CN=svc',
      LDAP_BIND_PASSWORD: 'a long enough password',
      ENTRA_CLIENT_SECRET: 'a long enough secret',
      TWILIO_FROM: '+12025550123',
      TWILIO_VERIFY_SERVICE_SID: `VA${'a1'.repeat(16)}`,
      MAIL_FROM: 'a@b.example',
      MICROSOFT_APP_PASSWORD: 'a long enough password',
    },
    ...['LDAP_BIND_DN', 'LDAP_BIND_PASSWORD', 'ENTRA_CLIENT_SECRET', 'TWILIO_FROM', 'TWILIO_VERIFY_SERVICE_SID'].map(
      simulated,
    ),
    ...['MAIL_FROM', 'MICROSOFT_APP_PASSWORD'].map(simulated),
  ],
  [
    'production without a key',
    without(production, 'SECRET_KEY'),
    'SECRET_KEY: expected 32 random bytes in base64 (openssl rand -base64 32), got nothing',
  ],
  [
    'production with a short key',
    { ...production, SECRET_KEY: 'c2hvcnQ=' },
    'SECRET_KEY: expected 32 bytes in base64 (openssl rand -base64 32), got something else',
  ],
  [
    'production with a key of zeros',
    { ...production, SECRET_KEY: Buffer.alloc(32).toString('base64') },
    'SECRET_KEY: expected 32 random bytes, got a pattern',
  ],
  [
    'production with a key of words',
    { ...production, SECRET_KEY: Buffer.from('aaaabbbbccccddddaaaabbbbccccdddd').toString('base64') },
    'SECRET_KEY: expected 32 random bytes, got a pattern',
  ],
  [
    'an old key that is the present one',
    { ...production, SECRET_KEYS_OLD: key },
    'SECRET_KEYS_OLD: expected earlier keys only, got the present one',
  ],
  [
    'an old key that is the present one, spelt otherwise',
    {
      ...production,
      SECRET_KEYS_OLD: `${randomBytes(32).toString('base64')},${Buffer.from(key, 'base64').toString('base64url')}`,
    },
    'SECRET_KEYS_OLD: expected earlier keys only, got the present one',
  ],
  [
    'an old key that is none',
    { ...production, SECRET_KEYS_OLD: 'nonsense' },
    'SECRET_KEYS_OLD: expected 32 bytes in base64 (openssl rand -base64 32), got something else',
  ],
  [
    'production without a public address',
    without(production, 'PUBLIC_URL'),
    'PUBLIC_URL: expected the https address people reach this server at, got nothing',
  ],
  [
    'production over http',
    { ...production, PUBLIC_URL: 'http://reset.contoso.example' },
    'PUBLIC_URL: expected an https address in production, got http',
  ],
  ['production with a loopback address', { ...production, PUBLIC_URL: 'https://127.0.0.1:3978' }, NOWHERE],
  ['a public address with a path', { ...production, PUBLIC_URL: 'https://contoso.example/reset' }, BARE],
  ['production at localhost.', { ...production, PUBLIC_URL: 'https://localhost.' }, NOWHERE],
  ['production at reset.localhost', { ...production, PUBLIC_URL: 'https://reset.localhost' }, NOWHERE],
  ['production at localhost.localdomain', { ...production, PUBLIC_URL: 'https://localhost.localdomain' }, NOWHERE],
  ['production at 0.0.0.0', { ...production, PUBLIC_URL: 'https://0.0.0.0' }, NOWHERE],
  ['production at 127.1', { ...production, PUBLIC_URL: 'https://127.1' }, NOWHERE],
  ['production at [::]', { ...production, PUBLIC_URL: 'https://[::]' }, NOWHERE],
  ['production at [::1]', { ...production, PUBLIC_URL: 'https://[::1]' }, NOWHERE],
  ['production at [::ffff:127.0.0.1]', { ...production, PUBLIC_URL: 'https://[::ffff:127.0.0.1]' }, NOWHERE],
  ['production at 169.254.10.1', { ...production, PUBLIC_URL: 'https://169.254.10.1' }, NOWHERE],
  ['production at [fe80::1]', { ...production, PUBLIC_URL: 'https://[fe80::1]' }, NOWHERE],
  ['production at 255.255.255.255', { ...production, PUBLIC_URL: 'https://255.255.255.255' }, NOWHERE],
  ['a public address with a user', { ...production, PUBLIC_URL: 'https://u:p@contoso.example' }, BARE],
  ['a public address with a fragment', { ...production, PUBLIC_URL: 'https://contoso.example/#x' }, BARE],
  [
    'a directory nobody knows',
    { ...production, DIRECTORY: 'novell' },
    'DIRECTORY: expected one of embedded, active-directory, openldap, entra, entra+active-directory, got novell',
  ],
  [
    'the chat button on http pages',
    { ...production, WIDGET_ORIGINS: 'http://intranet.contoso.example' },
    'WIDGET_ORIGINS: expected https origins in production, got http',
  ],
  [
    'the chat button on pages with a path',
    { ...production, WIDGET_ORIGINS: 'https://intranet.contoso.example/page' },
    'WIDGET_ORIGINS: expected origins of pages, like https://intranet.example, space separated, got something else',
  ],
  [
    'the chat button anywhere',
    { ...production, WIDGET_ORIGINS: '*' },
    'WIDGET_ORIGINS: expected origins of pages, like https://intranet.example, space separated, got "*"',
  ],
  [
    'LDAP in plain text',
    { ...ldap, LDAP_URL: 'ldap://dc1.contoso.example' },
    'LDAP_URL: expected ldaps://, or ldap:// together with LDAP_STARTTLS=true; passwords are never sent in the clear.',
  ],
  [
    'one plain LDAP server among safe ones',
    { ...ldap, LDAP_URL: 'ldaps://dc1.contoso.example ldap://dc2.contoso.example' },
    'LDAP_URL: expected ldaps://, or ldap:// together with LDAP_STARTTLS=true; passwords are never sent in the clear.',
  ],
  [
    'LDAP without a server',
    without(ldap, 'LDAP_URL'),
    'LDAP_URL: expected a value, because DIRECTORY needs an LDAP server; it is not set.',
  ],
  [
    'LDAP without a base',
    without(ldap, 'LDAP_BASE_DN'),
    'LDAP_BASE_DN: expected a value, because DIRECTORY needs an LDAP server; it is not set.',
  ],
  [
    'an anonymous LDAP bind',
    without(ldap, 'LDAP_BIND_DN'),
    'LDAP_BIND_DN: expected a value, because DIRECTORY needs an LDAP server; it is not set.',
  ],
  [
    'an LDAP bind without a password',
    without(ldap, 'LDAP_BIND_PASSWORD'),
    'LDAP_BIND_PASSWORD: expected a value, because DIRECTORY needs an LDAP server; it is not set.',
  ],
  [
    'an LDAP authority that cannot be read',
    { ...ldap, LDAP_CA_FILE: '/nowhere/ca.pem' },
    'LDAP_CA_FILE: expected a readable file with a PEM certificate, got "/nowhere/ca.pem".',
  ],
  [
    'certificate checks switched off for LDAP',
    { ...ldap, LDAP_TLS_REJECT_UNAUTHORIZED: 'false' },
    'LDAP_TLS_REJECT_UNAUTHORIZED: expected no such setting, got one (.env.example has the names)',
  ],
  [
    'certificate checks switched off for everything',
    { ...production, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    'NODE_TLS_REJECT_UNAUTHORIZED: expected unset, got 0: certificate checks cannot be switched off',
  ],
  [
    'Entra without a tenant',
    { ...production, DIRECTORY: 'entra' },
    'ENTRA_TENANT_ID: expected the tenant id (a GUID) or a domain of the tenant.',
    'ENTRA_CLIENT_ID: expected the application (client) id of the app registration, a GUID.',
    'ENTRA_CLIENT_SECRET: expected either this or ENTRA_CERTIFICATE_FILE, and not both.',
  ],
  [
    'Twilio without a token',
    without(twilio, 'TWILIO_AUTH_TOKEN'),
    'TWILIO_AUTH_TOKEN: expected the token of the account, got nothing',
  ],
  [
    'Twilio without a sender',
    without(twilio, 'TWILIO_FROM'),
    'TWILIO_FROM: expected a number, or TWILIO_VERIFY_SERVICE_SID instead, got neither',
  ],
  [
    'Twilio over http',
    { ...twilio, TWILIO_API_URL: 'http://twilio.example' },
    'TWILIO_API_URL: expected an https address (http on this machine only), got something else',
  ],
  [
    'texts to no country in particular',
    without(twilio, 'PHONE_COUNTRIES'),
    'PHONE_COUNTRIES: expected the countries texts and calls may go to, like US,DE, got nothing',
  ],
  [
    'texts to a country that is none',
    { ...twilio, PHONE_COUNTRIES: 'US,XX' },
    'PHONE_COUNTRIES: expected ISO 3166 codes of countries, like US,DE (the United Kingdom is GB), got XX',
  ],
  [
    'numbers of a country that is none',
    { ...ldap, LDAP_PHONE_REGION: 'UK' },
    'LDAP_PHONE_REGION: expected ISO 3166 codes of countries, like US,DE (the United Kingdom is GB), got UK',
  ],
  [
    'a mail password with a bare percent sign',
    { ...production, SMTP_URL: 'smtp://user:100%@mail.example', MAIL_FROM: 'a@b.example' },
    'SMTP_URL: expected user and password percent-encoded (% is %25, @ is %40), got a % that stands for nothing',
  ],
  [
    'mail through no host',
    { ...production, SMTP_URL: 'smtps://', MAIL_FROM: 'a@b.example' },
    'SMTP_URL: expected smtps://user:password@host:465, or smtp://…:587 (STARTTLS is demanded), got something else',
  ],
  [
    'mail without a sender',
    { ...production, SMTP_URL: 'smtps://mail.example' },
    'MAIL_FROM: expected an address because SMTP_URL is set, got nothing',
  ],
  [
    'a mail sender that is two',
    { ...production, SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'a@b.example,c@d.example' },
    'MAIL_FROM: expected one address, or a name and <address>, got "a@b.example,c@d.example"',
  ],
  [
    'mail over something else',
    { ...production, SMTP_URL: 'http://mail.example', MAIL_FROM: 'a@b.example' },
    'SMTP_URL: expected smtps://user:password@host:465, or smtp://…:587 (STARTTLS is demanded), got something else',
  ],
  [
    'push keys that are no pair',
    { ...production, VAPID_PUBLIC_KEY: 'B'.repeat(87), VAPID_PRIVATE_KEY: 'c'.repeat(43) },
    'VAPID_PUBLIC_KEY: expected the public half of VAPID_PRIVATE_KEY, got another key',
  ],
  [
    'push services that are addresses',
    { ...production, PUSH_SERVICES: 'https://push.example/' },
    'PUSH_SERVICES: expected host names, space separated, got "https://push.example/"',
  ],
  [
    'half a pair of push keys',
    { ...production, VAPID_PUBLIC_KEY: 'B'.repeat(87) },
    'VAPID_PRIVATE_KEY: expected both keys of the pair or neither, got one',
  ],
  [
    'Teams without a credential',
    { ...production, MICROSOFT_APP_ID: '11111111-2222-3333-4444-555555555555' },
    'MICROSOFT_APP_PASSWORD: expected exactly one of it, MICROSOFT_APP_CERTIFICATE_FILE and MICROSOFT_APP_MANAGED_IDENTITY, got none',
    "MICROSOFT_APP_TENANT_ID: expected the tenant id of the bot's app registration, got nothing",
  ],
  [
    'Azure Direct Line without a bot',
    { ...production, DIRECT_LINE_SECRET: 'x'.repeat(40) },
    "MICROSOFT_APP_ID: expected the bot's application id because DIRECT_LINE_SECRET is set, got nothing",
  ],
  [
    'a misspelt setting of ours',
    { ...production, SECRET_KEY_OLD: key },
    'SECRET_KEY_OLD: expected no such setting, got one; did you mean SECRET_KEYS_OLD?',
  ],
  [
    'a misspelt LDAP setting',
    { ...ldap, LDAP_URI: 'ldaps://dc1' },
    'LDAP_URI: expected no such setting, got one; did you mean LDAP_URL?',
  ],
  [
    'a policy that is not there',
    { ...production, POLICY_FILE: '/nowhere/policy.yaml' },
    'POLICY_FILE: expected a readable file, got /nowhere/policy.yaml',
  ],
  [
    'a policy with an unknown key',
    { ...production, POLICY_FILE: policy('policies: [{ name: all, gate: 1, methods: [authenticator-code] }]') },
    'POLICY_FILE: line 1: policies[1].gate: there is no such key; did you mean gates?',
  ],
  [
    'a policy with a method nothing carries',
    { ...production, POLICY_FILE: policy('policies: [{ name: all, gates: 2, methods: [authenticator-code, sms] }]') },
    'POLICY_FILE: policy "all" names sms: expected TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM as well, got nothing',
  ],
  [
    'an authenticator alone without saying so',
    { ...production, POLICY_FILE: policy('policies: [{ name: all, gates: 1, methods: [authenticator-code] }]') },
    'POLICY_FILE: policy "all": The authenticator app would be the only method: set allowAuthenticatorOnly: true, or enable another method. (authenticator-only)',
  ],
  [
    'questions as the only proof',
    { ...production, POLICY_FILE: policy('policies: [{ name: all, gates: 1, methods: [security-questions] }]') },
    'POLICY_FILE: policy "all": Nobody could ever reset: it asks for 1 independent proofs and none of its methods counts. (methods)',
    'POLICY_FILE: policy "all": register.required is 1, but the methods make 0 independent proofs at most. (registration)',
  ],
  [
    'no policy at all in the file',
    { ...production, POLICY_FILE: policy('policies: []') },
    'POLICY_FILE: line 1: policies: expected at least 1 entries, got an empty list',
  ],
  ['a port that is none', { ...production, PORT: '70000' }, 'PORT: expected a port, 0 to 65535, got "70000"'],
  ['half a port', { ...production, PORT: '80.5' }, 'PORT: expected a port, 0 to 65535, got "80.5"'],
  [
    'a level of the log nobody knows',
    { ...production, LOG_LEVEL: 'loud' },
    'LOG_LEVEL: expected one of "silent"|"fatal"|"error"|"warn"|"info"|"debug"|"trace", got "loud"',
  ],
  [
    'Redis by another scheme',
    { ...production, REDIS_URL: 'http://127.0.0.1:6379' },
    'REDIS_URL: expected redis://, rediss://, redis+sentinel://host:port,host:port/masterName or redis+cluster://host:port,host:port, got something else',
  ],
  [
    'a database nobody knows',
    { ...production, DATABASE_URL: 'mysql://127.0.0.1/reset' },
    'DATABASE_URL: expected postgres://user:password@host/name, got something else',
  ],
];
