import type { PageTexts } from './page-texts.js';

/** Every sentence of the page on which a code is scanned. Short, plain, kind; each says what to do next. */
export const deScan: PageTexts['scan'] = {
  waiting: {
    title: 'Authenticator-App einrichten',
    lead: 'Die nächste Seite zeigt einen Code, den Sie mit Ihrer Authenticator-App scannen.',
    once: 'Achten Sie darauf, dass Ihnen niemand über die Schulter sieht. Diese Seite öffnet sich einmal.',
    button: 'Code anzeigen',
    notMe: 'Sie haben das nicht angefordert? Schließen Sie diese Seite: Es hat sich nichts geändert.',
  },

  form: {
    title: 'Authenticator-App einrichten',
    account: 'Konto',
    steps: {
      open: 'Öffnen Sie auf Ihrem Handy Ihre Authenticator-App und wählen Sie, ein Konto hinzuzufügen. Noch keine App? Microsoft Authenticator, Google Authenticator und die meisten anderen sind recht.',
      scan: 'Richten Sie die Kamera auf diesen Code.',
      back: 'Gehen Sie zurück zum Chat und geben Sie die 6 Ziffern ein, die die App zeigt.',
    },
    alt: (login) => `Code zum Scannen für ${login}. Der Schlüssel darunter leistet dasselbe.`,
    samePhone: 'Ist die App auf genau diesem Handy?',
    openApp: 'Meine Authenticator-App öffnen',
    keyTitle: 'Die Kamera geht nicht?',
    key: 'Wählen Sie in der App, einen Schlüssel einzugeben und geben Sie diesen ein. Groß oder klein, mit oder ohne Leerzeichen: Das ist gleich.',
    keyLabel: 'Schlüssel',
    copy: 'Schlüssel kopieren',
    copied: 'Kopiert',
    caution: 'Zeigen Sie diesen Code niemandem und schicken Sie ihn nie weiter: Wer ihn hat, bekommt auch Ihre Codes.',
  },

  gone: {
    title: 'Hier gibt es nichts mehr zu scannen',
    lead: 'Ein Code wird einmal gezeigt und nur für kurze Zeit.',
    next: [
      'Haben Sie ihn schon gescannt? Dann geben Sie die 6 Ziffern der App im Chat ein.',
      'Sonst gehen Sie zurück zum Chat und beginnen Sie noch einmal.',
    ],
  },
};
