import { readFile } from 'node:fs/promises';
import type { Transporter } from 'nodemailer';
import { z } from 'zod';
import { MessageRefused } from '../errors.js';
import { carrierFault } from './carrier-fault.js';
import type { Sender } from './sender.js';

const CONNECT_MS = 5_000;
const IDLE_MS = 10_000;
const CONNECTIONS = 3;
const URL_EXPECTED = 'expected smtps://user:password@host:465, or smtp://…:587 (STARTTLS is demanded)';
const ADDRESS = /^[^\s@,;:<>()[\]\\"]{1,64}@[^\s@,;:<>()[\]\\"]{1,190}$/;
const SENDER = /^(?:[^\r\n<>",;]{1,100}\s)?<?([^\s@,;:<>()[\]\\"]{1,64}@[^\s@,;:<>()[\]\\"]{1,190})>?$/;

/** What the mail sender reads from the environment. */
export const smtpEnv = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: URL_EXPECTED, abort: true })
    .refine((url) => new URL(url).hostname !== '', URL_EXPECTED)
    .refine(
      (url) => credentialsOf(new URL(url)) !== undefined,
      'expected user and password percent-encoded (% is %25, @ is %40), got a % that stands for nothing',
    )
    .optional(),
  MAIL_FROM: z.string().regex(SENDER, 'expected one address, or a name and <address>').optional(),
  /** PEM of the authority that signed the mail server's certificate, where it is not a public one. */
  SMTP_CA_FILE: z.string().min(1, 'expected the path of a PEM file').optional(),
};

export interface SmtpSettings {
  readonly url: string;
  readonly from: string;
  readonly caFile?: string | undefined;
  /** Least patience for a silent server; for tests. */
  readonly connectMs?: number | undefined;
}

/** Faults between the settings, each `NAME: expected …, got …`. */
export function smtpFaults(env: {
  readonly SMTP_URL?: string | undefined;
  readonly MAIL_FROM?: string | undefined;
}): string[] {
  if (env.SMTP_URL && !env.MAIL_FROM) return ['MAIL_FROM: expected an address because SMTP_URL is set, got nothing'];
  if (env.MAIL_FROM && !env.SMTP_URL) return ['SMTP_URL: expected an address because MAIL_FROM is set, got nothing'];
  return [];
}

/** Mail through one SMTP server, always under TLS with its certificate checked. */
export function smtpSender(settings: SmtpSettings): Sender {
  let opened: Promise<Transporter> | undefined;
  const transport = async (): Promise<Transporter> => {
    opened ??= open(settings);
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  return {
    carries: ['email'],
    async send(message) {
      if (message.kind !== 'email') throw new MessageRefused('Only mails go through SMTP.');
      if (!ADDRESS.test(message.to))
        throw new MessageRefused('The mail was not sent: its address is not one plain address.');
      const { to, subject, text, html } = message;
      try {
        await (await transport()).sendMail({
          from: settings.from,
          to: { name: '', address: to },
          envelope: { from: SENDER.exec(settings.from)?.[1] ?? settings.from, to: [to] },
          subject: subject.replace(/[\r\n\0]+/g, ' '),
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        const fault = carrierFault(error, 'responseCode');
        throw new MessageRefused(`The mail server did not take the mail (${fault.code} ${fault.status ?? ''}).`, {
          cause: fault,
        });
      }
    },
    async ping() {
      try {
        await (await transport()).verify();
      } catch (error) {
        const fault = carrierFault(error, 'responseCode');
        throw new MessageRefused(`The mail server does not answer as it should (${fault.code}).`, { cause: fault });
      }
    },
    async close() {
      if (opened) (await opened).close();
    },
  };
}

/** As they were before they were put into the address; undefined where a % stands for nothing. */
function credentialsOf({ username, password }: URL): { readonly user: string; readonly pass: string } | undefined {
  try {
    return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
}

async function open(settings: SmtpSettings): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const url = new URL(settings.url);
  const secure = url.protocol === 'smtps:';
  const ca = settings.caFile === undefined ? undefined : await readFile(settings.caFile, 'utf8');
  return createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    host: url.hostname,
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    requireTLS: true,
    ...(url.username ? { auth: credentialsOf(url) } : {}),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: settings.connectMs ?? CONNECT_MS,
    greetingTimeout: settings.connectMs ?? CONNECT_MS,
    socketTimeout: IDLE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
