import { describe, expect, it } from 'vitest';
import { combinations } from '../../src/policy/combinations.js';
import { evaluate } from '../../src/policy/evaluate.js';
import type { Policy, PolicyFile } from '../../src/policy/policy.js';
import { QUESTIONS_SENTENCE } from '../../src/policy/schema.js';
import { enrolledAll, fileOf, lettersOf, personOf, spelled, traits } from '../support/policies.js';

// Written by hand. N notification, C code, R recovery code, S text, V call, E mail, Q questions; one of a family counts.
const words = (text: string): readonly string[] => text.trim().split(/\s+/u);
const PAIRS = words('NR NS NV NE CR CS CV CE RS RV RE SE VE');
const PAIRS_WITH_QUESTIONS = [...PAIRS, ...words('NQ CQ RQ SQ VQ EQ')];
const STRONG_PAIRS = words('NR NS NV NE CR CS CV CE RS RV RE');
const TRIPLES = words('NRS NRV NRE NSE NVE CRS CRV CRE CSE CVE RSE RVE');
const TRIPLES_WITH_QUESTIONS = [...TRIPLES, ...words('NRQ NSQ NVQ NEQ CRQ CSQ CVQ CEQ RSQ RVQ REQ SEQ VEQ')];
const SINGLES = words('C R S V E');
const ENTRA_PAIRS = words('NS NV NE NQ CS CV CE CQ SE SQ VE VQ EQ');
const ENTRA_SINGLES = words('C S V E Q');

const ALL = 'NCRSVEQ';
const understood = { securityQuestions: { iUnderstand: QUESTIONS_SENTENCE } };
const written = (gates: number, more: object = {}, letters = ALL, compatibility = 'none') =>
  fileOf({ compatibility, policies: [{ name: 'p', gates, methods: spelled(letters), ...more }] });

const CASES: readonly (readonly [string, PolicyFile, readonly string[]])[] = [
  ['one gate', written(1), SINGLES],
  ['one gate, notification allowed alone', written(1, { allowNotificationAlone: true }), [...SINGLES, 'N']],
  ['one gate, questions with the sentence', written(1, understood), SINGLES],
  ['two gates', written(2), PAIRS],
  ['two gates, questions with the sentence', written(2, understood), PAIRS_WITH_QUESTIONS],
  ['two gates, privileged', written(2, { privileged: true }), STRONG_PAIRS],
  ['two gates, privileged, questions smuggled in', written(2, { privileged: true, ...understood }), STRONG_PAIRS],
  ['three gates', written(3), TRIPLES],
  ['three gates, questions with the sentence', written(3, understood), TRIPLES_WITH_QUESTIONS],
  ['three gates, privileged', written(3, { privileged: true }), TRIPLES],
  ['Entra, one', written(1, understood, 'NCSVEQ', 'entra'), ENTRA_SINGLES],
  [
    'Entra, one, a switch it does not know',
    written(1, { ...understood, allowNotificationAlone: true }, 'NCSVEQ', 'entra'),
    ENTRA_SINGLES,
  ],
  ['two gates, privileged, nothing strong', written(2, { privileged: true }, 'SVE'), []],
  ['Entra, two', written(2, understood, 'NCSVEQ', 'entra'), ENTRA_PAIRS],
  ['Entra, two, administrators', written(2, { privileged: true }, 'NCSVE', 'entra'), words('NS NV NE CS CV CE SE VE')],
];

const subsets = (letters: string, size: number): readonly string[] =>
  size === 0
    ? ['']
    : [...letters].flatMap((letter, index) => subsets(letters.slice(index + 1), size - 1).map((rest) => letter + rest));

const onlyPolicy = (file: PolicyFile): Policy => {
  const [policy] = file.policies;
  if (!policy) throw new Error('A file has at least one policy.');
  return policy;
};

describe('which methods combine', () => {
  it.each(CASES)('%s', (_, file, table) => {
    const ways = combinations(file, onlyPolicy(file), traits).map(lettersOf);
    expect(ways.toSorted()).toEqual(table.toSorted());
  });

  it.each(CASES)('%s: a person with exactly these registered is able, with others not', (_, file, table) => {
    const { gates } = onlyPolicy(file);
    for (const registered of subsets(ALL, gates)) {
      const plan = evaluate({ file, account: personOf(), enrollments: enrolledAll(registered), traits, now: 1 });
      expect([registered, plan.kind]).toEqual([registered, table.includes(registered) ? 'open' : 'refused']);
    }
  });
});
