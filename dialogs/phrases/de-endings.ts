import type { Ending } from '../../src/reset/ask.js';
import { span } from './de-words.js';
import type { EndingFacts } from './phrases.js';

/** How a reset or an unlock came out, and what to do next. */
export function deEnding(ending: Ending, { restMs, helpdesk, signedOut }: EndingFacts): string {
  switch (ending) {
    case 'done':
      return [
        'Fertig: Ihr neues Passwort ist gesetzt und gilt ab sofort.',
        '',
        `Was Sie als Nächstes tun sollten: Geben Sie es auf Ihrem Handy ein (E-Mail, WLAN), bei Netzlaufwerken und überall sonst, wo das alte gespeichert ist. Ein altes Passwort, das immer wieder versucht wird, sperrt das Konto.${signedOut ? ' Sie wurden überall abgemeldet; bitte melden Sie sich auf jedem Gerät neu an.' : ''}`,
        '',
        'Ich habe Ihnen dazu eine Nachricht geschickt. Wenn Sie das nicht waren, sagen Sie sofort dem Helpdesk Bescheid.',
      ].join('\n');
    case 'unlocked':
      return 'Fertig: Ihr Konto ist entsperrt. Ihr Passwort ist dasselbe wie vorher. Wenn es sich wieder sperrt, benutzt vielleicht noch ein Handy, ein Computer oder ein Netzlaufwerk ein altes Passwort.';
    case 'unlocked-password-expired':
      return 'Fertig: Ihr Konto ist entsperrt. Aber Ihr Passwort ist abgelaufen; bitte wählen Sie jetzt ein neues: Schreiben Sie „Passwort ändern“, wenn Sie das alte kennen, sonst „Passwort vergessen“.';
    case 'not-locked':
      return 'Ich sehe keine Sperre auf Ihrem Konto, es gibt also nichts aufzuheben. Eine kurze Sperre kann von selbst geendet haben: Warten Sie einige Minuten, prüfen Sie die Feststelltaste und den Kontonamen und versuchen Sie es noch einmal. Wenn das nicht hilft, setzen Sie Ihr Passwort zurück.';
    case 'password-expired':
      return 'Ihr Konto ist nicht gesperrt, aber Ihr Passwort ist abgelaufen. Wählen Sie jetzt ein neues: Schreiben Sie „Passwort ändern“, wenn Sie das alte kennen, sonst „Passwort vergessen“.';
    case 'account-expired':
      return `Das Enddatum Ihres Kontos ist vorbei; Entsperren hilft da nicht. Verlängern kann es ein Mensch: ${helpdesk}.`;
    case 'account-disabled':
      return `Ihr Konto wurde von der Administration abgeschaltet, deshalb kann ich es nicht entsperren. Helfen kann Ihnen ein Mensch: ${helpdesk}.`;
    case 'cancelled':
      return 'Abgebrochen. An Ihrem Konto hat sich nichts geändert.';
    case 'expired':
      return 'Die Zeit ist um (15 Minuten), deshalb habe ich aufgehört, damit Ihr Konto sicher bleibt. Es hat sich nichts geändert. Sie können jederzeit neu beginnen.';
    case 'blocked':
      return `Es waren zu viele Versuche. Damit dieses Konto sicher bleibt, ist Zurücksetzen und Ändern vorübergehend nicht möglich. Anmelden können Sie sich weiterhin. Bitte kommen Sie in ${span(restMs)} wieder oder sprechen Sie mit einem Menschen: ${helpdesk}.`;
    case 'short-of-methods':
      return `Das war richtig, aber Sie haben nicht genug Anmeldemethoden registriert, deshalb kann ich es hier nicht zu Ende bringen. Wenn Sie Ihr Passwort kennen, können Sie weitere einrichten. Sonst kann Ihnen ein Mensch helfen: ${helpdesk}.`;
    case 'short-of-methods-here':
      return `Was Sie registriert haben, reicht hier nicht: Eine Bestätigung in Teams zählt nur für das, was Sie anderswo beginnen, etwa im Web-Chat. Ich habe nichts verschickt. Wenn das nicht hilft, kann Ihnen ein Mensch helfen: ${helpdesk}.`;
    case 'refused':
      return `Für Ihr Konto kann ich das nicht tun. Helfen kann Ihnen ein Mensch: ${helpdesk}.`;
    case 'unknown-outcome':
      return `Das Verzeichnis hat mir nicht gesagt, ob Ihr neues Passwort gesetzt wurde. Versuchen Sie, sich damit anzumelden. Wenn das nicht geht, beginnen Sie neu oder sprechen Sie mit einem Menschen: ${helpdesk}.`;
    case 'denied':
      return 'Die Anfrage wurde auf dem Handy abgelehnt. Deshalb habe ich aufgehört, und für dieses Konto ist Zurücksetzen vorübergehend nicht möglich. Es hat sich nichts geändert.';
  }
}
