import { describe, expect, it } from 'vitest';
import { hear, looksLikePassword } from '../../dialogs/hear.js';
import { oneSlip, plainWords } from '../../dialogs/words.js';

const said = (text: string) => {
  const heard = hear({ type: 'message', text });
  return heard.kind === 'words' ? heard : undefined;
};

describe('words to commands', () => {
  it.each([
    ['reset my password', 'reset'],
    ['Forgot password', 'reset'],
    ['I forgot my password', 'reset'],
    ['hi, could you please reset my password? thanks!', 'reset'],
    ['I FORGOT MY PASWORD', 'reset'],
    ['resett my pasword pls', 'reset'],
    ["I can't log in", 'reset'],
    ['cannot sign in to my account', 'reset'],
    ["I don't remember my password", 'reset'],
    ['lost my password', 'reset'],
    ['unlock my account', 'unlock'],
    ['please unlok my acount', 'unlock'],
    ['I am locked out', 'unlock'],
    ["I know my password, but still can't sign in", 'unlock'],
    ['set up my sign-in methods', 'register'],
    ['register', 'register'],
    ['enroll authenticator', 'register'],
    ['what have I registered?', 'registered'],
    ['show my methods', 'registered'],
    ['change my password', 'change'],
    ['I would like to change my pasword', 'change'],
    ['I want a new password', 'change'],
    ['my password has expired', 'change'],
    ['I forgot my password and need a new one', 'reset'],
    ['I cannot change my password, I forgot it', 'reset'],
    ['help', 'help'],
    ['Help please', 'help'],
    ['what can you do?', 'help'],
    ['start over', 'start-over'],
    ['restart', 'start-over'],
    ['cancel', 'cancel'],
    ['CANCEL!', 'cancel'],
    ['stop', 'cancel'],
    ['never mind', 'cancel'],
    ['talk to a person', 'person'],
    ['can I speak to a human', 'person'],
    ['hello', 'greeting'],
  ])('%s → %s', (text, command) => {
    expect(said(text)?.command).toBe(command);
  });

  it.each([
    ['Ich habe mein Passwort vergessen', 'reset'],
    ['passwort vergessen', 'reset'],
    ['Hallo, ich hab leider mein Kennwort vergessen.', 'reset'],
    ['Pasword vergesen', 'reset'],
    ['Passwort zurücksetzen bitte', 'reset'],
    ['passwort zuruecksetzen', 'reset'],
    ['Bitte setzen Sie mein Passwort zurück', 'reset'],
    ['Ich weiß mein Passwort nicht mehr', 'reset'],
    ['ich weiss mein passwort nicht mehr', 'reset'],
    ['Ich kann mich nicht anmelden', 'reset'],
    ['komme nicht mehr rein', 'reset'],
    ['Hallo, ich komme nicht in mein Konto', 'reset'],
    ['Passwort weg', 'reset'],
    ['Konto entsperren', 'unlock'],
    ['Können Sie mein Konto entsperren?', 'unlock'],
    ['mein Konto ist gesperrt', 'unlock'],
    ['Ich bin gesperrt', 'unlock'],
    ['Ich kenne mein Passwort, komme aber trotzdem nicht rein', 'unlock'],
    ['Passwort ändern', 'change'],
    ['Ich möchte mein Passwort aendern', 'change'],
    ['Ich brauche ein neues Passwort', 'change'],
    ['Mein Passwort ist abgelaufen', 'change'],
    ['Anmeldemethoden einrichten', 'register'],
    ['Ich möchte meine Anmeldemethoden einrichten', 'register'],
    ['Authenticator einrichten', 'register'],
    ['registrieren', 'register'],
    ['Was habe ich registriert?', 'registered'],
    ['Zeig mir meine Anmeldemethoden', 'registered'],
    ['welche Methoden sind hinterlegt', 'registered'],
    ['Hilfe', 'help'],
    ['was kannst du?', 'help'],
    ['Was soll ich tun?', 'help'],
    ['Neu beginnen', 'start-over'],
    ['noch mal von vorne', 'start-over'],
    ['von vorn anfangen', 'start-over'],
    ['Abbrechen', 'cancel'],
    ['ABBRUCH!', 'cancel'],
    ['brich bitte ab', 'cancel'],
    ['stopp', 'cancel'],
    ['Passwort-Reset abbrechen', 'cancel'],
    ['Mit einem Menschen sprechen', 'person'],
    ['Ich will mit jemandem reden', 'person'],
    ['Mitarbeiter', 'person'],
    ['eine Person bitte', 'person'],
    ['Helpdesk', 'person'],
    ['Guten Tag', 'greeting'],
    ['Guten Morgen', 'greeting'],
    ['Grüß Gott', 'greeting'],
    ['Hallo', 'greeting'],
  ])('%s → %s', (text, command) => {
    expect(said(text)?.command).toBe(command);
  });

  it.each(['ada@contoso.example', 'my code is 123 456', '123456', 'banana', '2', 'Mein Code ist 123 456'])(
    '%s asks for nothing',
    (text) => {
      expect(said(text)?.command).toBeUndefined();
    },
  );
});

describe('words to wishes', () => {
  it.each([
    ['text me', 'sms'],
    ['sms', 'sms'],
    ['Text message', 'sms'],
    ['app', 'authenticator-code'],
    ['the authenticator please', 'authenticator-code'],
    ['Code from my authenticator app', 'authenticator-code'],
    ['call me', 'voice'],
    ['Phone call', 'voice'],
    ['email', 'email'],
    ['E-mail', 'email'],
    ['mail', 'email'],
    ['Recovery code', 'recovery-code'],
    ['Notification on my phone', 'authenticator-notification'],
    ['Security questions', 'security-questions'],
    ['per SMS', 'sms'],
    ['Textnachricht', 'sms'],
    ['Code per SMS', 'sms'],
    ['Anruf', 'voice'],
    ['Rufen Sie mich an', 'voice'],
    ['ruf mich an', 'voice'],
    ['E-Mail-Adresse', 'email'],
    ['Code aus meiner Authenticator-App', 'authenticator-code'],
    ['Authenticator-App', 'authenticator-code'],
    ['App-Benachrichtigung', 'authenticator-notification'],
    ['Benachrichtigung auf meinem Handy', 'authenticator-notification'],
    ['Bestätigung in Teams', 'teams-approval'],
    ['Wiederherstellungscode', 'recovery-code'],
    ['Sicherheitsfragen', 'security-questions'],
  ])('%s → %s', (text, method) => {
    expect(said(text)?.wish).toEqual({ kind: 'method', method });
  });

  it.each([
    ['another way', 'another-way'],
    ["I don't have my phone", 'without-phone'],
    ['I lost my phone', 'without-phone'],
    ['try something else', 'another-way'],
    ['send it again', 'send-again'],
    ['resend', 'send-again'],
    ["I didn't get it", 'send-again'],
    ['nothing came', 'send-again'],
    ['new link', 'new-link'],
    ['the link has expired', 'new-link'],
    ['anderer Weg', 'another-way'],
    ['etwas anderes', 'another-way'],
    ['Geht es auch anders?', 'another-way'],
    ['Gibt es eine andere Möglichkeit?', 'another-way'],
    ['ich habe mein Handy nicht dabei', 'without-phone'],
    ['Handy verloren', 'without-phone'],
    ['Mein Telefon liegt zu Hause', 'without-phone'],
    ['zurück', 'another-way'],
    ['nochmal senden', 'send-again'],
    ['Der Code ist abgelaufen', 'send-again'],
    ['the code has expired', 'send-again'],
    ['noch ein Code', 'send-again'],
    ['Noch einmal senden', 'send-again'],
    ['schicken Sie mir bitte einen neuen Code', 'send-again'],
    ['Die SMS kommt nicht an', 'send-again'],
    ['ich habe nichts bekommen', 'send-again'],
    ['Neuer Link', 'new-link'],
    ['der Link ist abgelaufen', 'new-link'],
    ['der Link funktioniert nicht', 'new-link'],
    ['Die Seite ist zu', 'new-link'],
    ['Neues Bild', 'new-link'],
  ])('%s → %s', (text, kind) => {
    expect(said(text)?.wish?.kind).toBe(kind);
  });

  it.each([
    ['resend', true],
    ['Send it again, please', true],
    ["I don't have my phone", true],
    ['anderer Weg', true],
    ['Ich habe mein Handy nicht dabei', true],
    ['back', false],
    ['my new mail', false],
    ['phone no 2', false],
    ['authenticator', false],
    ['ada@contoso.example', false],
  ])('%j says nothing but a wish: %s', (text, isAside) => {
    expect(said(text)?.isAside).toBe(isAside);
  });
});

describe('what looks like a password', () => {
  it.each([
    'Correct-Horse-1',
    'Summer2026!',
    'P@ssw0rd2024',
    'my password is hunter2hunter',
    'my password is hunterhunter',
    'password: aB3$efgh',
    'Mein Passwort lautet sommersonne',
    'kennwort: geheimnis',
    'Correct-Horse-Battery',
    'it is Correct-Horse-1',
    'It is (Correct-Horse-1).',
    'my account is Summer2026!',
    'Correct-Horse-1 is my password',
    'hunterhunter is my password',
    'my password is correct horse battery staple',
    'my password is changed-daily-by-me',
    'my password is working girl eighties',
    'password: correct horse battery staple',
    'es ist Korrekt-Pferd-1',
    'Mein Name ist Sommer2026!',
    'Sommersonne ist mein Passwort',
    'mein Passwort ist richtig gute laune',
    'ich heiße Ada und nehme tr0ub4dor&3',
  ])('%s is refused', (text) => {
    expect(hear({ type: 'message', text })).toEqual({ kind: 'password' });
  });

  it.each([
    'ada@contoso.example',
    'Ada.Lind@contoso.example',
    '123456',
    '12345678',
    '123 456',
    'ABCD-EFGH-1234-5678',
    'reset my password',
    'Authenticator',
    'CONTOSO\\ada.lind1',
    'forgot my password',
    'ada.lind1',
    'a_lind2026',
    'my password is expired',
    'my password is incorrect.',
    'Mein Passwort ist abgelaufen',
    'mein Kennwort ist ungültig!',
    'Authenticator-App',
    'E-Mail-Adresse',
    'ada.lovelace-1@contoso.example',
    'it is ada.lovelace-1@contoso.example',
    'I am Ada.Lovelace-1@Contoso.example, thanks!',
    'CONTOSO\\ada1',
    'my account is CONTOSO\\ada.lovelace-1.',
    'it is ada.lind1',
    'I am Jean-Pierre O’Neill-Smith',
    'my code is AB2D-EFGH-JKMN-PQR0.',
    'it says 123-456-78, or +1-202-555-0100',
    'my password is correct, but it is not accepted',
    'my password is correct and still I cannot sign in',
    'my password is expired since yesterday',
    'my password is not working anymore',
    'expired is my password',
    'what is my password?',
    'es ist ada.lovelace-1@contoso.example',
    'mein Konto ist CONTOSO\\ada1',
    'mein Passwort ist leider abgelaufen und ich komme nicht rein',
    'mein Passwort ist richtig, aber es geht nicht',
    'mein Passwort ist wieder falsch',
    'Abgelaufen ist mein Passwort',
    'Ich brauche die 2-Faktor-Anmeldung in der Authenticator-App',
    'Ich habe E-Mail-Adresse und Handy-Nummer gewechselt',
  ])('%s is not', (text) => {
    expect(looksLikePassword(text)).toBe(false);
  });
});

describe('what is tapped or typed in a card', () => {
  const nonce = 'abcdefghijklmnopqrstuv';

  it('counts as said, with the nonce of the card, and nothing else of it is looked at', () => {
    const heard = hear({ type: 'message', value: { entry: '123456', nonce, grant: true, accountId: 'ben' } });
    expect(heard).toMatchObject({ kind: 'words', text: '123456', tap: { nonce } });
    expect(JSON.stringify(heard)).not.toMatch(/grant|ben/);
    const tapped = hear({ type: 'message', value: { say: 'Text message', nonce } });
    expect(tapped).toMatchObject({
      text: 'Text message',
      wish: { kind: 'method' },
      tap: { nonce, chosen: 'Text message' },
    });
  });

  it('is a password where it looks like one', () => {
    expect(hear({ type: 'message', value: { entry: 'Correct-Horse-1', nonce } })).toEqual({ kind: 'password' });
  });

  it.each([
    [{ code: 5 }],
    [{ nonce: 5, say: 'cancel' }],
    [{ nonce: '', say: 'cancel' }],
    [{ say: 'cancel' }],
    [{ nonce, say: { $ne: '' } }],
    ['cancel'],
    [null],
    [[]],
  ])('is nothing when it is no card of ours: %j', (value) => {
    expect(hear({ type: 'message', value })).toEqual({ kind: 'nothing' });
  });
});

describe('slips of the finger', () => {
  it.each([
    ['pasword', 'password'],
    ['passwrod', 'password'],
    ['passwordd', 'password'],
    ['passvord', 'password'],
  ])('%s is %s', (a, b) => {
    expect(oneSlip(a, b)).toBe(true);
  });

  it('two slips are another word', () => {
    expect(oneSlip('paswrd', 'password')).toBe(false);
  });

  it('politeness is not heard, unless it is all there is', () => {
    expect(plainWords('Could you please help')).toEqual(['could', 'you', 'help'].filter((word) => word !== 'could'));
    expect(plainWords('please')).toEqual(['please']);
  });
});
