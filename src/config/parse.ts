import { type Settings, schema } from './schema.js';

/** What stands for a setting at fault while the others are checked, where others are demanded or allowed because it is set. */
const STAND_INS: Readonly<Record<string, string>> = {
  DIRECTORY: 'embedded',
  MICROSOFT_APP_ID: '00000000-0000-0000-0000-000000000000',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: '0'.repeat(32),
  TWILIO_FROM: '+12025550123',
  TWILIO_VERIFY_SERVICE_SID: `VA${'0'.repeat(32)}`,
  SMTP_URL: 'smtps://mail.invalid',
  MAIL_FROM: 'nobody@mail.invalid',
  VAPID_PUBLIC_KEY: 'A'.repeat(87),
  VAPID_PRIVATE_KEY: 'A'.repeat(43),
};

/**
 * Every setting by itself: one fault a setting, `NAME: expected …`. With faults, `settings` are good for nothing but checking what is
 * between them: a setting at fault is a valid one then, or not there.
 */
export function parseSettings(given: Readonly<Record<string, string | undefined>>): {
  readonly settings: Settings;
  readonly faults: readonly string[];
} {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { settings: parsed.data, faults: [] };
  const faults = new Map<string, string>();
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0]);
    if (!faults.has(name)) faults.set(name, worded(name, message, given[name] ?? ''));
  }
  const sound = Object.entries(given).filter(([name]) => !faults.has(name));
  const standIns = Object.entries(STAND_INS).filter(([name]) => faults.has(name));
  return { settings: schema.parse(Object.fromEntries([...sound, ...standIns])), faults: [...faults.values()] };
}

/** `expected …, got …`, also of what the schema library says in its own way ("Too big: expected number to be <=9"). */
function worded(name: string, message: string, value: string): string {
  const expected = message.replace(/^.*?(?=expected )/u, '').replace(/, received .*$/u, '');
  return `${name}: ${expected.includes(', got ') ? expected : `${expected}, got ${shown(name, value)}`}`;
}

/** Settings that are secrets, or may have one in them. */
const SECRET = /KEY|TOKEN|PASSWORD|SECRET|URL|HEADER|ENDPOINT/u;

/** Never a secret, nor what may be one put in the wrong place: tokens and passwords made by machines are longer. */
const shown = (name: string, value: string): string =>
  SECRET.test(name) || value.length > 24 ? 'something else' : `"${value}"`;
