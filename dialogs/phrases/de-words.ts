import { minutesLeft } from './minutes-left.js';

/** What methods are called when they are set up or listed. */
export const METHODS: Readonly<Record<string, string>> = {
  'authenticator-notification': 'App-Benachrichtigung',
  'authenticator-code': 'Authenticator-App',
  'recovery-code': 'Wiederherstellungscodes',
  'teams-approval': 'Bestätigung in Teams',
  sms: 'SMS',
  voice: 'Anruf',
  email: 'E-Mail',
  'security-questions': 'Sicherheitsfragen',
};

export const methodName = (method: string): string => METHODS[method] ?? method;

const day = new Intl.DateTimeFormat('de', { dateStyle: 'long', timeZone: 'UTC' });

/** "24. November 2026". */
export const dayOf = (at: number): string => day.format(at);

/** "SMS, Anruf und E-Mail". */
export const joined = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} und ${names.at(-1)}`;

/** After "in": "12 Sekunden", "5 Minuten", "24 Stunden", "7 Tagen". */
export function span(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return counted(seconds, 'einer Sekunde', 'Sekunden');
  if (seconds < 5400) return counted(Math.ceil(seconds / 60), 'einer Minute', 'Minuten');
  if (seconds < 172_801) return counted(Math.ceil(seconds / 3600), 'einer Stunde', 'Stunden');
  return counted(Math.ceil(seconds / 86_400), 'einem Tag', 'Tagen');
}

/** How long something is good, "5 Minuten lang". */
export function forMinutes(ms: number): string {
  const minutes = minutesLeft(ms);
  return minutes > 1
    ? `${minutes} Minuten lang`
    : minutes === 1
      ? 'etwa eine Minute lang'
      : 'weniger als eine Minute lang';
}

const counted = (count: number, one: string, many: string): string => (count === 1 ? one : `${count} ${many}`);

/** "einen Versuch", "2 Versuche". */
export const tries = (left: number): string => counted(left, 'einen Versuch', 'Versuche');

/** Remarks that are the same whatever is under way. */
export const REMARKS = {
  'only-on-page':
    'Bitte antworten Sie nur auf der Seite, niemals hier. Was Sie geschrieben haben, habe ich nicht verwendet und, wo ich es kann, verborgen. Wenn die Seite zu ist, schreiben Sie „Noch einmal senden“; dann bekommen Sie eine neue.',
  'other-questions':
    'Diese Antworten passten nicht. Auf der Seite stehen jetzt andere Fragen: Bitte versuchen Sie es dort noch einmal. Wenn sie zu ist, schreiben Sie „Noch einmal senden“; dann bekommen Sie eine neue.',
  'other-ways':
    'Gern. Sie können aus dem wählen, was hier steht. Wenn nichts davon für Sie geht, schreiben Sie „Mit einem Menschen sprechen“.',
  'without-phone': 'Gut, ohne Ihr Handy: Was ohne geht, steht zuerst.',
  'only-by-phone':
    'Ohne Ihr Handy komme ich hier nicht weiter: Alles, was übrig ist, braucht es. Kommen Sie wieder, wenn Sie es haben, oder schreiben Sie „Mit einem Menschen sprechen“.',
  'nothing-sent': 'Hier gibt es nichts, was ich noch einmal senden könnte.',
} as const;
