import { describe, expect, it } from 'vitest';
import { ENTRA_SENTENCE } from '../../src/policy/checks-of-entra.js';
import { evaluate } from '../../src/policy/evaluate.js';
import { remaining } from '../../src/policy/plan.js';
import { QUESTIONS_SENTENCE } from '../../src/policy/schema.js';
import { enrolledAll, faultsOf, fileOf, personOf, spelled, traits } from '../support/policies.js';

// N notification, C code, S text, V call, E mail, Q questions, R recovery codes.
const entra = (gates: number, letters: string, more: object = {}) => ({
  compatibility: 'entra',
  policies: [
    {
      name: 'everyone',
      gates,
      methods: spelled(letters),
      ...(letters.includes('Q') ? { securityQuestions: { iUnderstand: QUESTIONS_SENTENCE } } : {}),
      ...more,
    },
  ],
});

/** Written by hand from concept-sspr-howitworks: may these methods be enabled with so many required? */
const TABLE: readonly (readonly [gates: 1 | 2, enabled: string, allowed: boolean])[] = [
  [1, 'C', false],
  [1, 'N', false],
  [1, 'CN', false],
  [1, 'CS', true],
  [1, 'CV', true],
  [1, 'CE', true],
  [1, 'CQ', true],
  [1, 'CNE', true],
  [1, 'NE', true],
  [1, 'S', true],
  [1, 'E', true],
  [1, 'SE', true],
  [1, 'CNSVEQ', true],
  [2, 'C', false],
  [2, 'CN', false],
  [2, 'CS', false],
  [2, 'CSV', false],
  [2, 'CE', false],
  [2, 'CQ', false],
  [2, 'CNS', false],
  [2, 'CSE', true],
  [2, 'CVE', true],
  [2, 'CSQ', true],
  [2, 'CEQ', true],
  [2, 'NSE', true],
  [2, 'CNSE', true],
  [2, 'SE', true],
  [2, 'SEQ', true],
  [2, 'CNSVEQ', true],
];

describe('Entra: the app is never without others (R2)', () => {
  it.each(TABLE)('%i required, %s enabled: allowed is %s', (gates, enabled, allowed) => {
    const faults = faultsOf(entra(gates, enabled));
    expect(faults.length === 0).toBe(allowed);
    if (!allowed) expect(faults.join('\n')).toContain(ENTRA_SENTENCE);
  });
});

/** Written by hand: who is able to reset (R1, R3, R4), everything enabled. */
const CAPABLE: readonly (readonly [gates: 1 | 2, registered: string, able: boolean])[] = [
  [1, '', false],
  [1, 'C', true],
  [1, 'N', false],
  [1, 'CN', true],
  [1, 'S', true],
  [1, 'V', true],
  [1, 'E', true],
  [1, 'Q', true],
  [1, 'NE', true],
  [2, 'C', false],
  [2, 'N', false],
  [2, 'CN', false],
  [2, 'SV', false],
  [2, 'S', false],
  [2, 'CS', true],
  [2, 'NS', true],
  [2, 'NE', true],
  [2, 'CE', true],
  [2, 'SE', true],
  [2, 'SQ', true],
  [2, 'EQ', true],
  [2, 'CQ', true],
  [2, 'CNSVEQ', true],
];

describe('Entra: who is able (R1, R3, R4)', () => {
  it.each(CAPABLE)('%i required, %s registered: able is %s', (gates, registered, able) => {
    const file = fileOf(entra(gates, 'CNSVEQ'));
    const plan = evaluate({ file, account: personOf(), enrollments: enrolledAll(registered), traits, now: 1 });
    expect(plan.kind === 'open').toBe(able);
  });

  it('offers the code alone where one method is required, code and notification where two are', () => {
    const enrollments = enrolledAll('CNE');
    const offered = (gates: number): readonly string[] => {
      const file = fileOf(entra(gates, 'CNSVEQ'));
      const plan = evaluate({ file, account: personOf(), enrollments, traits, now: 1 });
      return plan.methods;
    };
    expect(offered(1)).toEqual(['authenticator-code', 'email']);
    expect(offered(2)).toEqual(['authenticator-notification', 'authenticator-code', 'email']);
  });

  it('withdraws the notification once the code was used, and the code once the notification was', () => {
    const file = fileOf(entra(2, 'CNSVEQ'));
    const enrollments = enrolledAll('CNE');
    const plan = evaluate({ file, account: personOf(), enrollments, traits, now: 1 });
    if (plan.kind !== 'open') throw new Error('Able by the table above.');
    for (const first of enrolledAll('CN')) {
      expect(remaining(plan, [first], enrollments).map(({ method }) => method)).toEqual(['email']);
    }
  });
});

describe("Entra: the administrators' policy", () => {
  const administrators = (gates: number, letters: string) => faultsOf(entra(gates, letters, { privileged: true }));

  it('takes two methods without the app, or the app with two others', () => {
    expect(administrators(2, 'SE')).toEqual([]);
    expect(administrators(2, 'CSE')).toEqual([]);
    expect(administrators(2, 'CE').join()).toContain(ENTRA_SENTENCE);
  });

  it('is never one gate', () => expect(administrators(1, 'SE').join()).toContain('(privileged)'));

  it('never has security questions', () => {
    const file = { ...entra(2, 'SE', { privileged: true, methods: spelled('SEQ') }) };
    expect(faultsOf(file).join()).toContain('Security questions are never for privileged accounts');
  });
});

describe('Entra: what it does not know is refused', () => {
  it.each([
    ['three gates', entra(3, 'CSEQ'), 'entra-gates'],
    ['recovery codes', entra(1, 'ER'), 'entra-methods'],
    ['the authenticator alone', entra(1, 'C', { allowAuthenticatorOnly: true }), ENTRA_SENTENCE],
    [
      'the switch for it, even where others are enabled',
      entra(1, 'CE', { allowAuthenticatorOnly: true }),
      ENTRA_SENTENCE,
    ],
    ['one gate by notification', entra(1, 'CNE', { allowNotificationAlone: true }), 'entra-notification'],
    ['questions without the sentence', entra(2, 'SE', { methods: spelled('SEQ') }), 'security-questions'],
  ])('%s', (_, written, why) => expect(faultsOf(written).join('\n')).toContain(why));
});
