import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parsePolicy } from '../../src/policy/parse.js';
import type { Policy, PolicyFile } from '../../src/policy/policy.js';
import { policyKeys, QUESTIONS_SENTENCE } from '../../src/policy/schema.js';
import { traits } from '../support/policies.js';

const FOLDER = new URL('../../deploy/examples/', import.meta.url);
const examples = readdirSync(FOLDER)
  .filter((name) => name.startsWith('policy') && name.endsWith('.yaml'))
  .map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const);

const known = new Set(policyKeys(traits));

type Raw = Readonly<Record<string, unknown>>;
const asRaw = (value: unknown): Raw =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

/** What a file says, read without any of the code under test: each key as written, or its documented default. */
function expectLiteral(policy: Policy, raw: Raw): void {
  for (const key of Object.keys(raw)) expect(known.has(key)).toBe(true);
  const register = asRaw(raw['register']);
  const questions = asRaw(raw['securityQuestions']);
  const privileged = raw['privileged'] ?? false;
  expect(policy).toMatchObject({
    name: String(raw['name']).trim(),
    gates: raw['gates'] ?? 2,
    methods: raw['methods'] ?? [],
    privileged,
    refuse: raw['refuse'] ?? false,
    allowAuthenticatorOnly: raw['allowAuthenticatorOnly'] ?? false,
    allowNotificationAlone: raw['allowNotificationAlone'] ?? false,
    changeWithCurrentPassword: raw['changeWithCurrentPassword'] ?? !privileged,
  });
  expect(policy.appliesTo.groups).toEqual(groupsOf(raw));
  expect(policy.securityQuestions.counted).toBe(questions['iUnderstand'] === QUESTIONS_SENTENCE);
  expect(policy.register).toMatchObject({
    reconfirmAfterDays: register['reconfirmAfterDays'] ?? 180,
    coolingHours: register['coolingHours'],
    methods: register['methods'] ?? raw['methods'] ?? [],
    directoryContacts: register['directoryContacts'] ?? 'registration',
    confirmTwoCodes: register['confirmTwoCodes'] ?? false,
    removeBelowNeed: register['removeBelowNeed'] ?? 'warn',
  });
  expect(policy.register.required).toBeGreaterThanOrEqual(policy.gates);
  if (register['required'] !== undefined) expect(policy.register.required).toBe(register['required']);
  for (const key of Object.keys({ ...register, ...questions })) expect(known.has(key)).toBe(true);
}

function groupsOf(raw: Raw): readonly string[] | undefined {
  const groups = asRaw(raw['appliesTo'])['groups'];
  return Array.isArray(groups) ? groups.map((group) => String(group).trim()) : undefined;
}

function expectLiteralFile(file: PolicyFile, text: string): void {
  const raw = asRaw(parse(text));
  expect(Object.keys(raw).every((key) => key === 'compatibility' || key === 'policies')).toBe(true);
  expect(file.compatibility).toBe(raw['compatibility'] ?? 'none');
  const policies: readonly unknown[] = Array.isArray(raw['policies']) ? raw['policies'] : [];
  expect(file.policies.length).toBe(policies.length);
  for (const [index, policy] of file.policies.entries()) expectLiteral(policy, asRaw(policies[index]));
}

/** What a hurried hand does to a file. */
const mutations: Readonly<Record<string, (text: string, at: number, other: number) => string>> = {
  'a character lost': (text, at) => text.slice(0, at) + text.slice(at + 1),
  'a character doubled': (text, at) => text.slice(0, at + 1) + text.slice(at),
  'two characters swapped': (text, at) =>
    text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2),
  'a character changed': (text, at, other) =>
    text.slice(0, at) + String.fromCharCode(32 + (other % 95)) + text.slice(at + 1),
  'the case changed': (text, at) => text.slice(0, at) + flipped(text[at] ?? '') + text.slice(at + 1),
  'a line lost': (text, at) =>
    lines(text)
      .toSpliced(at % lines(text).length, 1)
      .join('\n'),
  'a line doubled': (text, at) =>
    lines(text)
      .toSpliced(at % lines(text).length, 0, lines(text)[at % lines(text).length] ?? '')
      .join('\n'),
  'a line moved': (text, at, other) => {
    const all = lines(text);
    const [moved = ''] = all.splice(at % all.length, 1);
    return all.toSpliced(other % all.length, 0, moved).join('\n');
  },
  'a line indented': (text, at) =>
    lines(text)
      .with(at % lines(text).length, `  ${lines(text)[at % lines(text).length] ?? ''}`)
      .join('\n'),
  'the end lost': (text, at) => text.slice(0, at),
};
const lines = (text: string): string[] => text.split('\n');
const flipped = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

describe('a damaged policy file', () => {
  it.each(examples)('%s as shipped means what it says', (_, text) => {
    const parsed = parsePolicy(text, traits);
    if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
    expectLiteralFile(parsed.policy, text);
  });

  it.each(Object.entries(mutations))('with %s is refused, or means what it then says', (_, mutate) => {
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.nat(), fc.nat(), ([, text], at, other) => {
        const mutant = mutate(text, at % text.length, other);
        const parsed = parsePolicy(mutant, traits);
        if ('faults' in parsed) {
          refused += 1;
          expect(parsed.faults.length).toBeGreaterThan(0);
        } else expectLiteralFile(parsed.policy, mutant);
      }),
      { numRuns: 60, seed: 54 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  const keys = policyKeys(traits).filter((key) => examples.some(([, text]) => text.includes(`${key}:`)));
  it.each(keys)('with the key %s misspelt is refused', (key) => {
    for (const [, text] of examples) {
      if (!text.includes(`${key}:`)) continue;
      for (const slip of [
        `${key}s`,
        key.slice(0, -1),
        key.toUpperCase(),
        `${key[1] ?? ''}${key[0] ?? ''}${key.slice(2)}`,
      ]) {
        if (known.has(slip)) continue;
        const parsed = parsePolicy(text.replace(`${key}:`, `${slip}:`), traits);
        expect('faults' in parsed && parsed.faults.join('\n')).toContain(slip);
      }
    }
  });

  it.each([
    ['nothing', ''],
    ['a comment', '# soon'],
    ['a list', '- name: everyone'],
    ['no policies', 'policies: []'],
    ['policies without value', 'policies:'],
    ['yes for true', 'policies: [{ name: a, methods: [sms, email], privileged: yes }]'],
    ['a number in quotes', "policies: [{ name: a, methods: [sms, email], gates: '2' }]"],
    ['no gates at all', 'policies: [{ name: a, methods: [sms, email], gates: 0 }]'],
    ['four gates', 'policies: [{ name: a, methods: [sms, email], gates: 4 }]'],
    ['null where a switch belongs', 'policies: [{ name: a, methods: [sms, email], privileged: null }]'],
    ['no methods', 'policies: [{ name: a, methods: [] }]'],
    ['methods left out', 'policies: [{ name: a }]'],
    ['an unknown method', 'policies: [{ name: a, methods: [sms, fax] }]'],
    ['a method twice', 'policies: [{ name: a, methods: [sms, sms, email] }]'],
    ['groups left empty', 'policies: [{ name: a, appliesTo: { groups: [] }, methods: [sms, email] }]'],
    ['appliesTo left empty', 'policies: [{ name: a, appliesTo: {}, methods: [sms, email] }]'],
    ['a blank group', "policies: [{ name: a, appliesTo: { groups: [' '] }, methods: [sms, email] }]"],
    ['the same key twice', 'policies: [{ name: a, gates: 2, gates: 1, methods: [sms, email] }]'],
    ['the same key twice in JSON', '{"policies":[{"name":"a","gates":2,"methods":["sms","email"],"gates":1}]}'],
    ['a merge key', 'policies: [{ name: a, methods: [sms, email], <<: { gates: 1 } }]'],
    ['__proto__', '{"policies":[{"name":"a","methods":["sms","email"],"__proto__":{"gates":1}}]}'],
    ['constructor', '{"policies":[{"name":"a","methods":["sms","email"],"constructor":{}}]}'],
    ['a tag', 'policies: [{ name: a, methods: !!set [sms, email] }]'],
    ['two documents', 'policies: [{ name: a, methods: [sms, email] }]\n---\npolicies: []'],
    ['an anchor that holds itself', 'policies: &a [*a]'],
    ['an alias of nothing', 'policies: *a'],
    [
      'a bomb of aliases',
      `a: &a [1]\n${[...'bcdefgh'].map((one, index) => `${one}: &${one} [${Array(9).fill(`*${'abcdefgh'[index]}`).join()}]`).join('\n')}`,
    ],
    ['another compatibility', 'compatibility: azure\npolicies: [{ name: a, methods: [sms, email] }]'],
    ['Entra in capitals', 'compatibility: ENTRA\npolicies: [{ name: a, methods: [sms, email] }]'],
    [
      'another sentence for questions',
      'policies: [{ name: a, methods: [sms, security-questions], securityQuestions: { iUnderstand: true } }]',
    ],
    ['more days than 730', 'policies: [{ name: a, methods: [sms, email], register: { reconfirmAfterDays: 731 } }]'],
    [
      'two policies of one name',
      'policies: [{ name: a, appliesTo: { groups: [x] }, methods: [sms, email] }, { name: a, methods: [sms, email] }]',
    ],
    [
      'a policy behind one that takes everybody',
      'policies: [{ name: a, methods: [sms, email] }, { name: b, appliesTo: { groups: [x] }, privileged: true, methods: [authenticator-code, recovery-code] }]',
    ],
    ['a million and one characters', `# ${'x'.repeat(1_000_000)}`],
    ['binary', '\u0000\u0001\u0002'],
  ])('that is %s is refused', (_, text) => {
    const parsed = parsePolicy(text, traits);
    expect('faults' in parsed && parsed.faults.length).toBeGreaterThan(0);
  });
});

describe('a fault says where it is', () => {
  it.each([
    [
      'policies:\n  - name: a\n    gate: 1\n    methods: [sms]\n',
      'line 3: policies[1].gate: there is no such key; did you mean gates?',
    ],
    [
      'policies:\n  - name: a\n    methods:\n      - email\n      - smss\n',
      'line 5: policies[1].methods[2]: expected one of',
    ],
    ['policies:\n  - name: a\n    methods: [sms\n', 'line 4: '],
    [
      '{\n "policies": [\n  {"name": "a",\n   "gates": true}]}',
      'line 4: policies[1].gates: expected one of 1, 2, 3, got true',
    ],
    [
      'policies:\n  - name: a\n    privileged: yes\n    methods: [sms]',
      'line 3: policies[1].privileged: expected true or false, got "yes"',
    ],
    [
      'policies:\n  - name: a\n    methods: [sms, email]\n    register:\n      required: 9\n',
      'line 5: policies[1].register.required: expected at most 7, got 9',
    ],
  ])('%j', (text, fault) => {
    const parsed = parsePolicy(text, traits);
    expect('faults' in parsed && parsed.faults.join('\n')).toContain(fault);
  });
});
