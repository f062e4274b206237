import { generateSync } from 'otplib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Account, Directory } from '../../src/directories/directory.js';
import { type Chat, type House, house, shownText } from '../support/house.js';
import { pictureIn, signsIn } from '../support/registering.js';

let home: House;
afterEach(() => home.close());

/** Everybody in the directory speaks `locale`. */
const speaking =
  (locale: string | undefined) =>
  (embedded: Directory): Directory => {
    const own = (account: Account | undefined): Account | undefined => account && { ...account, locale };
    return {
      ...embedded,
      find: async (login) => own(await embedded.find(login)),
      read: async (id) => own(await embedded.read(id)),
    };
  };

async function asked(chat: Chat, how: string): Promise<void> {
  for (const words of ['I forgot my password', 'ada@contoso.example', how]) await chat.say(words);
}

const newest = async (to: string): Promise<string> => (await home.phone(to)).at(-1)?.text ?? '';

/** Cleo's account is unlocked, and all her addresses hear of it. */
async function unlocked(): Promise<string> {
  const chat = home.chat();
  for (const words of ['unlock my account', 'cleo@contoso.example', 'app', await home.app('sample-cleo'), 'text me']) {
    await chat.say(words);
  }
  const code = (await home.phone('+12025550102')).at(-1)?.code ?? '';
  expect((await chat.say(code)).join()).toMatch(/account is unlocked/);
  await vi.waitFor(async () => expect(await newest('cleo@home.example')).not.toBe(''));
  return newest('cleo@home.example');
}

describe('a message to somebody whose language the directory knows', () => {
  it.each([
    ['text me', '+12025550100', /ist der Code, um das Passwort von ada@contoso\.example zurückzusetzen/],
    ['call me', '+12025550100', /drücken Sie bitte die Raute-Taste/],
    ['email', 'ada@home.example', /Niemand wird Sie nach diesem Code fragen/],
  ])('speaks it, whatever the chat speaks: %s', async (how, to, words) => {
    home = await house({ directory: speaking('de-AT') });
    await asked(home.chat(), how);
    expect(await newest(to)).toMatch(words);
  });

  it('speaks it too when it tells afterwards what happened', async () => {
    home = await house({ directory: speaking('es'), env: { LOCALE: 'fr' } });
    expect(await unlocked()).toMatch(/Contoso: se ha desbloqueado su cuenta/);
  });
});

describe('what the chat says by itself', () => {
  it('is in the language last spoken there', async () => {
    home = await house();
    const chat = home.chat('one', 'de');
    for (const words of ['Passwort vergessen', 'ada@contoso.example', 'Anruf']) await chat.say(words);
    const calls = await home.adapters.carriers.outbox?.calls();
    await home.mind.calls.ended(calls?.at(-1)?.reference ?? '');
    await vi.waitFor(async () => expect((await chat.heard()).map(shownText).join()).toMatch(/nicht erreichen/));
  });
});

describe('a message to somebody whose language nobody knows', () => {
  it('with a code speaks as the chat does', async () => {
    home = await house({ directory: speaking(undefined), env: { LOCALE: 'de' } });
    await asked(home.chat(), 'text me');
    expect(await newest('+12025550100')).toMatch(/is the code to reset the password/);
  });

  it('about what happened speaks as the organisation does, not as whoever wrote in the chat', async () => {
    home = await house({ directory: speaking(undefined), env: { LOCALE: 'de' } });
    expect(await unlocked()).toMatch(/Contoso: Ihr Konto wurde entsperrt/);
  });
});

describe('registration in German', () => {
  it('goes from the first word to the last, and what is registered is looked at, renamed and removed', async () => {
    home = await house();
    const chat = home.chat('one', 'de-CH');
    const says = async (words: string, answered: RegExp): Promise<string> => {
      const said = (await chat.say(words)).join('\n');
      expect(said, `to "${words}"`).toMatch(answered);
      return said;
    };
    const code = async (): Promise<string> => (await home.phone('+12025550101')).at(-1)?.code ?? '';
    const asked = await says('Ich möchte meine Anmeldemethoden einrichten', /aktuellen Passwort/);
    const inside = await signsIn(home, chat, asked, 'ben@contoso.example', 'Correct-Horse-2');
    expect(inside).toMatch(/SMS an das Telefon mit den Endziffern 01/);
    expect((await home.phone('+12025550101')).at(-1)?.text).toMatch(/eine Anmeldemethode für ben.* zu registrieren/);
    await says(await code(), /0 von 3 fertig.*Es fehlt noch: 3 Methoden\. Ich empfehle die Authenticator-App/s);
    await says('Authenticator-App', /QR-Code scannen.*Keine Kamera/s);
    const { key } = pictureIn(await home.adapters.live.conversations.since(chat.key, ''));
    home.time.now += 31_000;
    const app = generateSync({ secret: key, epoch: Math.floor(home.time.now / 1000) });
    await says(app, /Eingerichtet: \*\*Authenticator-App\*\*.*1 von 3 fertig\*\*: Authenticator-App/s);
    await says('SMS', /Welche Telefonnummer/);
    await says('zurück', /1 von 3 fertig/);
    await says('fertig', /Für ein Zurücksetzen reicht es noch nicht/);
    const again = await says('Was habe ich registriert?', /aktuellen Passwort/);
    home.time.now += 60_000;
    await signsIn(home, chat, again, 'ben@contoso.example', 'Correct-Horse-2');
    await says(generateSync({ secret: key, epoch: Math.floor(home.time.now / 1000) }), /Das haben Sie registriert/);
    await says('die erste', /Was möchten Sie damit tun/);
    await says('Umbenennen', /Wie soll ich das nennen/);
    await says('mein Diensthandy', /Der Name ist jetzt „mein Diensthandy“/);
    await says('entferne 1', /mein Diensthandy wirklich entfernen\? Dann wäre \*\*nichts\*\* mehr übrig/);
    await says('Nein, behalten', /so gelassen.*Das haben Sie registriert/s);
    await says('das war alles', /Gut, das war alles/);
  });
});
