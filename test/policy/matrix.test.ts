import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/policy/evaluate.js';
import { independent, remaining } from '../../src/policy/plan.js';
import { QUESTIONS_SENTENCE } from '../../src/policy/schema.js';
import { enrolled, enrolledAll, fileOf, LETTERS, personOf, spelled, traits } from '../support/policies.js';

const ALL = 'NCRSVEQ';
const understood = { securityQuestions: { iUnderstand: QUESTIONS_SENTENCE } };
const written = (gates: number, more: object = {}, letters = ALL, compatibility = 'none') =>
  fileOf({ compatibility, policies: [{ name: 'p', gates, methods: spelled(letters), ...more }] });

const COLUMNS = [
  ['one gate', written(1)],
  ['two gates', written(2)],
  ['three gates', written(3)],
  ['two gates, questions with the sentence', written(2, understood)],
  ['two gates, privileged', written(2, { privileged: true })],
  ['Entra, one', written(1, understood, 'NCSVEQ', 'entra')],
  ['Entra, two', written(2, understood, 'NCSVEQ', 'entra')],
] as const;

// Written by hand: who has registered exactly these (N notification, C code, R recovery code, S text, V call, E mail,
// Q questions), and under which of the policies above that is enough.
const TABLE = `
NC o----o-   NR oo-oo--   NS oo-oooo   NV oo-oooo   NE oo-oooo   NQ ---o-oo
CR oo-ooo-   CS oo-oooo   CV oo-oooo   CE oo-oooo   CQ o--o-oo
RS oo-ooo-   RV oo-ooo-   RE oo-ooo-   RQ o--o-o-
SV o----o-   SE oo-o-oo   SQ o--o-oo   VE oo-o-oo   VQ o--o-oo   EQ o--o-oo

NCR oo-ooo-  NCS oo-oooo  NCV oo-oooo  NCE oo-oooo  NCQ o--o-oo
NRS ooooooo  NRV ooooooo  NRE ooooooo  NRQ oo-oooo
NSV oo-oooo  NSE ooooooo  NSQ oo-oooo  NVE ooooooo  NVQ oo-oooo  NEQ oo-oooo
CRS ooooooo  CRV ooooooo  CRE ooooooo  CRQ oo-oooo
CSV oo-oooo  CSE ooooooo  CSQ oo-oooo  CVE ooooooo  CVQ oo-oooo  CEQ oo-oooo
RSV oo-ooo-  RSE ooooooo  RSQ oo-oooo  RVE ooooooo  RVQ oo-oooo  REQ oo-oooo
SVE oo-o-oo  SVQ o--o-oo  SEQ oo-o-oo  VEQ oo-o-oo
`;
const rows = TABLE.trim()
  .split(/\s{2,}|\n/u)
  .map((cell) => cell.split(' '))
  .map(([registered = '', marks = '']) => [registered, marks] as const);

const subsets = (letters: string, size: number): readonly string[] =>
  size === 0
    ? ['']
    : [...letters].flatMap((letter, index) => subsets(letters.slice(index + 1), size - 1).map((rest) => letter + rest));

describe('every pair and triple of methods under every kind of policy', () => {
  it('stands in the table', () => {
    expect(rows.map(([registered]) => registered)).toEqual([...subsets(ALL, 2), ...subsets(ALL, 3)].toSorted(byTable));
  });

  it.each(COLUMNS)('%s', (name, file) => {
    const column = COLUMNS.findIndex(([one]) => one === name);
    const found = rows.map(([registered]) => {
      const plan = evaluate({ file, account: personOf(), enrollments: enrolledAll(registered), traits, now: 1 });
      return [registered, plan.kind === 'open' ? 'o' : '-'];
    });
    expect(found).toEqual(rows.map(([registered, marks]) => [registered, marks[column]]));
  });
});

/** As people read it: pairs before triples, each in the order of the letters. */
function byTable(a: string, b: string): number {
  const places = (text: string): string => [...text].map((letter) => ALL.indexOf(letter)).join('');
  return a.length - b.length || places(a).localeCompare(places(b));
}

// Written by hand, the approval in Teams (T) among them: these two are one proof, all other pairs are two.
const ONE_PROOF = ['NC', 'NT', 'CT', 'SV'];

describe('what is one proof', () => {
  const file = written(2, understood, 'NCRSVEQT');
  const all = Object.keys(LETTERS).join('');

  it.each(subsets(all, 2))('%s', (pair) => {
    const [a, b] = enrolledAll(pair);
    if (!a || !b) throw new Error('not a pair');
    const plan = { gates: 2, methods: spelled(all), strong: [], at: 1 } as const;
    expect(independent([a, b])).toBe(ONE_PROOF.includes(pair) ? 1 : 2);
    for (const [passed, other] of [
      [a, b],
      [b, a],
    ] as const) {
      expect(remaining(plan, [passed], [passed, other])).toEqual(ONE_PROOF.includes(pair) ? [] : [other]);
    }
    const judged = evaluate({ file, account: personOf(), enrollments: [a, b], traits, now: 1 });
    expect(judged.kind).toBe(ONE_PROOF.includes(pair) ? 'refused' : 'open');
  });

  it('two numbers are two, two phones with the app are one', () => {
    const [text, app] = [LETTERS['S'], LETTERS['N']];
    if (!text || !app) throw new Error('no such letters');
    const numbers = ['phone:+12025550100', 'phone:+12025550199'].map((proof, id) =>
      enrolled(text, { id: `${id}`, proof }),
    );
    const phones = ['1', '2'].map((id) => enrolled(app, { id }));
    expect([independent(numbers), independent(phones)]).toEqual([2, 1]);
  });
});
