import { de } from './de.js';
import { en } from './en.js';
import { type Groups, METHODS, type Vocabulary } from './vocabulary.js';

/** Listened for all at once. */
const languages: readonly Vocabulary[] = [en, de];

/** As words are compared: without accents; an umlaut also as two letters, "zuruck" and "zurueck". */
function spelt(word: string): readonly string[] {
  const bare = word.replaceAll('ß', 'ss').normalize('NFKD').replace(/\p{M}/gu, '');
  const long = word
    .replaceAll('ß', 'ss')
    .replace(/[äöü]/gu, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter] ?? letter);
  return bare === long || /[^a-z0-9]/u.test(long) ? [bare] : [bare, long];
}

const list = (words: readonly string[]): readonly string[] => words.flatMap(spelt);
const groups = (line: Groups): Groups => line.map(list);
const all = <T>(of: (language: Vocabulary) => readonly T[]): readonly T[] => languages.flatMap(of);
const meanings = <T extends string>(of: (language: Vocabulary) => readonly (readonly [T, ...Groups])[]) =>
  all(of).map(([meant, ...line]) => [meant, groups(line)] as const);
const lines = (of: (language: Vocabulary) => readonly Groups[]): readonly Groups[] => all(of).map(groups);
/** The nth of every language. */
const nth = (of: (language: Vocabulary) => Groups): Groups =>
  Array.from({ length: 9 }, (_nth, index) => list(all((language) => of(language)[index] ?? [])));

export const filler: ReadonlySet<string> = new Set(list(all(({ filler }) => filler)));

/** The first that is heard wins. */
export const commands = [
  ...meanings(({ firstly }) => firstly),
  ...meanings(({ commands }) => commands),
  ...meanings(({ lastly }) => lastly),
];
export const newLink = lines(({ newLink }) => newLink);
export const sendAgain = lines(({ sendAgain }) => sendAgain);
export const anotherWay = lines(({ anotherWay }) => anotherWay);
export const withoutPhone = lines(({ withoutPhone }) => withoutPhone);
export const aside: ReadonlySet<string> = new Set(list(all(({ aside }) => aside)));
export const methods = METHODS.map((id) => [id, list(all(({ methods }) => methods[id]))] as const);

const INTENTS = ['yes', 'no', 'back', 'done'] as const;
export const alone = INTENTS.map((intent) => [intent, list(all(({ alone }) => alone[intent]))] as const);
export const within = meanings(({ within }) => within);
/** As they are typed: nothing is folded here. */
export const password = {
  names: all(({ password }) => password.names),
  is: all(({ password }) => password.is),
  states: all(({ password }) => password.states),
  on: all(({ password }) => password.on),
};
export const ordinals = nth(({ ordinals }) => ordinals);
export const numbered: ReadonlySet<string> = new Set(list(all(({ numbered }) => numbered)));
export const numerals = nth(({ numerals }) => numerals);
