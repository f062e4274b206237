import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { codeMessage } from '../../src/notices/notices.js';
import type { Message, Sender } from '../../src/senders/sender.js';
import { smtpEnv, smtpFaults, smtpSender } from '../../src/senders/smtp.js';
import { type MailServer, mailServer, silentServer } from '../support/smtp.js';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function receiving(kind: 'starttls' | 'tls' | 'plain' = 'starttls'): Promise<MailServer> {
  const server = await mailServer(kind);
  opened.push(server);
  return server;
}

function sending(settings: Parameters<typeof smtpSender>[0]): Sender {
  const sender = smtpSender({ connectMs: 1000, ...settings });
  opened.push(sender);
  return sender;
}

const from = 'Contoso Helpdesk <reset@contoso.example>';
const mail = (change: object = {}): Message => ({
  kind: 'email',
  to: 'ada@home.example',
  subject: 'Contoso: your code',
  text: 'The code is 12345678.',
  html: '<p>The code is 12345678.</p>',
  ...change,
});

describe('mail through SMTP', () => {
  test('is looked after without sending one', async () => {
    const server = await receiving('starttls');
    const url = `smtp://mailer:sec%20ret@127.0.0.1:${server.port}`;
    await sending({ url, from, caFile: server.caFile }).ping?.();
    expect(server.mails).toEqual([]);
    await expect(sending({ url, from }).ping?.()).rejects.toMatchObject({ code: 'ERR_MESSAGE_REFUSED' });
  });

  test('is sent again once the file of the authority is there that was not', async () => {
    const server = await receiving('starttls');
    const caFile = join(mkdtempSync(join(tmpdir(), 'smtp-')), 'ca.pem');
    const url = `smtp://mailer:sec%20ret@127.0.0.1:${server.port}`;
    const sender = sending({ url, from, caFile });
    await expect(sender.send(mail())).rejects.toMatchObject({ code: 'ERR_MESSAGE_REFUSED' });
    copyFileSync(server.caFile, caFile);
    await sender.send(mail());
    expect(server.mails).toHaveLength(1);
  });

  test.each(['starttls', 'tls'] as const)(
    'arrives under %s, signed in, for one address, as plain text and HTML',
    async (kind) => {
      const server = await receiving(kind);
      const url = `${kind === 'tls' ? 'smtps' : 'smtp'}://mailer:sec%20ret@127.0.0.1:${server.port}`;
      await sending({ url, from, caFile: server.caFile }).send(mail());
      const [received] = server.mails;
      expect(received).toMatchObject({
        from: 'reset@contoso.example',
        to: ['ada@home.example'],
        secure: true,
        user: 'mailer',
      });
      const parsed = await simpleParser(received?.raw ?? '');
      expect(parsed.subject).toBe('Contoso: your code');
      expect(parsed.text?.trim()).toBe('The code is 12345678.');
      expect(parsed.html).toContain('<p>The code is 12345678.</p>');
      expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
      expect([...parsed.headers.keys()].sort()).toEqual(
        ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'].sort(),
      );
    },
  );

  test('is not sent where the server offers no TLS', async () => {
    const server = await receiving('plain');
    const sender = sending({ url: `smtp://mailer:sec%20ret@127.0.0.1:${server.port}`, from, caFile: server.caFile });
    await expect(sender.send(mail())).rejects.toMatchObject({ code: 'ERR_MESSAGE_REFUSED' });
    expect(server.mails).toEqual([]);
  });

  test('is not sent to a server whose certificate nobody we trust has signed', async () => {
    const server = await receiving();
    const sender = sending({ url: `smtp://mailer:sec%20ret@127.0.0.1:${server.port}`, from });
    await expect(sender.send(mail())).rejects.toMatchObject({ code: 'ERR_MESSAGE_REFUSED' });
    expect(server.mails).toEqual([]);
  });

  test.each([
    ['an address the server refuses', 'mailer:sec%20ret', 'refused@home.example', { code: 'EENVELOPE', status: 550 }],
    ['a wrong password', 'mailer:wrong', 'ada@home.example', { code: 'EAUTH', status: 535 }],
  ])('says why with %s, and nothing of the address or the mail', async (_what, login, to, cause) => {
    const server = await receiving();
    const sender = sending({ url: `smtp://${login}@127.0.0.1:${server.port}`, from, caFile: server.caFile });
    const error: unknown = await sender.send(mail({ to })).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_MESSAGE_REFUSED', cause });
    expect(`${error}${JSON.stringify(error)}`).not.toMatch(/home\.example|12345678|sec ret/);
  });

  test('gives up on a server that says nothing', async () => {
    const server = await silentServer();
    opened.push(server);
    const sender = sending({ url: `smtp://127.0.0.1:${server.port}`, from, connectMs: 200 });
    await expect(sender.send(mail())).rejects.toMatchObject({ cause: { code: 'ETIMEDOUT' } });
  });

  test('gives up on a server that is not there', async () => {
    const server = await silentServer();
    await server.close();
    const sender = sending({ url: `smtp://127.0.0.1:${server.port}`, from });
    await expect(sender.send(mail())).rejects.toMatchObject({
      code: 'ERR_MESSAGE_REFUSED',
      cause: { code: 'ESOCKET' },
    });
  });

  test.each([
    'a@home.example,eve@evil.example',
    'a@home.example\r\nBcc: eve@evil.example',
    'Eve <eve@evil.example>',
    '',
  ])('is not sent to %j', async (to) => {
    const server = await receiving();
    const sender = sending({ url: `smtp://mailer:sec%20ret@127.0.0.1:${server.port}`, from, caFile: server.caFile });
    await expect(sender.send(mail({ to }))).rejects.toMatchObject({ code: 'ERR_MESSAGE_REFUSED' });
    expect(server.mails).toEqual([]);
  });

  test.each([
    'Contoso\r\nBcc: eve@evil.example',
    'Contoso\n\n<script>alert(1)</script>',
    'Contoso\0\r\nX-Evil: 1',
    '=?utf-8?Q?=0D=0ABcc:_eve@evil.example?=',
    'Contoso\u2028Bcc: eve@evil.example',
  ])('an organisation named %j adds no header and no element', async (organisation) => {
    const server = await receiving();
    const sender = sending({ url: `smtp://mailer:sec%20ret@127.0.0.1:${server.port}`, from, caFile: server.caFile });
    const worded = codeMessage({
      organisation,
      login: 'ada@contoso.example',
      code: '12345678',
      purpose: 'reset',
      minutes: 5,
      locale: 'en',
    });
    await sender.send(mail(worded));
    const [received] = server.mails;
    expect(received?.to).toEqual(['ada@home.example']);
    const parsed = await simpleParser(received?.raw ?? '');
    expect([...parsed.headers.keys()].sort()).toEqual(
      ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'].sort(),
    );
    expect(parsed.html).not.toContain('<script');
  });
});

describe('the mail settings', () => {
  const shape = z.object(smtpEnv);

  test.each([
    [{ SMTP_URL: 'http://mail.example' }, 'SMTP_URL'],
    [{ SMTP_URL: 'mail.example' }, 'SMTP_URL'],
    [{ MAIL_FROM: 'a@b.example, c@d.example' }, 'MAIL_FROM'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM'],
  ])('%j is refused by name', (env, name) => {
    const parsed = shape.safeParse(env);
    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual([name]);
    expect(parsed.error?.issues[0]?.message).toMatch(/^expected /);
  });

  test('come together', () => {
    expect(smtpFaults({ SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'a@b.example' })).toEqual([]);
    expect(smtpFaults({})).toEqual([]);
    expect(smtpFaults({ SMTP_URL: 'smtps://mail.example' })[0]).toMatch(/^MAIL_FROM: expected/);
    expect(smtpFaults({ MAIL_FROM: 'a@b.example' })[0]).toMatch(/^SMTP_URL: expected/);
  });
});
