import { forMinutes } from './de-words.js';
import type { SignInPhrases } from './phrases.js';

export const deSignIn: SignInPhrases = {
  asked: (goal, restMs) =>
    goal === 'change'
      ? `Bitte melden Sie sich auf einer eigenen Seite mit Ihrem **aktuellen Passwort** an und wählen Sie dort das neue; geben Sie keines von beiden hier ein. Der Knopf funktioniert einmal, ${forMinutes(restMs)}. Sie wissen es nicht mehr? Schreiben Sie „Passwort vergessen“.`
      : `Zuerst muss ich wissen, dass Sie es sind. Bitte melden Sie sich auf einer eigenen Seite mit Ihrem **aktuellen Passwort** an; geben Sie es niemals hier ein. Der Knopf funktioniert einmal, ${forMinutes(restMs)}.`,
  renewed: 'Hier ist ein neuer; die frühere Seite funktioniert nicht mehr.',
  button: 'Anmelden',
  waiting: 'Der Knopf zur Anmeldeseite steht oben. Wenn er abgelaufen ist, schreiben Sie „Neuer Link“.',
  open: 'Die Anmeldeseite ist offen. Melden Sie sich dort an; ich merke, wenn Sie fertig sind. Wenn Sie sie geschlossen haben, schreiben Sie „Neuer Link“.',
  used: 'Dieser Knopf wurde schon benutzt oder ist abgelaufen.',
};
