import type { Occasion } from '../../methods/method.js';
import type { NoticeFacts, NoticeKind, Paragraph, Texts } from '../notices.js';

const FEW_CODES = 2;

/** After "um" or "gebeten," */
const purposes: Readonly<Record<Occasion['purpose'], (login: string) => string>> = {
  reset: (login) => `das Passwort von ${login} zurückzusetzen`,
  unlock: (login) => `das Konto ${login} zu entsperren`,
  change: (login) => `das Passwort von ${login} zu ändern`,
  register: (login) => `eine Anmeldemethode für ${login} zu registrieren`,
  manage: (login) => `die Anmeldemethoden von ${login} zu ändern`,
};

const methods: Readonly<Record<string, string>> = {
  'authenticator-notification': 'App-Benachrichtigung',
  'teams-approval': 'Bestätigung in Teams',
  'authenticator-code': 'Authenticator-App',
  'recovery-code': 'Wiederherstellungscode',
  sms: 'SMS',
  voice: 'Anruf',
  email: 'E-Mail',
  'security-questions': 'Sicherheitsfragen',
};

const method = (id: string | undefined): string => methods[id ?? ''] ?? 'Anmeldemethode';
const methodName = (facts: NoticeFacts): string => [facts.method, ...(facts.along ?? [])].map(method).join(', ');

const CHANNELS = { msteams: ' in Microsoft Teams', webchat: ' im Web-Chat' } as const;
const where = ({ channel }: NoticeFacts): string => (channel ? CHANNELS[channel] : '');

const leftOver = (left: number): string =>
  `${left === 1 ? 'Es ist noch 1 Code' : `Es sind noch ${left} Codes`} übrig.${left <= FEW_CODES ? ' Bitte erstellen Sie bald neue.' : ''}`;

const happened: Readonly<Record<NoticeKind, (facts: NoticeFacts & { readonly when: string }) => [string, string]>> = {
  'password-changed': (f) => [
    'Ihr Passwort wurde geändert',
    `Das Passwort von ${f.login} wurde am ${f.when}${where(f)} geändert.`,
  ],
  'account-unlocked': (f) => [
    'Ihr Konto wurde entsperrt',
    `Das Konto ${f.login} wurde am ${f.when}${where(f)} entsperrt.`,
  ],
  'method-added': (f) => [
    'Eine Anmeldemethode wurde hinzugefügt',
    `Für ${f.login} wurde am ${f.when}${where(f)} eine neue Anmeldemethode registriert (${methodName(f)}).`,
  ],
  'method-removed': (f) => [
    'Eine Anmeldemethode wurde entfernt',
    `Eine Anmeldemethode von ${f.login} (${methodName(f)}) wurde am ${f.when}${where(f)} entfernt.`,
  ],
  'method-changed': (f) => [
    'Eine Anmeldemethode wurde geändert',
    `Eine Anmeldemethode von ${f.login} (${methodName(f)}) wurde am ${f.when}${where(f)} umbenannt.`,
  ],
  'method-disputed': (f) => [
    'Eine Änderung Ihrer Anmeldemethoden wurde rückgängig gemacht',
    `Am ${f.when} hat jemand, der unsere Nachricht bekam, eine Änderung der Anmeldemethoden von ${f.login} (${methodName(f)}) als fremd gemeldet. Die Änderung ist rückgängig gemacht, und 24 Stunden lang ist kein Zurücksetzen möglich. Die Anmeldung mit Ihrem Passwort funktioniert weiterhin.`,
  ],
  reported: (f) => [
    'Danke für Ihre Meldung',
    `Am ${f.when} hat jemand, der unsere Nachricht zu ${f.login} bekam, gemeldet, es nicht gewesen zu sein. 24 Stunden lang ist kein Zurücksetzen möglich. Die Anmeldung mit dem Passwort funktioniert weiterhin.`,
  ],
  attempts: (f) => [
    'Jemand hat versucht, Ihr Passwort zurückzusetzen',
    `Beim Versuch, das Passwort von ${f.login} zurückzusetzen, wurden mehrere falsche Antworten gegeben, zuletzt am ${f.when}. Das Passwort ist unverändert.`,
  ],
  denied: (f) => [
    'Das Zurücksetzen Ihres Passworts wurde gestoppt',
    `Am ${f.when} wurde eine Anfrage, das Passwort von ${f.login} zurückzusetzen, mit "Das bin ich nicht" beantwortet. Sie wurde gestoppt, und 24 Stunden lang ist kein Zurücksetzen möglich. Das Passwort ist unverändert.`,
  ],
  'recovery-code-used': (f) => [
    'Ein Wiederherstellungscode wurde verwendet',
    `Am ${f.when} wurde ein gespeicherter Wiederherstellungscode von ${f.login} verwendet.${f.left === undefined ? '' : ` ${leftOver(f.left)}`}`,
  ],
  'reset-blocked': (f) => [
    'Das Zurücksetzen Ihres Passworts ist vorübergehend gesperrt',
    `Für ${f.login} wurden zu viele falsche Antworten gegeben. Ab dem ${f.when} ist 24 Stunden lang kein Zurücksetzen möglich. Die Anmeldung mit Ihrem Passwort funktioniert weiterhin.`,
  ],
};

function whatToDo(facts: NoticeFacts): readonly Paragraph[] {
  const helpdesk = facts.helpdesk ? ` (${facts.helpdesk})` : '';
  if (facts.disputeUrl) {
    return [
      `Wenn Sie das waren, müssen Sie nichts tun. Wenn nicht, drücken Sie bitte innerhalb von 72 Stunden den Knopf und sagen Sie Ihrem Helpdesk Bescheid${helpdesk}.`,
      { link: facts.disputeUrl, label: 'Das war ich nicht' },
    ];
  }
  return [
    `Wenn Sie das waren, müssen Sie nichts tun. Wenn nicht, sagen Sie bitte sofort Ihrem Helpdesk Bescheid${helpdesk}.`,
  ];
}

/** Every sentence of the messages, in German. */
export const de: Texts = {
  language: 'de',
  method,
  code({ organisation, login, code, purpose, minutes }) {
    const aim = purposes[purpose](login);
    return {
      subject: `${organisation}: Ihr Code`,
      body: [
        `Dies ist der Code, um bei ${organisation} ${aim}:`,
        { code },
        `Er gilt ${minutes} Minuten. Geben Sie ihn nur in dem Chat ein, in dem Sie ihn angefordert haben, und nirgendwo sonst.`,
        'Niemand wird Sie nach diesem Code fragen: nicht der Helpdesk, nicht aus dem Kollegenkreis, nicht am Telefon.',
        'Wenn Sie ihn nicht angefordert haben, brauchen Sie nichts zu tun: Ohne den Code passiert nichts.',
      ],
      sms: `${organisation}: ${code} ist der Code, um ${aim}. Er gilt ${minutes} Minuten. Niemand wird Sie nach diesem Code fragen.`,
    };
  },
  call({ organisation, login, purpose }) {
    const who = `Guten Tag, hier ist ${organisation}. Jemand hat darum gebeten, ${purposes[purpose](login)}.`;
    const stop = 'Wenn Sie das nicht waren, legen Sie bitte auf und sagen Sie Ihrem Helpdesk Bescheid.';
    return {
      language: 'de-DE',
      ask: `${who} Wenn Sie das waren, drücken Sie bitte die Raute-Taste. ${stop}`,
      approved: 'Vielen Dank. Bitte gehen Sie zurück zum Chat. Auf Wiederhören.',
      declined: 'Das wurde nicht bestätigt. Auf Wiederhören.',
      askForKey: `${who} Wenn Sie das waren, drücken Sie bitte eine beliebige Taste, um Ihren Code zu hören. ${stop}`,
      // "1." would be read as "first".
      code: (code) => {
        const spoken = [...code].join(', ');
        return `Ihr Code lautet: ${spoken}. Noch einmal: ${spoken}. Niemand wird Sie nach diesem Code fragen. Auf Wiederhören.`;
      },
    };
  },
  notice(kind, facts) {
    const [subject, sentence] = happened[kind](facts);
    return {
      subject: `${facts.organisation}: ${subject}`,
      body: [sentence, ...whatToDo(facts)],
      sms: `${facts.organisation}: ${sentence} Das waren nicht Sie? ${facts.disputeUrl ?? 'Sagen Sie Ihrem Helpdesk Bescheid.'}`,
    };
  },
};
