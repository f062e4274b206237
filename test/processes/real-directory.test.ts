import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LdapSettings } from '../../src/directories/ldap/settings.js';
import { DirectLineClient } from '../support/direct-line-client.js';
import { type Instance, startInstance } from '../support/instance.js';
import { hiddenIn, opened, post } from '../support/page-server.js';
import { PasswordForm } from '../support/password-form.js';
import { until } from '../support/programs.js';
import { sambaLacking, startSamba } from '../support/samba.js';
import { slapdLacking, startSlapd } from '../support/slapd.js';
import { type MailServer, mailServer } from '../support/smtp.js';
import { accountSid, authToken, type FakeTwilio, fakeTwilio } from '../support/twilio.js';

const PUBLIC = 'https://reset.example.test';
const PHONE = '+12025550177';
const MAIL = 'kim@home.example';
const [FIRST, SECOND, THIRD] = [
  'Quiet-Harbour-1',
  'Seven canaries sing at noon, 3 times',
  'Nine otters juggle 4 lemons',
];

/** The directory's own phone and mail prove the person: nobody has to register first. */
const POLICY = `
policies:
  - name: everyone
    gates: 2
    methods: [sms, email]
    register: { required: 2, directoryContacts: reset }
`;

interface Real {
  readonly settings: LdapSettings;
  /** By a client that knows nothing of the product: Kerberos, or ldapwhoami. */
  signsIn(password: string): Promise<boolean>;
  /** By wrong sign-ins. */
  lock(): Promise<void>;
  stop(): Promise<void>;
}

async function activeDirectory(): Promise<Real> {
  const samba = await startSamba();
  const dn = await samba.add({
    name: 'kim',
    password: FIRST,
    attributes: { mobile: PHONE, mail: MAIL, displayName: 'Kim Lee' },
  });
  return {
    settings: samba.settings,
    signsIn: async (password) => {
      const [byKerberos, byLdap] = [await samba.kinit('kim', password), await samba.whoami(dn, password)];
      expect(byKerberos).toBe(byLdap);
      return byKerberos;
    },
    async lock() {
      for (let wrong = 0; wrong < 3; wrong += 1) await samba.bind(dn, 'Not-The-Password-1');
    },
    stop: () => samba.stop(),
  };
}

async function openLdap(): Promise<Real> {
  const slapd = await startSlapd();
  const dn = await slapd.add({ uid: 'kim', password: FIRST, attributes: { mobile: PHONE, mail: MAIL } });
  return {
    settings: slapd.settings,
    signsIn: (password) => slapd.whoami(dn, password),
    async lock() {
      for (let wrong = 0; wrong < 3; wrong += 1) await slapd.bind(dn, 'Not-The-Password-1');
    },
    stop: () => slapd.stop(),
  };
}

describe.each([
  ['active-directory', 'kim@example.test', 'warning', sambaLacking(), activeDirectory],
  ['openldap', 'kim', 'ok', slapdLacking(), openLdap],
] as const)('the product in production with DIRECTORY=%s', (name, login, health, reason, start) => {
  const folder = mkdtempSync(join(tmpdir(), 'real-'));
  let real: Real;
  let mail: MailServer;
  let twilio: FakeTwilio;
  let server: Instance;
  beforeAll(async () => {
    if (reason !== undefined) return;
    [real, mail, twilio] = await Promise.all([start(), mailServer(), fakeTwilio()]);
    const { settings } = real;
    const [ca, policy] = [join(folder, 'ca.pem'), join(folder, 'policy.yaml')];
    writeFileSync(ca, settings.ca ?? '');
    writeFileSync(policy, POLICY);
    server = await startInstance({
      DATA_DIR: folder,
      DIRECTORY: name,
      SECRET_KEY: randomBytes(32).toString('base64'),
      PUBLIC_URL: PUBLIC,
      POLICY_FILE: policy,
      LDAP_URL: settings.urls.join(' '),
      LDAP_BASE_DN: settings.baseDn,
      LDAP_BIND_DN: settings.bindDn,
      LDAP_BIND_PASSWORD: settings.bindPassword,
      LDAP_CA_FILE: ca,
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_FROM: '+12025550123',
      TWILIO_API_URL: twilio.url,
      PHONE_COUNTRIES: 'US',
      SMTP_URL: `smtp://mailer:sec%20ret@127.0.0.1:${mail.port}`,
      SMTP_CA_FILE: mail.caFile,
      MAIL_FROM: 'help@example.test',
      LOG_LEVEL: 'trace',
    });
  }, 180_000);
  afterAll(async () => {
    await server?.stop();
    await Promise.all([real?.stop(), mail?.close(), twilio?.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const codes: string[] = [];
  /** Waits for a message with a code in it, after so many others; notices come in between. */
  async function codeIn(texts: () => readonly string[], before: number): Promise<string> {
    const found = (): readonly string[] =>
      texts()
        .slice(before)
        .flatMap((text) => /\b\d{8}\b/.exec(text)?.[0] ?? []);
    await until('a code comes', async () => found().length > 0);
    const code = found().at(-1) ?? '';
    codes.push(code);
    return code;
  }
  const sent = (): readonly string[] =>
    twilio.requests.filter(({ path }) => path.endsWith('/Messages.json')).map(({ form }) => String(form['Body']));
  const mailed = (): readonly string[] => mail.mails.map(({ raw }) => raw.slice(raw.indexOf('\r\n\r\n')));

  /** A chat through both proofs; resolves to the chat and what was said after the last. */
  async function proven(words: string) {
    const { address } = server;
    const chat = await DirectLineClient.begin(address);
    await chat.say(address, words);
    expect(await chat.say(address, login)).toMatch(/two proofs/);
    const texts = sent().length;
    await chat.say(address, 'text me');
    expect(await chat.say(address, await codeIn(sent, texts))).toMatch(/One more/);
    const mails = mailed().length;
    await chat.say(address, 'email');
    return { chat, said: await chat.say(address, await codeIn(mailed, mails)) };
  }
  const linkIn = (said: string, page: string): string =>
    new RegExp(`${PUBLIC}/${page}/[^"\\s]+`).exec(said)?.[0] ?? 'no link';
  const told = (what: RegExp): Promise<void> =>
    until(`a mail says ${what}`, async () => mail.mails.some(({ raw }) => what.test(raw)));

  it.skipIf(reason !== undefined)(`has nothing simulated, and is ready${reason ? ` (${reason})` : ''}`, async () => {
    const status = async (path: string, init?: RequestInit) => (await fetch(`${server.address}${path}`, init)).status;
    expect(await status('phone')).toBe(404);
    expect(await status('phone/messages.json')).toBe(404);
    expect(await status('api/messages', { method: 'POST', body: '{}' })).toBe(404);
    await until('it is ready', async () => (await status('readyz')) === 200);
    expect(await (await fetch(`${server.address}readyz`)).json()).toMatchObject({
      checks: { directory: { state: health }, conversations: { state: 'ok' }, database: { state: 'ok' } },
    });
  });

  it.skipIf(reason !== undefined)(
    'resets from the chat to the sign-in: the new password works, the old does not, and the person is told',
    async () => {
      expect(await real.signsIn(FIRST)).toBe(true);
      const { chat, said } = await proven('I forgot my password');
      const form = new PasswordForm(linkIn(said, 'password'));
      expect(await form.open(server.address)).toBe(303);
      expect((await form.get(server.address)).html).toMatch(/At least 10 characters|10 to 128 characters/);
      expect((await form.submit(server.address, SECOND)).status).toBe(200);
      await chat.until(server.address, /Done: your new password is set/);
      expect([await real.signsIn(SECOND), await real.signsIn(FIRST)]).toEqual([true, false]);
      await told(/password was changed/i);
    },
    60_000,
  );

  it.skipIf(reason !== undefined)(
    'unlocks, the password untouched',
    async () => {
      await real.lock();
      expect(await real.signsIn(SECOND).catch(() => false)).toBe(false);
      const { said } = await proven('unlock my account');
      expect(said).toMatch(/Done: your account is unlocked/);
      expect(await real.signsIn(SECOND)).toBe(true);
      await told(/was unlocked/i);
    },
    60_000,
  );

  it.skipIf(reason !== undefined)(
    'changes a known password, on pages alone',
    async () => {
      const { address } = server;
      const chat = await DirectLineClient.begin(address);
      const link = linkIn(await chat.say(address, 'change my password'), 'sign-in');
      const path = new URL(link).pathname.slice(1);
      const { cookie, fields } = await opened(`${address}${path}`);
      const answer = await post(`${address}${path}`, { ...fields, username: login, password: SECOND }, { cookie });
      const holds = { cookie: answer.headers.getSetCookie()[1]?.split(';')[0] ?? '' };
      const next = `${address}${answer.headers.get('location')?.slice(1)}`;
      const form = hiddenIn(await (await fetch(next, { headers: holds })).text());
      expect((await post(next, { ...form, password: THIRD, confirmation: THIRD }, holds)).status).toBe(200);
      await chat.until(address, /Done: your new password is set/);
      expect([await real.signsIn(THIRD), await real.signsIn(SECOND)]).toEqual([true, false]);
    },
    60_000,
  );

  it.skipIf(reason !== undefined)('wrote neither a password nor a code into its log', () => {
    const log = server.output();
    expect(log).toContain(`Directory: ${name}.`);
    expect(codes).toHaveLength(4);
    for (const secret of [FIRST, SECOND, THIRD, ...codes, real.settings.bindPassword])
      expect(log).not.toContain(secret);
  });
});
