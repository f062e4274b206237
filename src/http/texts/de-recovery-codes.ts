import type { PageTexts } from './page-texts.js';

/** Every sentence of the page of new recovery codes. Short, plain, kind; each says what to do next. */
export const deRecoveryCodes: PageTexts['recoveryCodes'] = {
  waiting: {
    title: 'Ihre Wiederherstellungs\u00ADcodes',
    lead: 'Die nächste Seite zeigt neue Codes für den Tag, an dem Ihr Handy nicht zur Hand ist.',
    once: 'Halten Sie einen Drucker oder Stift bereit und achten Sie darauf, dass Ihnen niemand über die Schulter sieht. Diese Seite öffnet sich einmal.',
    button: 'Meine Codes anzeigen',
    notMe: 'Sie haben das nicht angefordert? Schließen Sie diese Seite: Es hat sich nichts geändert.',
  },

  form: {
    title: 'Ihre Wiederherstellungs\u00ADcodes',
    account: 'Konto',
    lead: 'Jeder dieser Codes beweist einmal, dass Sie es sind.',
    keep: 'Drucken Sie sie aus oder schreiben Sie sie auf und bewahren Sie sie dort auf, wo Ihr Pass liegt. Sie werden nicht noch einmal gezeigt.',
    list: 'Wiederherstellungscodes',
    print: 'Drucken',
    download: 'Herunterladen',
    fileName: 'wiederherstellungscodes.txt',
    before: 'Wenn Sie schon Codes hatten, gelten diese nicht mehr, sobald Sie diesen Knopf drücken.',
    button: 'Ich habe sie gesichert',
    sending: 'Einen Moment …',
  },

  file: (organisation, login) => [`${organisation}: Wiederherstellungscodes von ${login}`, 'Jeder Code gilt einmal.'],

  done: {
    title: 'Danke',
    lead: 'Gehen Sie zurück zum Chat: Er sagt Ihnen, ab wann die neuen Codes gelten.',
    next: ['Sie können diese Seite schließen.'],
  },

  gone: {
    title: 'Hier gibt es nichts mehr zu sehen',
    lead: 'Codes werden einmal gezeigt und höchstens zehn Minuten lang.',
    next: [
      'Haben Sie sie schon gesichert? Dann gehen Sie zurück zum Chat: Er weiß Bescheid.',
      'Sonst fordern Sie im Chat neue an. Codes, die Sie vorher hatten, gelten wie bisher.',
    ],
  },
};
