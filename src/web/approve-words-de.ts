// Every sentence of the approver, in German.

import type { ApproverWords } from './approve-words.js';

export const de: ApproverWords = {
  language: 'de',
  aims: {
    reset: 'Passwort zurücksetzen',
    unlock: 'Konto entsperren',
    change: 'Passwort ändern',
    register: 'Anmeldemethoden einrichten',
    manage: 'Anmeldemethoden ändern',
  },
  channels: { webchat: 'Web-Chat', msteams: 'Microsoft Teams' },
  unknownPlace: 'unbekannt',
  secondsLeft: (count) => `noch ${count} ${count === 1 ? 'Sekunde' : 'Sekunden'}`,
  outcomes: {
    approved: {
      sign: 'done',
      title: 'Bestätigt',
      lines: ['Danke. Gehen Sie zurück zu Ihrem Chat: Er macht von selbst weiter.'],
    },
    denied: {
      sign: 'stop',
      title: 'Gestoppt',
      lines: [
        'In den nächsten 24 Stunden kann niemand Ihr Passwort zurücksetzen. Ihr Passwort gilt weiterhin, und es hat sich nichts geändert.',
        'Das haben wir Ihnen auch an Ihre anderen Adressen geschrieben. Bitte sagen Sie auch Ihrem Helpdesk Bescheid, damit er der Sache nachgehen kann.',
      ],
    },
    'wrong-number': {
      sign: 'stop',
      title: 'Das war nicht die Zahl',
      lines: [
        'Jede Anfrage erlaubt einen Versuch. Wenn es Ihre war, fordern Sie in Ihrem Chat eine neue an.',
        'Wenn Sie nicht selbst damit angefangen haben, sagen Sie Ihrem Helpdesk Bescheid.',
      ],
    },
    late: {
      sign: 'wait',
      title: 'Das war zu spät',
      lines: ['Eine Anfrage wartet eine Minute. Wenn es Ihre war, fordern Sie in Ihrem Chat eine neue an.'],
    },
    gone: {
      sign: 'wait',
      title: 'Diese Anfrage ist vorbei',
      lines: ['Sie wurde schon beantwortet, oder eine neuere ist an ihre Stelle getreten.'],
    },
    forged: {
      sign: 'stop',
      title: 'Dieses Handy ist nicht mehr eingerichtet',
      lines: [
        'Vielleicht wurde es entfernt. Um es wieder zu benutzen, richten Sie es neu ein: Schreiben Sie in Ihrem Chat „Anmeldemethoden einrichten“.',
      ],
    },
  },
  empty: {
    title: 'Dieses Handy einrichten',
    lead: 'Diese App fragt Sie, bevor jemand Ihr Passwort zurücksetzen kann.',
    steps: [
      'Öffnen Sie auf Ihrem Computer den Passwort-Chat und schreiben Sie „Anmeldemethoden einrichten“.',
      'Wählen Sie „App-Benachrichtigung“. Ein Bild erscheint.',
      'Richten Sie die Kamera dieses Handys auf das Bild und öffnen Sie, was sie findet.',
    ],
    paste: 'Oder fügen Sie den Link hier ein',
    use: 'Diesen Link nehmen',
    notALink: 'Das ist kein Link für diese App. Kopieren Sie die ganze Adresse, zu der das Bild führt.',
  },
  pair: {
    title: 'Dieses Handy einrichten',
    name: 'Wie nennen Sie dieses Handy?',
    nameHint: 'Damit Sie es in der Liste Ihrer Anmeldemethoden wiedererkennen.',
    codes: 'Hier auch Codes anzeigen',
    codesHint: 'Sie funktionieren ohne Netz.',
    go: 'Dieses Handy einrichten',
    going: 'Einen Moment …',
    asks: 'Ihr Handy fragt gleich, ob diese App Mitteilungen senden darf. Sagen Sie ja, damit eine Anfrage Sie erreicht.',
    gone: 'Dieser Link wurde schon benutzt, oder seine zehn Minuten sind um. Fordern Sie in Ihrem Chat ein neues Bild an.',
    offline: 'Es gibt keine Verbindung. Bitte versuchen Sie es gleich noch einmal.',
    done: 'Dieses Handy ist eingerichtet',
    doneLine: 'Ihr Chat macht von selbst weiter. Ab jetzt erscheinen Anfragen hier.',
    next: 'Weiter',
    devices: { phone: 'Android-Handy', tablet: 'Android-Tablet', windows: 'Windows-Computer', linux: 'Linux-Computer' },
    anyDevice: 'Mein Handy',
  },
  install: {
    title: 'Eines vorweg',
    lead: 'Auf iPhone und iPad erreichen Mitteilungen nur Apps auf dem Home-Bildschirm (ab iOS 16.4).',
    steps: [
      'Kopieren Sie den Link mit dem Knopf unten.',
      'Tippen Sie auf das Teilen-Symbol, dann auf „Zum Home-Bildschirm“, dann auf „Hinzufügen“.',
      'Öffnen Sie „Approver“ auf Ihrem Home-Bildschirm und fügen Sie den Link dort ein.',
    ],
    copy: 'Link kopieren',
    copied: 'Kopiert',
    without: 'Hier einrichten, ohne Mitteilungen',
  },
  home: {
    title: 'Bereit für Anfragen',
    lost: 'Keine Verbindung. Neuer Versuch …',
    ready: 'Bereit',
    waits: 'Wartet, bis Ihr Chat fertig ist …',
    gone: 'Nicht mehr eingerichtet. Entfernen Sie es hier und richten Sie es in Ihrem Chat neu ein, wenn Sie es brauchen.',
    code: 'Code',
    remove: 'Von diesem Handy entfernen',
    sure: 'Wirklich entfernen',
    removeHint: 'Bitte entfernen Sie es auch in Ihrem Chat: Schreiben Sie „Was habe ich registriert?“.',
    add: 'Weiteres Konto hinzufügen',
    nothing: 'Jetzt ist nichts zu tun. Diese Ansicht ändert sich von selbst, wenn eine Anfrage kommt.',
  },
  waking: {
    ask: 'Mitteilungen sind aus; deshalb erreicht Sie eine Anfrage nur, während diese App offen ist.',
    turnOn: 'Mitteilungen einschalten',
    blocked:
      'Mitteilungen sind blockiert; deshalb erreicht Sie eine Anfrage nur, während diese App offen ist. Erlauben Sie sie in den Einstellungen Ihres Browsers.',
    install:
      'Mitteilungen erreichen Sie nur vom Home-Bildschirm aus: Tippen Sie auf das Teilen-Symbol, dann auf „Zum Home-Bildschirm“. Richten Sie dieses Handy dann von dort neu ein.',
    never:
      'Dieser Browser kennt keine Mitteilungen; deshalb erreicht Sie eine Anfrage nur, während diese App offen ist.',
    refused:
      'Den Mitteilungsdienst dieses Browsers darf unser Server nicht benutzen; deshalb erreicht Sie eine Anfrage nur, während diese App offen ist.',
    failed: 'Das hat nicht geklappt. Eine Anfrage erreicht Sie, während diese App offen ist.',
    installApp: 'Diese App installieren',
    installHint:
      'Als App leichter zu finden: Öffnen Sie das Menü Ihres Browsers, dann „Installieren“ oder „Zum Startbildschirm hinzufügen“.',
  },
  request: {
    who: 'Konto',
    where: 'Gefragt in',
    when: 'Gefragt am',
    number: 'Geben Sie die Zahl ein, die Ihr Chat zeigt',
    approve: 'Bestätigen',
    deny: 'Nein, das bin ich nicht',
    warn: 'Hat jemand angerufen oder geschrieben und Sie gebeten, das zu tun? Dann ist es ein Angriff, wer auch immer es angeblich ist. Drücken Sie „Nein“.',
    needs: 'Die Zahl hat zwei Stellen. Sie steht in Ihrem eigenen Chat.',
    over: 'Diese Anfrage ist abgelaufen',
    overLine: 'Es ist nichts geschehen. Haben Sie selbst gefragt?',
    itWasMe: 'Ja, das war ich',
    offline: 'Es gibt keine Verbindung. Bitte versuchen Sie es noch einmal.',
    home: 'Fertig',
  },
};
