/**
 * A line of a conversation. Said: words, or `<app>`, `<sms>`, `<email>` for the code that is there now. `I am …` is how
 * people say who it is where the channel does not; where it does, the line is skipped and its answer was given
 * already. `after` minutes pass first.
 */
export interface Row {
  readonly said: string;
  readonly answered: RegExp;
  readonly after?: number;
}

export interface Conversation {
  readonly name: string;
  readonly locale: string;
  readonly who: 'ada' | 'ben' | 'cleo';
  readonly rows: readonly Row[];
}

const row = (said: string, answered: RegExp, after?: number): Row => ({
  said,
  answered,
  ...(after !== undefined && { after }),
});

const BEGIN = (who: string): readonly Row[] => [row('I forgot my password', /./), row(`I am ${who}`, /two proofs/)];
const CHOOSE_APP = row('Code from my authenticator app', /6-digit code/);
const APP = row('<app>', /One more/);

/** "I am ada", "Ich bin ada". */
export const IS = /^(?:I am|Ich bin) (.*)$/u;

const inEnglish: readonly Omit<Conversation, 'locale'>[] = [
  {
    name: 'a reset, from the first word to the link',
    who: 'ada',
    rows: [
      ...BEGIN('ada'),
      CHOOSE_APP,
      APP,
      row('Text message', /text to the phone ending in 00/),
      row('<sms>', /Choose your new password on a page of its own/),
      row('what now?', /button for the password page is above/),
      row('New link', /earlier page no longer works/),
    ],
  },
  {
    name: 'an unlocking',
    who: 'cleo',
    rows: [
      row('Unlock my account', /./),
      row('I am cleo', /two proofs/),
      CHOOSE_APP,
      APP,
      row('E-mail', /mail to c/),
      row('<email>', /account is unlocked/),
    ],
  },
  {
    name: 'a change of a known password, up to the page for it, and then to a reset',
    who: 'ada',
    rows: [
      row('Change my password', /current password[\s\S]*on a page of its own/),
      row('what now?', /button for the sign-in page is above/),
      row('New link', /earlier page no longer works/),
      row('help', /Change my password[\s\S]*button for the sign-in page/),
      ...BEGIN('ada'),
    ],
  },
  {
    name: 'wrong codes before a first proof, then another way',
    who: 'ada',
    rows: [
      ...BEGIN('ada'),
      CHOOSE_APP,
      row('000000', /did not work/),
      row('Another way', /How would you like/),
      row('Text message', /phone we have on file/),
      row('<sms>', /One more/, 1),
    ],
  },
  {
    name: 'wrong codes after a first proof, counted aloud',
    who: 'ada',
    rows: [
      ...BEGIN('ada'),
      CHOOSE_APP,
      APP,
      row('Text message', /ending in 00/),
      row('00000000', /2 tries left/),
      row('00000001', /one try left/, 1),
      row('00000002', /How would you like/, 1),
    ],
  },
  {
    name: 'a message sent again, the earlier code void',
    who: 'ada',
    rows: [
      ...BEGIN('ada'),
      row('Text message', /on file/),
      row('Send it again', /in 30 seconds/),
      row('Send it again', /earlier one no longer works/, 1),
      row('<sms>', /One more/),
    ],
  },
  {
    name: 'help and a person in passing, and the question again',
    who: 'ada',
    rows: [
      ...BEGIN('ada'),
      CHOOSE_APP,
      row('help', /never ask for your password[\s\S]*6-digit code/),
      row('talk to a person', /reach a person here[\s\S]*6-digit code/),
      row('hello', /6-digit code/),
      row('blah', /did not catch that[\s\S]*6-digit code/),
      APP,
    ],
  },
  {
    name: 'a change of mind',
    who: 'ada',
    rows: [
      ...BEGIN('ada'),
      CHOOSE_APP,
      row('Cancel', /Cancelled\. Nothing has changed/),
      row('cancel', /nothing to cancel/),
      ...BEGIN('ada'),
    ],
  },
  {
    name: 'starting over in the middle',
    who: 'ada',
    rows: [...BEGIN('ada'), CHOOSE_APP, row('start over', /./), row('I am ada', /two proofs/)],
  },
  {
    name: 'a password typed where none belongs',
    who: 'ada',
    rows: [
      ...BEGIN('ada'),
      row('Correct-Horse-1', /never type one in a chat[\s\S]*How would you like/),
      CHOOSE_APP,
      row('Correct-Horse-1', /never type one in a chat[\s\S]*6-digit code/),
    ],
  },
  {
    name: 'a session that took too long',
    who: 'ada',
    rows: [...BEGIN('ada'), row('Code from my authenticator app', /ran out of time/, 16)],
  },
  {
    name: 'somebody who registered nothing, and cannot be told from somebody who did',
    who: 'ben',
    rows: [...BEGIN('ben'), row('1', /code/), row('000000', /did not work|did not catch/)],
  },
];

const ANFANG = (who: string): readonly Row[] => [
  row('Ich habe mein Passwort vergessen', /./),
  row(`Ich bin ${who}`, /zwei Nachweise[\s\S]*Womit möchten Sie anfangen/),
];
const APP_WAHL = row('Code aus meiner Authenticator-App', /6-stelligen Code/);
const APP_CODE = row('<app>', /Das ist richtig[\s\S]*Noch ein Nachweis/);

const inGerman: readonly Omit<Conversation, 'locale'>[] = [
  {
    name: 'a reset, from the first word to the link, in German',
    who: 'ada',
    rows: [
      ...ANFANG('ada'),
      APP_WAHL,
      APP_CODE,
      row('SMS', /SMS an das Telefon mit den Endziffern 00 mit einem 8-stelligen Code/),
      row('<sms>', /Wählen Sie Ihr neues Passwort auf einer eigenen Seite/),
      row('und jetzt?', /Knopf zur Passwort-Seite steht oben/),
      row('Neuer Link', /frühere Seite funktioniert nicht mehr/),
    ],
  },
  {
    name: 'an unlocking, in German',
    who: 'cleo',
    rows: [
      row('Konto entsperren', /./),
      row('Ich bin cleo', /zwei Nachweise/),
      APP_WAHL,
      APP_CODE,
      row('E-Mail', /E-Mail an c/),
      row('<email>', /Ihr Konto ist entsperrt/),
    ],
  },
  {
    name: 'help, a person and a change of mind, in German',
    who: 'ada',
    rows: [
      ...ANFANG('ada'),
      APP_WAHL,
      row('Hilfe', /Nach Ihrem Passwort frage ich hier niemals[\s\S]*6-stelligen Code/),
      row('Mitarbeiter', /Einen Menschen erreichen Sie hier: Ihr IT-Helpdesk[\s\S]*6-stelligen Code/),
      row('blabla', /nicht verstanden[\s\S]*6-stelligen Code/),
      row('Correct-Horse-1', /in einem Chat niemals[\s\S]*6-stelligen Code/),
      row('Abbrechen', /Abgebrochen\. An Ihrem Konto hat sich nichts geändert/),
      row('abbrechen', /nichts abzubrechen/),
    ],
  },
  {
    name: 'another way, and a message once more, in German',
    who: 'ada',
    rows: [
      ...ANFANG('ada'),
      APP_WAHL,
      row('000000', /hat nicht geklappt/),
      row('ich habe mein Handy nicht dabei', /Womit möchten Sie anfangen/),
      row('SMS', /hinterlegte Telefon/),
      row('nochmal senden', /in 30 Sekunden/),
      row('nochmal senden', /Frühere gilt nicht mehr/, 1),
      row('<sms>', /Noch ein Nachweis/),
      row('E-Mail', /E-Mail an a/),
      row('00000000', /noch 2 Versuche/),
      row('00000001', /noch einen Versuch/, 1),
    ],
  },
  {
    name: 'in English with somebody whose browser speaks German, as far as words go',
    who: 'ada',
    rows: [row('I forgot my password', /./), row('I am ada', /zwei Nachweise/), row('text me', /Ich schicke eine SMS/)],
  },
];

const NOT_OURS: Omit<Conversation, 'locale'> = {
  name: 'in English with somebody whose language is not ours',
  who: 'ada',
  rows: [...BEGIN('ada'), row('Abbrechen', /Cancelled/)],
};

/** What must go the same way in every channel. */
export const conversations: readonly Conversation[] = [
  ...inEnglish.map((one) => ({ ...one, locale: 'en-US' })),
  ...inGerman.map((one) => ({ ...one, locale: 'de-DE' })),
  { ...NOT_OURS, locale: 'pt-BR' },
];
