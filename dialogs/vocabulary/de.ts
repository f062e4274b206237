import type { Vocabulary } from './vocabulary.js';

/** "erste", "ersten", "erster", … */
const inflected = (stem: string): readonly string[] => ['e', 'en', 'er', 'es', 'em'].map((end) => `${stem}${end}`);

const GONE = 'nicht kein keine keinen ohne verloren vergessen weg kaputt gestohlen leer liegt zuhause daheim'.split(
  ' ',
);
const PHONES = 'handy diensthandy telefon smartphone mobiltelefon akku'.split(' ');

/** What people say in German. */
export const de: Vocabulary = {
  filler:
    'bitte danke dankeschön ich mir mich mein meinen meinem möchte würde will mal doch hallo guten tag abend moin servus'.split(
      ' ',
    ),
  firstly: [
    [
      'start-over',
      ['neu', 'von', 'noch', 'nochmal', 'wieder'],
      ['anfangen', 'beginnen', 'starten', 'vorn', 'vorne', 'anfang'],
    ],
    ['start-over', ['neustart', 'neubeginn']],
    ['cancel', ['abbrechen', 'abbruch', 'beenden', 'aufhören', 'stopp']],
    ['cancel', ['brich', 'breche', 'brechen'], ['ab']],
    ['cancel', ['vergiss', 'lass', 'lassen'], ['es', 'gut']],
  ],
  commands: [
    [
      'person',
      ['sprechen', 'reden', 'telefonieren', 'kontaktieren', 'erreichen', 'chatten', 'verbinden', 'anrufen'],
      ['person', 'jemand', 'jemandem', 'jemanden', 'support', 'hotline', 'leute'],
    ],
    ['person', ['mensch', 'menschen', 'mitarbeiter', 'mitarbeiterin', 'ansprechpartner', 'ansprechpartnerin']],
    [
      'registered',
      ['was', 'welche', 'zeig', 'zeige', 'zeigen', 'liste'],
      ['registriert', 'hinterlegt', 'eingerichtet', 'methoden', 'anmeldemethoden'],
    ],
    ['registered', ['registrierte', 'registrierten', 'hinterlegten'], ['methoden', 'anmeldemethoden']],
    [
      'register',
      ['einrichten', 'einrichte', 'einzurichten', 'registrieren', 'registriere', 'hinzufügen', 'hinterlegen'],
      ['methode', 'methoden', 'anmeldemethode', 'anmeldemethoden', 'authenticator', 'app', 'handy', 'nummer', 'email'],
    ],
    ['register', ['neue', 'richte'], ['methode', 'methoden', 'anmeldemethode', 'anmeldemethoden', 'authenticator']],
    ['register', ['registrieren', 'registriere', 'registrierung']],
    ['registered', ['meine'], ['anmeldemethoden']],
    ['unlock', ['entsperren', 'entsperre', 'entsperrt', 'entsperrung', 'freischalten', 'freischaltung', 'aufsperren']],
    [
      'unlock',
      ['gesperrt', 'gesperrtes', 'blockiert'],
      ['konto', 'account', 'zugang', 'bin', 'benutzerkonto', 'login'],
    ],
    ['unlock', ['ausgesperrt', 'kontosperre', 'kontosperrung']],
    ['unlock', ['weiß', 'kenne'], ['passwort', 'kennwort'], ['aber', 'trotzdem', 'dennoch']],
    ['reset', ['vergessen', 'vergaß', 'zurücksetzen', 'zurücksetze', 'zurückgesetzt', 'zurückzusetzen', 'entfallen']],
    ['reset', ['setz', 'setze', 'setzen'], ['passwort', 'kennwort'], ['zurück', 'neu']],
    ['reset', ['passwort', 'kennwort'], ['verloren', 'verlegt', 'wiederherstellen', 'vergeben', 'weg']],
    ['reset', ['weiß', 'kenne', 'erinnere', 'erinnern', 'finde'], ['passwort', 'kennwort'], ['nicht', 'nimmer']],
    ['reset', ['passwortreset', 'passwortrücksetzung', 'kennwortrücksetzung']],
    ['change', ['ändern', 'ändere', 'wechseln', 'neues', 'erneuern'], ['passwort', 'kennwort', 'pw']],
    ['change', ['passwortänderung', 'kennwortänderung', 'passwortwechsel']],
    ['change', ['passwort', 'kennwort', 'pw'], ['abgelaufen', 'läuft']],
    [
      'reset',
      ['nicht', 'kein', 'keinen'],
      ['anmelden', 'einloggen', 'anmeldung', 'login', 'zugang', 'zugriff', 'rein', 'reinkommen'],
    ],
    ['reset', ['nicht'], ['komme', 'kann'], ['konto', 'account', 'zugang', 'rechner', 'computer']],
    ['help', ['hilfe', 'hilf', 'befehle']],
    ['help', ['was'], ['kannst', 'können'], ['du', 'sie']],
    ['help', ['was', 'wie'], ['soll', 'muss', 'geht'], ['tun', 'machen', 'das']],
  ],
  lastly: [
    ['person', ['person']],
    ['greeting', ['hallo', 'guten', 'tag', 'abend', 'morgen', 'moin', 'servus', 'grüezi', 'grüß']],
  ],
  newLink: [
    [
      ['neuer', 'neuen', 'neue', 'neues', 'anderer', 'abgelaufen', 'nochmal', 'noch'],
      ['link', 'seite', 'knopf', 'schaltfläche', 'button', 'bild', 'qr'],
    ],
    [
      ['link', 'seite', 'knopf', 'bild'],
      ['nicht', 'zu', 'weg', 'kaputt'],
    ],
  ],
  sendAgain: [
    [
      ['senden', 'sende', 'sendet', 'schick', 'schicke', 'schicken', 'schickt', 'ruf', 'rufe', 'rufen'],
      ['nochmal', 'nochmals', 'noch', 'erneut', 'wieder', 'neu', 'neue', 'neuen'],
    ],
    [['neu', 'neuer', 'neuen', 'noch', 'abgelaufen'], ['code']],
    [
      ['nichts', 'nicht', 'kein', 'keine', 'keinen', 'nie'],
      ['bekommen', 'erhalten', 'angekommen', 'gekommen', 'empfangen', 'kommt', 'kam'],
    ],
  ],
  anotherWay: [
    [
      ['anderer', 'andere', 'anderen', 'anderes', 'anders', 'sonst'],
      ['weg', 'wege', 'methode', 'methoden', 'möglichkeit', 'verfahren', 'option', 'versuchen', 'geht'],
    ],
    [['alternative', 'zurück']],
    [['was', 'etwas'], ['anderes']],
    [GONE, [...PHONES, 'app', 'gerät', 'code', 'dabei', 'hier']],
  ],
  withoutPhone: [[GONE, PHONES]],
  aside:
    'anderer andere anderen weg einen noch einmal nochmal senden schicken habe handy telefon nicht kein dabei hier verloren ohne'.split(
      ' ',
    ),
  methods: {
    'teams-approval': [],
    'recovery-code': ['wiederherstellungscode', 'wiederherstellungscodes', 'notfallcode', 'ersatzcode', 'ausgedruckt'],
    'security-questions': ['frage', 'fragen', 'sicherheitsfrage', 'sicherheitsfragen'],
    'authenticator-notification': [
      'benachrichtigung',
      'appbenachrichtigung',
      'mitteilung',
      'bestätigen',
      'bestätigung',
    ],
    email: ['emails', 'postfach', 'mailadresse', 'emailadresse'],
    voice: ['anruf', 'anrufen', 'ruf', 'rufe', 'rufen', 'telefonanruf', 'telefon', 'telefonieren', 'festnetz'],
    sms: ['nachricht', 'textnachricht', 'kurznachricht'],
    'authenticator-code': ['authentifizierungsapp', 'authentifikator', 'einmalcode'],
  },
  alone: {
    yes: ['ja', 'jo', 'jawohl', 'klar', 'gern', 'gerne', 'stimmt', 'richtig', 'korrekt', 'passt', 'gut', 'genau', 'j'],
    no: ['nein', 'nö', 'nee', 'falsch'],
    back: ['zurück'],
    done: ['fertig', 'erledigt', 'schluss', 'ende', 'genug'],
  },
  within: [
    ['no', ['behalten', 'behalte', 'lassen']],
    ['no', ['nein', 'nicht'], ['entfernen', 'entferne', 'löschen', 'lösche']],
    ['no', ['nicht', 'ändern'], ['richtig', 'etwas', 'stimmt', 'korrekt', 'aktuell']],
    ['remove', ['entfernen', 'entferne', 'entfernt', 'löschen', 'lösche', 'gelöscht']],
    ['rename', ['umbenennen', 'umbenenne', 'benennen', 'umbenannt']],
    ['back', ['zurück']],
    ['done', ['bin', 'alles', 'das', 'schon'], ['fertig', 'erledigt']],
    ['done', ['das'], ['war', 'wars', 'wäre'], ['alles', 'es', 'wars']],
    ['done', ['nichts', 'sonst'], ['mehr', 'weiter', 'nichts']],
    ['done', ['später', 'überspringen']],
    ['yes', ['noch', 'alles'], ['stimmt', 'richtig', 'korrekt', 'aktuell']],
    ['yes', ['ja']],
    ['add', ['hinzufügen', 'weitere', 'weiteren', 'weiteres', 'neue', 'neuen', 'neues']],
    ['add', ['noch'], ['eine', 'einen', 'was', 'etwas']],
  ],
  password: {
    names: ['passwort', 'kennwort'],
    is: ['ist', 'lautet'],
    states:
      'abgelaufen vergessen falsch ungültig unbekannt gesperrt verloren erforderlich geändert richtig korrekt leider bereits wieder angeblich veraltet weg nicht immer plötzlich wirklich'.split(
        ' ',
      ),
    on: 'und aber oder weil da seit nach wenn obwohl trotzdem jetzt heute gestern schon mehr worden wieder hier dort überall in im am auf für ich es das was bitte hilfe laut'.split(
      ' ',
    ),
  },
  ordinals: ['erst', 'zweit', 'dritt', 'viert', 'fünft', 'sechst', 'siebt', 'acht', 'neunt'].map(inflected),
  numerals: [['eins'], ['zwei', 'zwo'], ['drei'], ['vier'], ['fünf'], ['sechs'], ['sieben'], ['acht'], ['neun']],
  numbered: ['option', 'nummer', 'nr', 'punkt', 'zeile'],
};
