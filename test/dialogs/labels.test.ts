import { describe, expect, it } from 'vitest';
import { enrollSaid } from '../../dialogs/enroll-words.js';
import { hear } from '../../dialogs/hear.js';
import { catalogues, phrasesFor } from '../../dialogs/phrases/phrases.js';
import { METHODS } from '../../dialogs/vocabulary/vocabulary.js';
import { methodId } from '../../src/methods/traits.js';

const said = (text: string) => {
  const heard = hear({ type: 'message', text });
  if (heard.kind !== 'words') throw new Error(`"${text}" is heard as ${heard.kind}`);
  return heard;
};
const whileEnrolling = (text: string) => enrollSaid(said(text));

describe.each(catalogues.map(({ language }) => language))('a button does what it says, in %s', (language) => {
  const { commands, replies, enroll, method } = phrasesFor(language);

  it.each(Object.entries(commands))('%s: %s', (command, label) => {
    expect(said(label).command).toBe(command);
    expect(['another-way', 'send-again', 'new-link']).not.toContain(said(label).wish?.kind);
  });

  it.each([
    [replies.anotherWay, 'another-way'],
    [replies.sendAgain, 'send-again'],
    [replies.newLink, 'new-link'],
    [replies.newPicture, 'new-link'],
    [replies.tryAgain, undefined],
  ])('%s: %s', (label, wish) => {
    expect(said(label)).toMatchObject({ command: undefined });
    expect(said(label).wish?.kind).toBe(wish);
  });

  it.each(METHODS)('the method %s', (id) => {
    for (const label of [method(methodId(id)), enroll.method(methodId(id))]) {
      expect(said(label)).toMatchObject({ command: undefined, wish: { kind: 'method', method: id } });
      expect(whileEnrolling(label)).toMatchObject({ intent: undefined, wish: { kind: 'method', method: id } });
    }
  });

  it.each([
    [enroll.replies.done, ['done']],
    [enroll.replies.add, ['add']],
    [enroll.replies.back, ['back']],
    [enroll.replies.rename, ['rename']],
    [enroll.replies.remove, ['remove']],
    [enroll.replies.yesRemove, ['yes', 'remove']],
    [enroll.replies.noKeep, ['no']],
    [enroll.replies.stillRight, ['yes']],
    [enroll.replies.changeSomething, ['no']],
  ])('while methods are registered: %s', (label, intents) => {
    expect(intents).toContain(whileEnrolling(label).intent);
    expect([undefined, 'register']).toContain(said(label).command);
  });
});

describe('words while methods are registered', () => {
  it.each([
    ["no, don't remove it", 'no'],
    ['do not delete that', 'no'],
    ['yes please', 'yes'],
    ['nothing else', 'done'],
    ['Ja bitte', 'yes'],
    ['Nein, nicht entfernen', 'no'],
    ['lieber behalten', 'no'],
    ['bitte löschen', 'remove'],
    ['loeschen', 'remove'],
    ['umbenennen', 'rename'],
    ['Ich bin fertig', 'done'],
    ['das war alles', 'done'],
    ['sonst nichts', 'done'],
    ['noch eine hinzufügen', 'add'],
    ['das stimmt nicht mehr', 'no'],
    ['geh zurück', 'back'],
  ])('%s: %s', (text, intent) => {
    expect(whileEnrolling(text).intent).toBe(intent);
  });

  it.each([
    ['the second one', 2],
    ['two', 2],
    ['die zweite', 2],
    ['den dritten bitte', 3],
    ['fünf', 5],
    ['fuenf', 5],
    ['entferne 2', 2],
    ['Nr. 2 entfernen', 2],
    ['option 2', 2],
    ['number two please', 2],
    ['No. 3', 3],
    ['2. Text message to your phone', 2],
  ])('%s: %d', (text, ordinal) => {
    expect(whileEnrolling(text).ordinal).toBe(ordinal);
  });

  it.each([
    '123456',
    '1 2 3 4 5 6',
    'another one',
    'I have 2 phones',
    'ich habe 2 Handys hier',
    'please wait, I need a second to find it',
  ])('%s: no line', (text) => {
    expect(whileEnrolling(text).ordinal).toBeUndefined();
  });
});
