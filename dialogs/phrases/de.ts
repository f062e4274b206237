import { deApproval } from './de-approval.js';
import { deEnding } from './de-endings.js';
import { deEnroll } from './de-enroll.js';
import { deSignIn } from './de-sign-in.js';
import { forMinutes, REMARKS, span, tries } from './de-words.js';
import type { Phrases } from './phrases.js';

const METHODS: Readonly<Record<string, string>> = {
  'authenticator-notification': 'Benachrichtigung auf meinem Handy',
  'authenticator-code': 'Code aus meiner Authenticator-App',
  'recovery-code': 'Wiederherstellungscode',
  sms: 'SMS',
  voice: 'Anruf',
  email: 'E-Mail',
  'security-questions': 'Sicherheitsfragen',
  'teams-approval': 'Bestätigung in Teams',
};

const proofs = (count: number): string =>
  count === 1 ? 'einen Nachweis' : `${['keine', 'einen', 'zwei', 'drei'][count] ?? count} Nachweise`;

export const de: Phrases = {
  language: 'de',
  welcome: (organisation) =>
    `Guten Tag. Ich helfe Ihnen, wieder in Ihr Konto bei ${organisation} zu kommen.\n\nWas brauchen Sie? Tippen Sie auf einen Knopf oder schreiben Sie es einfach.`,
  help: (organisation) =>
    [
      `Ich helfe Ihnen bei Ihrem Passwort für ${organisation}. Schreiben Sie zum Beispiel:`,
      '- **Passwort vergessen**: zeigen, dass Sie es sind, und ein neues wählen',
      '- **Konto entsperren**: das Passwort bleibt, die Sperre wird aufgehoben',
      '- **Passwort ändern**: mit dem, das Sie kennen',
      '- **Anmeldemethoden einrichten**: damit Sie sich beim nächsten Mal selbst helfen können',
      '- **Was habe ich registriert?**: ansehen, umbenennen, entfernen',
      '- **Neu beginnen** oder **Abbrechen**: jederzeit',
      '- **Mit einem Menschen sprechen**: wie Sie den Helpdesk erreichen',
      '',
      'Nach Ihrem Passwort frage ich hier niemals.',
    ].join('\n'),
  notUnderstood:
    'Das habe ich nicht verstanden. Tippen Sie auf einen der Knöpfe oder schreiben Sie, was Sie brauchen, zum Beispiel „Passwort vergessen“.',
  anythingElse: 'Kann ich sonst noch etwas für Sie tun?',
  neverTypePasswords:
    'Das sieht nach einem Passwort aus. Bitte geben Sie in einem Chat niemals eines ein. Ich habe es weder benutzt noch behalten. Wenn es ein echtes war, ändern Sie es bald.',
  lost: 'Entschuldigung, ich habe den Faden verloren. An Ihrem Konto hat sich nichts geändert. Bitte beginnen Sie neu.',
  nothingToCancel: 'Es gibt gerade nichts abzubrechen.',
  oldButton: 'Dieser Knopf gehört zu etwas, das schon vorbei ist. Es ist nichts passiert. Was brauchen Sie jetzt?',
  youChose: (button) => `Sie haben gewählt: ${button}`,
  answered: 'Beantwortet.',
  noLongerNeeded: 'Nicht mehr nötig.',
  disputed: 'Sie haben gesagt, dass Sie das nicht waren. Danke: Ich habe mich darum gekümmert.',
  approval: deApproval,
  form: {
    send: 'Weiter',
    missing: 'Bitte geben Sie es hier ein oder wählen Sie einen anderen Knopf.',
    fields: {
      code: 'Code',
      'saved-code': 'Wiederherstellungscode',
      phone: 'Telefonnummer mit Landesvorwahl',
      email: 'E-Mail-Adresse',
      name: 'Name',
    },
  },
  person: (helpdesk) => `Einen Menschen erreichen Sie hier: ${helpdesk}.`,
  helpdesk: 'Ihr IT-Helpdesk',
  notHere: 'Ich spreche nur im privaten Chat. Bitte öffnen Sie einen mit mir allein.',
  notAvailable:
    'Das kann ich hier nicht. Sie können Ihr Passwort zurücksetzen, Ihr Konto entsperren, Ihre Anmeldemethoden einrichten oder mit einem Menschen sprechen.',
  identify:
    'Wie heißt Ihr Konto? Gemeint ist der Name, mit dem Sie sich anmelden, oft Ihre dienstliche E-Mail-Adresse.',
  choose: (gates, passed) =>
    passed === 0
      ? `Danke. Ich brauche ${proofs(gates)} dafür, dass Sie es sind. ${gates === 1 ? 'Welchen Weg möchten Sie nehmen?' : 'Womit möchten Sie anfangen?'}`
      : `${gates - passed === 1 ? 'Noch ein Nachweis' : `Noch ${gates - passed} Nachweise`}. Womit möchten Sie weitermachen?`,
  question: (question, method) => {
    switch (question.kind) {
      case 'code':
        if (method === 'authenticator-code')
          return `Öffnen Sie Ihre Authenticator-App und geben Sie den ${question.digits}-stelligen Code ein, den sie für dieses Konto zeigt.`;
        if (method === 'voice')
          return `Ich rufe ${calledAt(question.sentTo)} an. Nehmen Sie ab und drücken Sie eine beliebige Taste: Ich lese einen ${question.digits}-stelligen Code vor. Bitte geben Sie ihn hier ein.`;
        return `Ich schicke eine ${method === 'email' ? 'E-Mail' : 'SMS'}${to(question.sentTo, method)} mit einem ${question.digits}-stelligen Code. Bitte geben Sie ihn hier ein.`;
      case 'saved-code':
        return 'Geben Sie einen Ihrer gespeicherten Wiederherstellungscodes ein. Jeder gilt einmal.';
      case 'approve':
        if (method === 'teams-approval')
          return `Ich habe Sie in Microsoft Teams gefragt. Geben Sie dort diese Zahl ein: **${question.match}**\n\nDie Anfrage wartet eine Minute.`;
        return `Ich habe Ihr Handy gefragt${question.device === '' ? '' : ` (${question.device})`}. Geben Sie dort diese Zahl ein: **${question.match}**\n\nNichts zu sehen? Öffnen Sie selbst die Bestätigungs-App („Approver“). Die Anfrage wartet eine Minute.`;
      case 'call':
        return `Ich rufe ${calledAt(question.sentTo)} an. Nehmen Sie ab und drücken Sie die Raute-Taste (#).`;
      case 'page':
        return 'Bitte antworten Sie auf einer eigenen Seite; geben Sie die Antworten niemals hier ein.';
      case 'enter':
        return question.what === 'phone'
          ? 'Welche Telefonnummer? Schreiben Sie sie mit Landesvorwahl, zum Beispiel +49 30 23125 100.'
          : 'Welche E-Mail-Adresse?';
      case 'scan':
        return 'Scannen Sie das mit Ihrer Authenticator-App und geben Sie dann den Code ein, den sie zeigt.';
      case 'pair':
        return 'Richten Sie die Kamera Ihres Handys auf dieses Bild und öffnen Sie, was sie findet.';
    }
  },
  progress: (gates, passed) => (gates > 1 ? `Schritt ${Math.min(passed + 1, gates)} von ${gates}.` : ''),
  signIn: deSignIn,
  link: (restMs) =>
    `Mehr brauche ich nicht, danke. Wählen Sie Ihr neues Passwort auf einer eigenen Seite. Der Knopf funktioniert einmal, ${forMinutes(restMs)}.`,
  linkButton: 'Neues Passwort wählen',
  linkUsed: 'Dieser Knopf wurde schon benutzt oder ist abgelaufen.',
  linkWaiting: 'Der Knopf zur Passwort-Seite steht oben. Wenn er abgelaufen ist, schreiben Sie „Neuer Link“.',
  pageButton: (method) => (method === 'security-questions' ? 'Zu den Fragen' : 'Seite öffnen'),
  pageUsed: 'Diese Seite wurde schon benutzt oder ist abgelaufen.',
  pageOpen:
    'Die Passwort-Seite ist offen. Machen Sie dort weiter; ich merke, wenn Sie fertig sind. Wenn Sie sie geschlossen haben, schreiben Sie „Neuer Link“.',
  directoryAway: (restMs, kept) =>
    `Das Verzeichnis antwortet gerade nicht, und es hat sich nichts geändert. ${kept ? `Ihre Nachweise bleiben gültig. Schreiben Sie in ${span(restMs)} „Noch einmal versuchen“.` : `Bitte versuchen Sie es in ${span(restMs)} noch einmal.`}`,
  writing: 'Ihr neues Passwort wird gerade gesetzt. Einen Moment bitte.',
  note: (note, restMs) => {
    switch (note.kind) {
      case 'passed':
        return note.left === undefined ? 'Das ist richtig, danke.' : `Das ist richtig, danke. ${codesLeft(note.left)}`;
      case 'not-understood':
        return 'Das habe ich nicht verstanden.';
      case 'no-luck':
        return 'Das hat nicht geklappt. Sehen Sie noch einmal nach und versuchen Sie es wieder oder wählen Sie einen anderen Weg. Wenn es weiterhin nicht klappt, warten Sie einen Tag oder sprechen Sie mit einem Menschen.';
      case 'wrong':
        return note.triesLeft > 0
          ? `Das war es nicht. Sie haben noch ${tries(note.triesLeft)}.`
          : 'Das war es nicht, und auf diesem Weg gibt es keinen Versuch mehr.';
      case 'too-soon':
        return `Einen Moment: Bitte versuchen Sie es in ${span(restMs)} noch einmal.`;
      case 'expired':
        return 'Dieser Code ist abgelaufen. Versuchen wir es noch einmal.';
      case 'sent-again':
        return 'Sie bekommen etwas Neues; das Frühere gilt nicht mehr.';
      case 'wait-to-send':
        return `Die letzte Nachricht ist vielleicht noch unterwegs. Die nächste kann ich in ${span(restMs)} schicken.`;
      case 'undeliverable':
        return 'Auf diesem Weg konnte ich Sie nicht erreichen. Das hat Sie keinen Versuch gekostet. Bitte wählen Sie einen anderen Weg oder versuchen Sie es in einer Minute noch einmal.';
      case 'pending':
        return 'Ich warte noch auf Ihre Antwort.';
      case 'other-ways':
      case 'without-phone':
      case 'only-by-phone':
      case 'nothing-sent':
      case 'only-on-page':
      case 'other-questions':
        return REMARKS[note.kind];
      case 'name-first':
        return 'Wir finden einen Weg. Zuerst brauche ich den Namen Ihres Kontos.';
      case 'signed-in':
        return 'Danke, Sie sind angemeldet. Für dieses Konto brauche ich mehr als das aktuelle Passwort.';
      case 'link-renewed':
        return 'Hier ist ein neuer; die frühere Seite funktioniert nicht mehr.';
    }
  },
  ending: deEnding,
  method: (method) => METHODS[method] ?? method,
  asLastTime: 'wie beim letzten Mal',
  commands: {
    reset: 'Passwort vergessen',
    unlock: 'Konto entsperren',
    change: 'Passwort ändern',
    register: 'Anmeldemethoden einrichten',
    registered: 'Was habe ich registriert?',
    help: 'Hilfe',
    'start-over': 'Neu beginnen',
    cancel: 'Abbrechen',
    person: 'Mit einem Menschen sprechen',
  },
  replies: {
    anotherWay: 'Anderer Weg',
    sendAgain: 'Noch einmal senden',
    newLink: 'Neuer Link',
    newPicture: 'Neues Bild',
    tryAgain: 'Noch einmal versuchen',
  },
  enroll: deEnroll,
};

const codesLeft = (left: number): string =>
  `Sie haben noch ${left === 1 ? 'einen Wiederherstellungscode' : `${left} Wiederherstellungscodes`}.${left <= 2 ? ' Bitte erstellen Sie bald neue, unter „Anmeldemethoden einrichten“.' : ''}`;

const calledAt = (sentTo: string | undefined): string =>
  sentTo ? `das Telefon mit den Endziffern ${sentTo.replace(/[^0-9]/gu, '')}` : 'das hinterlegte Telefon';

function to(sentTo: string | undefined, method: string): string {
  if (!sentTo) return method === 'email' ? ' an die hinterlegte Adresse' : ' an das hinterlegte Telefon';
  return method === 'email' ? ` an ${sentTo}` : ` an das Telefon mit den Endziffern ${sentTo.replace(/[^0-9]/gu, '')}`;
}
