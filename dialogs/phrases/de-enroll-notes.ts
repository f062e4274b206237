import type { Note } from '../../src/enroll/ask.js';
import { joined, methodName, REMARKS, span, tries } from './de-words.js';

const REFUSED: Readonly<Record<string, string>> = {
  'not-a-number':
    'Das konnte ich nicht als Telefonnummer lesen. Bitte schreiben Sie sie mit Landesvorwahl, zum Beispiel +49 30 23125 100.',
  country: 'Ihre Organisation schickt keine Codes an Telefone in diesem Land. Bitte nehmen Sie eine andere Nummer.',
  premium: 'Das ist eine Sondernummer; Codes gehen nur an gewöhnliche Telefone. Bitte nehmen Sie eine andere Nummer.',
  'no-texts':
    'Das sieht nach einem Festnetzanschluss aus, der keine SMS bekommt. Bitte nehmen Sie eine Handynummer oder wählen Sie den Anruf.',
  'not-an-address':
    'Das konnte ich nicht als E-Mail-Adresse lesen. Bitte schreiben Sie nur die Adresse, zum Beispiel ada@home.example.',
  'own-domain':
    'Das ist ein Postfach Ihrer Organisation. Ohne Ihr Passwort könnten Sie es nicht öffnen; bitte nehmen Sie eine private Adresse.',
  'not-in-teams':
    'In Microsoft Teams kenne ich Sie noch nicht. Bitte schreiben Sie mir dort zuerst ein Wort und kommen Sie dann wieder.',
};

/** What is remarked before the next question; undefined where there is nothing to say. */
export function deEnrollNote(note: Note, now: number): string | undefined {
  const rest = 'retryAt' in note ? span(note.retryAt - now) : '';
  switch (note.kind) {
    case 'signed-in':
      return 'Danke, Sie sind angemeldet.';
    case 'passed':
      return 'Das ist richtig, danke.';
    case 'added': {
      const what = note.name === '' ? methodName(note.method) : note.name;
      const cooling =
        note.usableFrom === undefined
          ? ''
          : ` Zu Ihrer Sicherheit zählt das für ein Zurücksetzen erst in ${span(note.usableFrom - now)}.`;
      return `Eingerichtet: **${what}**. Das habe ich Ihnen auch an Ihre anderen Adressen geschrieben.${cooling}`;
    }
    case 'known-already':
      return `Das war schon eingerichtet (${methodName(note.method)}) und gilt weiterhin.`;
    case 'removed':
      return `Entfernt: **${joined([note.method, ...note.along].map(methodName))}**. Das habe ich Ihnen auch an Ihre anderen Adressen geschrieben.`;
    case 'renamed':
      return `Der Name ist jetzt „${note.name}“.`;
    case 'bad-name':
      return 'Bitte wählen Sie einen kürzeren, einfachen Namen: höchstens 40 Zeichen, keine Links.';
    case 'still-right':
      return 'Danke. Ich frage nach einer Weile wieder.';
    case 'kept':
      return 'Ich habe alles so gelassen, wie es ist.';
    case 'not-taken':
      return REFUSED[note.reason] ?? 'Damit kann ich nichts anfangen. Bitte versuchen Sie es mit etwas anderem.';
    case 'not-offered':
      return `${methodName(note.method)}: Das kann hier nicht eingerichtet werden. Bitte wählen Sie etwas anderes.`;
    case 'full':
      return `Davon haben Sie schon so viele, wie es geben darf (${methodName(note.method)}). Entfernen Sie zuerst etwas, unter „Was habe ich registriert?“.`;
    case 'which':
      return 'Was davon meinen Sie? Bitte nennen Sie die Nummer.';
    case 'not-understood':
      return 'Das habe ich nicht verstanden.';
    case 'no-luck':
      return 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.';
    case 'wrong':
      return note.triesLeft > 0
        ? `Das war es nicht. Sie haben noch ${tries(note.triesLeft)}.`
        : 'Das war es nicht, und auf diesem Weg gibt es keinen Versuch mehr.';
    case 'wrong-code':
      return `Diesen Code habe ich nicht erwartet. Sehen Sie auf den Eintrag, den Sie gerade hinzugefügt haben, nicht auf einen älteren oder ein anderes Konto und prüfen Sie, ob Ihr Handy die Uhr automatisch stellt. Sie haben noch ${tries(note.triesLeft)}.`;
    case 'tries-over':
      return 'Auch das war es nicht; es wurde nichts eingerichtet. Einen Eintrag, der schon in Ihrer App ist, können Sie dort löschen. Wählen Sie es noch einmal aus, um neu zu beginnen.';
    case 'scan-over':
      return 'Dieses Bild ist zu alt und funktioniert nicht mehr. Löschen Sie den Eintrag in Ihrer App und wählen Sie die Authenticator-App noch einmal; dann bekommen Sie ein neues.';
    case 'next-code':
      return 'Das ist richtig. Warten Sie jetzt, bis die App den nächsten Code zeigt und geben Sie auch den ein.';
    case 'remove-refused':
      return 'Ihre Organisation möchte, dass Sie genug behalten, um Ihr Passwort zurückzusetzen. Richten Sie zuerst etwas anderes ein; dann können Sie das hier entfernen.';
    case 'prove-again':
      return 'Es sind einige Minuten vergangen. Bevor ich etwas entferne, muss ich noch einmal sehen, dass Sie es sind.';
    case 'too-soon':
      return `Einen Moment: Bitte versuchen Sie es in ${rest} noch einmal.`;
    case 'wait-to-send':
      return `Die nächste Nachricht kann ich in ${rest} schicken.`;
    case 'expired':
      return 'Dieser Code ist abgelaufen. Versuchen wir es noch einmal.';
    case 'sent-again':
      return 'Sie bekommen etwas Neues; das Frühere gilt nicht mehr.';
    case 'undeliverable':
      return 'Auf diesem Weg konnte ich Sie nicht erreichen. Das hat Sie keinen Versuch gekostet. Bitte wählen Sie einen anderen Weg oder versuchen Sie es in einer Minute noch einmal.';
    case 'other-ways':
    case 'without-phone':
    case 'only-by-phone':
    case 'nothing-sent':
    case 'only-on-page':
    case 'other-questions':
      return REMARKS[note.kind];
    case 'pending':
      return 'Ich warte noch darauf, dass Sie das fertig machen.';
  }
}
