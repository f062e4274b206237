import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { teamsFaults } from '../channels/teams/env.js';
import { entraFaults } from '../directories/graph/settings.js';
import { ldapFaults } from '../directories/ldap/settings.js';
import { unknownCountries } from '../methods/phone-number.js';
import { isNowhere } from '../networks.js';
import { smtpFaults } from '../senders/smtp.js';
import { twilioFaults } from '../senders/twilio.js';
import { webPushFaults } from '../senders/web-push.js';
import type { Settings } from './schema.js';

/** `localhost` and all under it, as RFC 6761 §6.3 has it, also with the dot of the root. */
const LOCALHOST = /^(.*\.)?localhost(\.localdomain)?\.?$/u;

/** Whether nobody else gets here by this host of an address. */
function leadsNowhere(host: string): boolean {
  const address = host.replace(/^\[|\]$/gu, '');
  return isIP(address) === 0 ? LOCALHOST.test(host) : isNowhere(address);
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/u;

const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** What is wrong between settings that are each right by themselves; each `NAME: expected …, got …`. */
export const crossFaults = (settings: Settings): readonly string[] =>
  settings.DIRECTORY ? productionFaults(settings) : evaluationFaults(settings);

/** Evaluation mode is for one person on one machine: it speaks to nobody else. */
function evaluationFaults(settings: Settings): readonly string[] {
  const { HOST, PUBLIC_URL } = settings;
  const real = [
    ...['LDAP_URL', 'LDAP_BIND_DN', 'LDAP_BIND_PASSWORD'],
    ...['ENTRA_TENANT_ID', 'ENTRA_CLIENT_ID', 'ENTRA_CLIENT_SECRET', 'ENTRA_CERTIFICATE_FILE'],
    ...['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM', 'TWILIO_VERIFY_SERVICE_SID'],
    ...['SMTP_URL', 'MAIL_FROM', 'MICROSOFT_APP_ID', 'MICROSOFT_APP_PASSWORD', 'MICROSOFT_APP_CERTIFICATE_FILE'],
    ...['DIRECT_LINE_SECRET'],
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
    ...(PUBLIC_URL !== undefined && leadsNowhere(new URL(PUBLIC_URL).hostname)
      ? ['PUBLIC_URL: expected the address people use, got one that leads no other machine here']
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
    ...(settings.SECRET_KEYS_OLD.some((old) => isSameKey(old, settings.SECRET_KEY))
      ? ['SECRET_KEYS_OLD: expected earlier keys only, got the present one']
      : []),
  ];
}

/** One key can be spelt in more than one way: base64, base64url, with and without padding. */
const isSameKey = (old: string, present = ''): boolean =>
  Buffer.from(old, 'base64').equals(Buffer.from(present, 'base64'));

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

/** Countries that have no telephone numbers: with `UK` for `GB`, no number would ever be taken. */
export async function countryFaults(settings: Settings): Promise<readonly string[]> {
  const { PHONE_COUNTRIES = '*', LDAP_PHONE_REGION } = settings;
  const named = [
    ['PHONE_COUNTRIES', PHONE_COUNTRIES.toUpperCase().split(',')],
    ['LDAP_PHONE_REGION', LDAP_PHONE_REGION === undefined ? [] : [LDAP_PHONE_REGION]],
  ] as const;
  const faults = named.map(async ([name, codes]) =>
    (await unknownCountries(codes.map((code) => code.trim()).filter((code) => code !== '*'))).map(
      (code) => `${name}: expected ISO 3166 codes of countries, like US,DE (the United Kingdom is GB), got ${code}`,
    ),
  );
  return (await Promise.all(faults)).flat();
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
