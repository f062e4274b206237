import { span } from './de-common.js';
import type { PageTexts } from './page-texts.js';

/** Every sentence of the sign-in page. Short, plain, kind; each says what to do next and blames nobody. */
export const deSignIn: PageTexts['signIn'] = {
  waiting: {
    title: 'Anmelden',
    lead: 'Bevor sich an Ihrem Konto etwas ändert, müssen wir wissen, dass Sie es sind.',
    once: 'Sie melden sich hier mit Ihrem aktuellen Passwort an, damit es nie in einem Chat steht. Diese Seite öffnet sich einmal.',
    button: 'Weiter',
    notMe: 'Sie haben das nicht angefordert? Schließen Sie diese Seite: Es hat sich nichts geändert.',
  },

  form: {
    title: 'Anmelden',
    lead: 'Nehmen Sie das Passwort, mit dem Sie sich bei der Arbeit anmelden.',
    login: 'Kontoname',
    loginHint: 'Der Name, mit dem Sie sich anmelden, oft Ihre dienstliche E-Mail-Adresse.',
    password: 'Passwort',
    button: 'Anmelden',
    sending: 'Sie werden angemeldet …',
    timeUp:
      'Die Zeit ist um, und es hat sich nichts geändert. Gehen Sie zurück zum Chat und fordern Sie einen neuen Link an.',
    forgottenTitle: 'Passwort vergessen?',
    forgotten: 'Schließen Sie diese Seite und schreiben Sie im Chat „Passwort vergessen“.',
  },

  change: {
    title: 'Passwort ändern',
    lead: 'Zuerst das Passwort, das Sie jetzt haben. Danach wählen Sie das neue.',
    password: 'Aktuelles Passwort',
    button: 'Weiter',
    sending: 'Wird geprüft …',
  },

  wrongTitle: 'Das hat nicht gepasst',
  wrong: 'Bitte sehen Sie Kontonamen und Passwort noch einmal durch und versuchen Sie es wieder.',
  wrongPassword: 'Bitte sehen Sie das Passwort noch einmal durch und versuchen Sie es wieder.',
  emptyTitle: 'Etwas fehlt',
  empty: 'Bitte füllen Sie beides aus, den Kontonamen und das Passwort.',
  emptyPassword: 'Bitte geben Sie Ihr Passwort ein.',
  tooSoonTitle: 'Einen Moment bitte',
  tooSoon: (ms) =>
    `Bitte warten Sie ${span(ms)} und schicken Sie es dann noch einmal ab. Diesmal wurde es nicht ausprobiert.`,

  done: {
    title: 'Danke, Sie sind angemeldet',
    lead: 'Gehen Sie zurück zum Chat: Er weiß schon Bescheid und macht weiter.',
    next: ['Sie können diese Seite schließen.'],
  },

  gone: {
    title: 'Dieser Link gilt nicht mehr',
    lead: 'Ein Link gilt einmal und nur für kurze Zeit.',
    next: [
      'Haben Sie sich gerade angemeldet, hier oder in einem anderen Tab? Dann gehen Sie zurück zum Chat: Er weiß schon Bescheid.',
      'Sonst schreiben Sie im Chat „Neuer Link“. Es hat sich nichts geändert.',
    ],
  },
};
