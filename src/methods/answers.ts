import { questionTexts } from './question-pool.js';

/** Lengths of Microsoft Entra (concept-authentication-security-questions): in code points, after tidying up. */
export const SHORTEST_ANSWER = 3;
export const LONGEST_ANSWER = 40;

/** What people answer when they want to be done. */
const COMMON_WORDS =
  'none nothing unknown nobody nowhere yes maybe test testing answer question password secret qwerty qwertz asdf asdfgh ' +
  'abc abcd abcde abcdef 123 1234 12345 123456 n/a idk blue red green black white yellow orange purple pink silver grey gray ' +
  'dog cat pizza pasta chocolate burger fish chicken mom mum dad mother father john mary michael david james robert anna ' +
  'maria peter thomas max emma smith jones miller johnson london paris berlin rome madrid vienna home school work football ' +
  'soccer piano guitar titanic teacher doctor pilot astronaut princess police firefighter car bicycle bike audi bmw ford ' +
  'toyota honda keine keiner nichts niemand unbekannt weiß ja nein vielleicht antwort frage passwort geheim rot grün blau schwarz ' +
  'weiss gelb lila rosa grau hund katze schokolade fisch mama papa mutter vater müller schmidt meier schneider wien münchen hamburg ' +
  'köln zürich schule arbeit zuhause fußball klavier gitarre lehrer ärztin arzt pilotin polizei feuerwehr auto fahrrad';
const COMMON_PHRASES = [
  'not applicable',
  "i don't know",
  'i dont know',
  'dont know',
  "don't know",
  "don't remember",
  'no idea',
  'keine ahnung',
  'weiß nicht',
  'weiss nicht',
  'weiß ich nicht',
  'new york',
  'star wars',
  'harry potter',
  'the bible',
  'police officer',
];
const COMMON = new Set([...COMMON_WORDS.split(' '), ...COMMON_PHRASES]);

export type AnswerFault =
  | 'too-short'
  | 'too-long'
  | 'common'
  | 'repeated'
  | 'in-question'
  | 'own-name'
  | 'same-question';

/** One spelling of an answer: NFKC, lower case, single spaces. */
export const tidied = (answer: string): string =>
  answer
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();

/** What is wrong with each answer, in order; undefined for those that may be kept. `login` is the person's own name. */
export function faultsIn(
  given: readonly { readonly question: string; readonly answer: string }[],
  login: string,
): readonly (AnswerFault | undefined)[] {
  const answers = given.map(({ answer }) => tidied(answer));
  const names = tidied(login)
    .split(/[@\\.\s]/)
    .filter((part) => part.length >= SHORTEST_ANSWER);
  return given.map(({ question }, index) => {
    const answer = answers[index] ?? '';
    const length = [...answer].length;
    if (given.findIndex((one) => one.question === question) !== index) return 'same-question';
    if (length < SHORTEST_ANSWER) return 'too-short';
    if (length > LONGEST_ANSWER) return 'too-long';
    if (answers.indexOf(answer) !== index) return 'repeated';
    if (COMMON.has(answer) || new Set(answer).size < SHORTEST_ANSWER) return 'common';
    if (names.includes(answer)) return 'own-name';
    const words = questionTexts(question).flatMap((text) => tidied(text).split(/[^\p{L}\p{N}]+/u));
    return words.includes(answer) ? 'in-question' : undefined;
  });
}
