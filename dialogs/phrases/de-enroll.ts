import type { Entry, Overview } from '../../src/enroll/ask.js';
import { deEnrollNote } from './de-enroll-notes.js';
import { dayOf, forMinutes, joined, METHODS, methodName, span } from './de-words.js';
import type { EnrollPhrases } from './enroll-phrases.js';

const helpful: Readonly<Record<string, string>> = {
  'authenticator-code': 'funktioniert ohne Netz, und niemand kann sie übernehmen',
  'authenticator-notification': 'ich frage Ihr Handy, und Sie geben dort eine Zahl ein',
  'teams-approval': 'ich frage Sie in Teams, und Sie geben dort eine Zahl ein',
  sms: 'ein Code als Nachricht',
  voice: 'wir rufen Sie an',
  email: 'ein Code an ein privates Postfach',
  'recovery-code': 'zum Ausdrucken und Weglegen, für den Tag, an dem das Handy weg ist',
  'security-questions': 'Antworten, die nur Sie kennen',
};

const SUGGESTED: Readonly<Record<string, string>> = {
  'authenticator-notification': 'die App-Benachrichtigung',
  'authenticator-code': 'die Authenticator-App',
  'recovery-code': 'die Wiederherstellungscodes',
  'teams-approval': 'die Bestätigung in Teams',
  sms: 'die SMS',
  voice: 'den Anruf',
  email: 'die E-Mail',
  'security-questions': 'die Sicherheitsfragen',
};

const label = ({ method, name, hint }: Entry): string =>
  [name === '' ? methodName(method) : name, hint].filter((part) => part !== '').join(' ');

/** "SMS •••• 01: seit 24. November 2026, zuletzt benutzt am 25. November 2026". */
function line(entry: Entry, now: number): string {
  const used = entry.lastUsedAt === undefined ? 'noch nie benutzt' : `zuletzt benutzt am ${dayOf(entry.lastUsedAt)}`;
  const cooling =
    entry.usableFrom === undefined ? '' : `; zählt für ein Zurücksetzen in ${span(entry.usableFrom - now)}`;
  return `${label(entry)}: seit ${dayOf(entry.since)}, ${used}${cooling}`;
}

const numbered = (lines: readonly string[]): string => lines.map((text, index) => `${index + 1}. ${text}`).join('\n');

function ready({ ready: count, required, entries }: Overview): string {
  const names = joined([...new Set(entries.map(({ method }) => methodName(method)))]);
  return `**${Math.min(count, required)} von ${required} fertig**${names === '' ? '' : `: ${names}`}.`;
}

function needed({ ready: count, required, suggestion }: Overview): string {
  const missing = required - count;
  if (missing <= 0)
    return 'Mehr verlangt Ihre Organisation nicht. Schreiben Sie „Fertig“ oder fügen Sie noch etwas hinzu.';
  const advice = suggestion ? ` Ich empfehle ${SUGGESTED[suggestion] ?? methodName(suggestion)}.` : '';
  return `Es fehlt noch: ${missing === 1 ? 'eine Methode' : `${missing} Methoden`}.${advice}`;
}

function enough({ enough: is }: Overview, now: number): string {
  switch (is.kind) {
    case 'now':
      return 'Das reicht, um Ihr Passwort selbst zurückzusetzen.';
    case 'from':
      return `In ${span(is.at - now)} reicht das, um Ihr Passwort selbst zurückzusetzen.`;
    case 'no':
      return 'Das reicht noch nicht, um Ihr Passwort selbst zurückzusetzen.';
  }
}

const offers = (overview: Overview): string =>
  numbered(overview.offers.map((method) => `${methodName(method)}${helpful[method] ? ` (${helpful[method]})` : ''}`));

export const deEnroll: EnrollPhrases = {
  prove: 'Ich brauche noch einen Nachweis, dass Sie es sind. Welchen Weg möchten Sie nehmen?',
  overview: (overview, now) => {
    if (overview.goal === 'register') {
      const asks =
        overview.ready < overview.required ? 'Was möchten Sie einrichten?' : 'Das könnten Sie noch hinzufügen:';
      const choice = overview.offers.length === 0 ? '' : `${asks}\n\n${offers(overview)}`;
      return [ready(overview), needed(overview), choice].filter((part) => part !== '').join('\n\n');
    }
    if (overview.entries.length === 0) return 'Sie haben noch nichts registriert.';
    const list = numbered(overview.entries.map((entry) => line(entry, now)));
    return `Das haben Sie registriert:\n\n${list}\n\n${enough(overview, now)} Wenn Sie etwas umbenennen oder entfernen möchten, wählen Sie es aus.`;
  },
  review: (overview, now) =>
    `Sie haben sich das länger nicht angesehen:\n\n${numbered(overview.entries.map((entry) => line(entry, now)))}\n\nStimmt das noch?`,
  enter: (method) =>
    method === 'email'
      ? 'Welche E-Mail-Adresse? Es muss eine private sein: An Ihr dienstliches Postfach kommen Sie ohne Ihr Passwort nicht heran.'
      : 'Welche Telefonnummer? Schreiben Sie sie mit Landesvorwahl, zum Beispiel +49 30 23125 100.',
  scan: 'Öffnen Sie die Authenticator-App auf Ihrem Handy, wählen Sie **Konto hinzufügen** und **QR-Code scannen** und richten Sie die Kamera auf dieses Bild. Microsoft Authenticator, Google Authenticator und andere sind alle recht.',
  scanKey: (key) => `Keine Kamera oder kein Bild? Geben Sie stattdessen diesen Schlüssel in die App ein: **${key}**`,
  scanAgain: 'Geben Sie jetzt den 6-stelligen Code ein, den Ihre App für dieses Konto zeigt.',
  scanAlt: 'QR-Code für Ihre Authenticator-App. Der Schlüssel im Text leistet dasselbe.',
  scanOpen: 'In meiner App öffnen',
  scanPage:
    'Das Bild zum Scannen steht auf einer eigenen Seite, damit es nicht in diesem Chat bleibt. Der Knopf funktioniert einmal. Wenn Ihre App einen 6-stelligen Code zeigt, geben Sie ihn hier ein.',
  scanPageButton: 'Bild anzeigen',
  scanPageWaiting:
    'Geben Sie den 6-stelligen Code ein, den Ihre App zeigt. Wenn Sie das Bild noch einmal brauchen, schreiben Sie „Neuer Link“.',
  pair: {
    above:
      'Richten Sie die **Kamera Ihres Handys** auf dieses Bild und öffnen Sie, was sie findet: unsere eigene kleine Bestätigungs-App („Approver“). Sie fragt nach einem Namen und ist in einer Minute eingerichtet.',
    below: (restMs) => `Das Bild funktioniert einmal, ${forMinutes(restMs)}. Niemand außer Ihnen sollte es scannen.`,
    again: 'Ich warte auf Ihr Handy. Sobald es eingerichtet ist, mache ich von selbst weiter.',
    alt: 'QR-Code, der die Bestätigungs-App auf Ihrem Handy öffnet. Der Knopf darunter öffnet sie auf diesem Gerät.',
    open: 'Auf diesem Gerät öffnen',
    page: 'Das Bild für Ihr Handy steht auf einer eigenen Seite, damit es nicht in diesem Chat bleibt. Der Knopf funktioniert einmal. Sobald Ihr Handy eingerichtet ist, mache ich von selbst weiter.',
    pageWaiting:
      'Ich warte auf Ihr Handy und mache von selbst weiter, sobald es eingerichtet ist. Wenn Sie das Bild noch einmal brauchen, schreiben Sie „Neuer Link“.',
  },
  shownDone: 'Das ist eingerichtet; was hier stand, habe ich weggenommen.',
  scanGone: 'Hier war ein Bild zum Scannen. Es funktioniert nicht mehr, deshalb habe ich es weggenommen.',
  page: (method) =>
    `${methodName(method)}: Bitte schließen Sie das auf einer eigenen Seite ab. Sie öffnet sich einmal.`,
  entry: (entry, now) => `**${line(entry, now)}**\n\nWas möchten Sie damit tun?`,
  name: (entry) => `Wie soll ich das nennen (jetzt: ${label(entry)})? Ein paar Worte, zum Beispiel „mein Diensthandy“.`,
  remove: (entry, leaves, along) => {
    const after = {
      enough: 'Was übrig bleibt, reicht, um Ihr Passwort selbst zurückzusetzen.',
      'too-few': 'Was übrig bleibt, würde **nicht** reichen, um Ihr Passwort selbst zurückzusetzen.',
      nothing: 'Dann wäre **nichts** mehr übrig, und Sie könnten Ihr Passwort nicht selbst zurücksetzen.',
    };
    const names = joined(along.map(({ method }) => methodName(method)));
    const both = names === '' ? '' : `Damit entfällt auch auf demselben Handy: ${names}. `;
    return `${label(entry)} wirklich entfernen? ${both}${after[leaves]}`;
  },
  note: deEnrollNote,
  ending: (ending, goal, { overview, now, restMs, helpdesk }) => {
    switch (ending) {
      case 'finished': {
        if (goal === 'manage' || !overview) return 'Gut, das war alles.';
        if (overview.enough.kind === 'now')
          return 'Alles eingerichtet. Ab jetzt können Sie Ihr Passwort selbst zurücksetzen.';
        if (overview.enough.kind === 'from') return `Alles eingerichtet. ${enough(overview, now)}`;
        return 'Was Sie eingerichtet haben, habe ich behalten. Für ein Zurücksetzen reicht es noch nicht: Kommen Sie jederzeit wieder, um den Rest hinzuzufügen.';
      }
      case 'cancelled':
        return 'Abgebrochen. Was Sie fertig eingerichtet haben, bleibt; das andere ist weg.';
      case 'expired':
        return 'Die Zeit ist um (15 Minuten), deshalb habe ich aufgehört, damit Ihr Konto sicher bleibt. Was Sie fertig eingerichtet haben, bleibt. Sie können jederzeit neu beginnen.';
      case 'elsewhere':
        return 'Sie richten Ihre Anmeldemethoden gerade in einem anderen Chat ein. Bitte machen Sie dort weiter oder kommen Sie in 15 Minuten wieder.';
      case 'refused':
        return `Für dieses Konto kann ich keine Anmeldemethoden einrichten. Helfen kann Ihnen ein Mensch: ${helpdesk}.`;
      case 'denied':
        return `Die Anfrage wurde auf dem Handy abgelehnt. Deshalb habe ich aufgehört, und für dieses Konto ist Zurücksetzen und Ändern vorübergehend nicht möglich. Es hat sich nichts geändert. Bitte kommen Sie in ${span(restMs)} wieder oder sprechen Sie mit einem Menschen: ${helpdesk}.`;
      case 'blocked':
        return `Damit dieses Konto sicher bleibt, ist Zurücksetzen und Ändern vorübergehend nicht möglich. Anmelden können Sie sich weiterhin. Bitte kommen Sie in ${span(restMs)} wieder oder sprechen Sie mit einem Menschen: ${helpdesk}.`;
    }
  },
  method: (method) => METHODS[method] ?? method,
  entryLabel: label,
  replies: {
    done: 'Fertig',
    add: 'Methode hinzufügen',
    back: 'Zurück',
    rename: 'Umbenennen',
    remove: 'Entfernen',
    yesRemove: 'Ja, entfernen',
    noKeep: 'Nein, behalten',
    stillRight: 'Ja, stimmt noch',
    changeSomething: 'Nein, etwas ändern',
  },
};
