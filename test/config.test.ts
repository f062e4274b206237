import { describe, expect, it } from 'vitest';
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
    [{ ...production, LOCALE: 'xx' }, 'LOCALE: expected one of the languages of messages: en, de, fr, es'],
    [{ ...production, LOCALE: 'de_DE.UTF-8' }, 'LOCALE: expected one of the languages of messages: en, de, fr, es'],
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
