import { characters, inWaitOf, span } from './de-common.js';
import type { PageTexts } from './page-texts.js';

/** Every sentence of the password page. Short, plain, kind; each says what to do next and blames nobody. */
export const dePassword: PageTexts['password'] = {
  waiting: {
    title: 'Neues Passwort setzen',
    lead: 'Sie haben im Chat gezeigt, dass Sie es sind. Hier wählen Sie Ihr neues Passwort.',
    once: 'Diese Seite öffnet sich einmal. Danach haben Sie bis zu 10 Minuten; die Seite zählt sie.',
    button: 'Weiter',
    notMe: 'Sie haben das nicht angefordert? Schließen Sie diese Seite: Es hat sich nichts geändert.',
  },

  form: {
    title: 'Wählen Sie ein neues Passwort',
    account: 'Konto',
    rulesTitle: 'Ihr neues Passwort',
    password: 'Neues Passwort',
    confirmation: 'Neues Passwort noch einmal',
    button: 'Neues Passwort setzen',
    sending: 'Ihr Passwort wird gesetzt …',
    tipTitle: 'Ein Passwort, das Sie sich merken können',
    tip: 'Setzen Sie drei oder vier Wörter zusammen, die nichts miteinander und nichts mit Ihnen zu tun haben, zum Beispiel ein Ding, ein Tier und einen Ort. Die Länge macht es stark. Ein Passwort-Manager kann eines für Sie erzeugen und behalten.',
    timeUp:
      'Die Zeit ist um, und Ihr Passwort ist, wie es war. Gehen Sie zurück zum Chat und fordern Sie einen neuen Link an.',
    strength: ['Sehr leicht zu erraten', 'Leicht zu erraten', 'Mittel', 'Gut', 'Stark'],
    strengthLabel: 'Stärke',
    met: 'erfüllt',
    unmet: 'noch nicht',
    progress: 'Erfüllte Regeln: ',
  },

  rules: {
    length: ({ minLength, maxLength }) =>
      maxLength < 128 ? `${minLength} bis ${characters(maxLength)} lang` : `Mindestens ${characters(minLength)} lang`,
    classes: ({ classes, unicode }) =>
      `${classes} davon: Großbuchstabe, Kleinbuchstabe, Ziffer, Sonderzeichen${unicode ? ', Buchstabe einer anderen Schrift' : ''}`,
    ascii: 'Nur Buchstaben von A bis Z (kein ä, ö, ü, ß), Ziffern, Leerzeichen und Sonderzeichen',
    name: 'Ohne Ihren Namen',
    guess: 'Nicht verbreitet und nicht leicht zu erraten',
    match: 'In beiden Feldern gleich',
    history: (count) => (count === 1 ? 'Nicht das vorherige' : `Keines Ihrer letzten ${count} Passwörter`),
    minAge: (ms) => `Frühestens nach ${span(ms)} wieder zu ändern`,
    unread: 'So, wie Ihre Organisation es für dieses Konto verlangt: das zeigt sich beim Versuch',
  },

  broken: {
    'too-short': ({ minLength }) =>
      `Es braucht mindestens ${characters(minLength)}. Fügen Sie ein oder zwei Wörter hinzu.`,
    'too-long': ({ maxLength }) =>
      `Es ist länger als die ${characters(maxLength)}, die Ihr Konto annehmen kann. Bitte kürzen Sie es.`,
    'too-simple': ({ classes }) =>
      classes > 0
        ? `Es braucht ${classes} davon: Großbuchstabe, Kleinbuchstabe, Ziffer, Sonderzeichen.`
        : 'Es braucht mehr Arten von Zeichen. Fügen Sie einen Großbuchstaben, eine Ziffer oder ein Sonderzeichen hinzu und lassen Sie Ihre Namen weg.',
    characters: ({ unicode }) =>
      unicode
        ? 'Es enthält ein Zeichen, das man nicht tippen oder sehen kann. Tippen Sie es von Hand, statt es einzufügen.'
        : 'Es enthält ein Zeichen, das Ihr Konto nicht annehmen kann. Nehmen Sie Buchstaben von A bis Z, Ziffern, Leerzeichen und Sonderzeichen.',
    'in-history': () => 'Dieses haben Sie schon einmal benutzt. Bitte wählen Sie ein neues.',
    'too-young': () =>
      'Ihr Passwort wurde vor so kurzer Zeit geändert, dass Ihre Organisation noch keine weitere Änderung erlaubt. Bitte fragen Sie den Helpdesk.',
    'contains-name': () => 'Es enthält einen Teil Ihres Namens oder Kontonamens. Bitte lassen Sie ihn weg.',
    'banned-word': () =>
      'Das meiste davon ist ein Wort, das zuerst erraten wird, zum Beispiel eine Jahreszeit, ein Monat oder Ihre Organisation. Fügen Sie Wörter hinzu, die nichts damit zu tun haben.',
    common: () =>
      'Dieses benutzen viele Menschen; deshalb wird es mit als Erstes ausprobiert. Bitte wählen Sie ein anderes.',
    guessable: () => 'Es ist leicht zu erraten. Fügen Sie ein oder zwei Wörter hinzu, die nicht zusammengehören.',
    mismatch: () => 'Die beiden Felder waren nicht gleich. Bitte geben Sie es in beiden noch einmal ein.',
    'directory-policy': () =>
      'Das Anmeldesystem Ihrer Organisation hat es nicht angenommen. Bitte versuchen Sie ein längeres, ohne Wörter aus Ihrem Namen.',
  },

  notAccepted: 'Bitte wählen Sie ein anderes Passwort',
  unavailable: (waitSeconds, msLeft) =>
    `Das Anmeldesystem antwortet gerade nicht. Es hat sich nichts geändert. Bitte versuchen Sie es in ${inWaitOf(waitSeconds)} noch einmal.${
      (waitSeconds ?? 60) * 1000 < msLeft
        ? ''
        : ' Bis dahin ist die Zeit für diese Seite um: Fordern Sie im Chat einen neuen Link an.'
    }`,
  unavailableTitle: 'Das hat noch nicht geklappt',

  done: {
    title: 'Ihr Passwort ist gesetzt',
    lead: 'Sie können sich jetzt mit Ihrem neuen Passwort anmelden.',
    next: [
      'Melden Sie sich auf Ihrem Handy, in Ihrem E-Mail-Programm und im WLAN neu an: Dort ist noch das alte Passwort gespeichert, und zu viele Versuche damit können Ihr Konto sperren.',
      'Der Chat weiß schon Bescheid. Sie können diese Seite schließen.',
    ],
  },

  unknown: {
    title: 'Wir sind noch nicht sicher',
    lead: 'Ihr neues Passwort wurde abgeschickt, aber das Anmeldesystem hat es nicht bestätigt.',
    next: [
      'Warten Sie eine Minute und versuchen Sie dann, sich mit dem neuen Passwort anzumelden.',
      'Wenn das nicht geht, versuchen Sie das alte.',
      'Wenn keines von beiden geht, kommen Sie zurück zum Chat und beginnen Sie neu.',
    ],
  },

  gone: {
    title: 'Dieser Link gilt nicht mehr',
    lead: 'Ein Link gilt einmal und nur für kurze Zeit.',
    next: [
      'Haben Sie gerade ein Passwort gesetzt, hier oder in einem anderen Tab? Dann melden Sie sich damit an.',
      'Sonst gehen Sie zurück zum Chat und fordern Sie einen neuen Link an. Ihr Passwort ist, wie es war.',
    ],
  },
};
