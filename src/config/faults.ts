import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { teamsFaults } from '../channels/teams/env.js';
import { entraFaults } from '../directories/graph/settings.js';
import { ldapFaults } from '../directories/ldap/settings.js';
import { smtpFaults } from '../senders/smtp.js';
import { twilioFaults } from '../senders/twilio.js';
import { webPushFaults } from '../senders/web-push.js';
import type { Settings } from './schema.js';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/u;

export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** What is wrong between settings that are each right by themselves; each `NAME: expected …, got …`. */
export const crossFaults = (settings: Settings): readonly string[] =>
  settings.DIRECTORY ? productionFaults(settings) : evaluationFaults(settings);

/** Evaluation mode is for one person on one machine: it speaks to nobody else. */
function evaluationFaults(settings: Settings): readonly string[] {
  const { HOST, PUBLIC_URL } = settings;
  const real = [
    ...['LDAP_URL', 'ENTRA_TENANT_ID', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'SMTP_URL'],
    ...['MICROSOFT_APP_ID', 'DIRECT_LINE_SECRET'],
  ].filter((name) => settings[name as keyof Settings] !== undefined);
  return [
    ...(isLoopback(HOST)
      ? []
      : [
          `HOST: expected 127.0.0.1 while DIRECTORY is not set (evaluation mode is for this machine alone), got ${HOST}`,
        ]),
    ...(PUBLIC_URL === undefined || isLoopback(new URL(PUBLIC_URL).hostname)
      ? []
      : ['PUBLIC_URL: expected an address of this machine while DIRECTORY is not set, got another host']),
    ...real.map(
      (name) => `${name}: expected unset while DIRECTORY is not set (evaluation mode simulates it), got a value`,
    ),
  ];
}

function productionFaults(settings: Settings): readonly string[] {
  const { DIRECTORY = '', PUBLIC_URL } = settings;
  const missing = (name: keyof Settings, what: string) =>
    settings[name] === undefined ? [`${name}: expected ${what}, got nothing`] : [];
  return [
    ...missing('SECRET_KEY', '32 random bytes in base64 (openssl rand -base64 32)'),
    ...missing('PUBLIC_URL', 'the https address people reach this server at'),
    ...(PUBLIC_URL !== undefined && !PUBLIC_URL.startsWith('https://')
      ? ['PUBLIC_URL: expected an https address in production, got http']
      : []),
    ...(PUBLIC_URL !== undefined && isLoopback(new URL(PUBLIC_URL).hostname)
      ? ['PUBLIC_URL: expected the address people use, got one of this machine']
      : []),
    ...settings.WIDGET_ORIGINS.filter((origin) => !origin.startsWith('https://')).map(
      () => 'WIDGET_ORIGINS: expected https origins in production, got http',
    ),
    ...(DIRECTORY === 'active-directory' || DIRECTORY === 'openldap' || DIRECTORY === 'entra+active-directory'
      ? ldapFaults(settings)
      : []),
    ...(DIRECTORY.startsWith('entra') ? entraFaults(settings) : []),
    ...twilioFaults(settings),
    ...(settings.TWILIO_ACCOUNT_SID !== undefined
      ? missing('PHONE_COUNTRIES', 'the countries texts and calls may go to, like US,DE')
      : []),
    ...smtpFaults(settings),
    ...teamsFaults(settings, DIRECTORY),
    ...webPushFaults(settings),
    ...authorityFaults(settings),
    ...(settings.SECRET_KEY !== undefined && settings.SECRET_KEYS_OLD.includes(settings.SECRET_KEY)
      ? ['SECRET_KEYS_OLD: expected earlier keys only, got the present one']
      : []),
  ];
}

/** Authorities beside the public ones: a file that cannot be used would only be noticed at the first message. */
function authorityFaults(settings: Settings): readonly string[] {
  return (['SMTP_CA_FILE', 'PUSH_CA_FILE'] as const).flatMap((name) => {
    const file = settings[name];
    if (file === undefined) return [];
    try {
      new X509Certificate(readFileSync(file));
      return [];
    } catch {
      return [`${name}: expected a readable file with a certificate in PEM, got "${file}"`];
    }
  });
}

/** Methods that cannot be asked because their carrier is not configured, with the settings they lack. */
export function lacking(settings: Settings): ReadonlyMap<string, string> {
  if (!settings.DIRECTORY) return new Map();
  const needs: readonly (readonly [string, boolean, string])[] = [
    [
      'sms',
      Boolean(settings.TWILIO_FROM || settings.TWILIO_VERIFY_SERVICE_SID),
      'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM',
    ],
    [
      'voice',
      settings.TWILIO_FROM?.startsWith('+') === true,
      'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and a number as TWILIO_FROM',
    ],
    ['email', settings.SMTP_URL !== undefined, 'SMTP_URL and MAIL_FROM'],
    ['authenticator-notification', settings.VAPID_PUBLIC_KEY !== undefined, 'VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY'],
    ['teams-approval', settings.MICROSOFT_APP_ID !== undefined, 'MICROSOFT_APP_ID'],
  ];
  return new Map(needs.filter(([, met]) => !met).map(([method, , what]) => [method, what]));
}
