import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/directories/directory.js';
import type { Enrollment } from '../../src/methods/method.js';
import { methodId } from '../../src/methods/traits.js';
import { evaluate, policyFor } from '../../src/policy/evaluate.js';
import { CURRENT_PASSWORD, independent, remaining, satisfied } from '../../src/policy/plan.js';
import { planner } from '../../src/policy/planner.js';
import type { PolicyFile } from '../../src/policy/policy.js';
import { QUESTIONS_SENTENCE } from '../../src/policy/schema.js';
import { enrolled, enrolledAll, fileOf, LETTERS, personOf, spelled, traits } from '../support/policies.js';

const file = fileOf({
  policies: [
    { name: 'administrators', appliesTo: { groups: ['Domain Admins'] }, privileged: true, methods: spelled('CNRSE') },
    { name: 'board', appliesTo: { groups: ['Board'] }, refuse: true },
    { name: 'everyone', gates: 2, methods: spelled('CNSVERQ') },
  ],
});
const plan = (account: Account, enrollments: readonly Enrollment[], now = 1, of: PolicyFile = file) =>
  evaluate({ file: of, account, enrollments, traits, now });

describe('which policy applies', () => {
  it('is the first that matches, group names without case', () => {
    expect(policyFor(file, personOf({ groups: ['Staff'] }))?.name).toBe('everyone');
    expect(policyFor(file, personOf({ groups: ['staff', 'domain admins'] }))?.name).toBe('administrators');
    expect(policyFor(file, personOf({ groups: ['BOARD', 'Domain Admins'] }))?.name).toBe('administrators');
  });

  it('is the first privileged one for an account the directory protects', () => {
    expect(policyFor(file, personOf({ isProtected: true }))?.name).toBe('administrators');
    expect(policyFor(file, personOf({ isProtected: true, groups: ['Board'] }))?.name).toBe('administrators');
  });

  it('is none for a protected account where no policy is privileged: refused', () => {
    const plain = fileOf({ policies: [{ name: 'everyone', methods: spelled('CSE') }] });
    const refused = plan(personOf({ isProtected: true }), enrolledAll('CSE'), 1, plain);
    expect(refused).toMatchObject({ kind: 'refused', reason: 'privileged' });
  });
});

describe('who is refused', () => {
  const all = enrolledAll('CNRSVE');
  it.each([
    ['disabled', personOf({ is: { disabled: true } }), all, 'disabled'],
    ['past the end date', personOf({ is: { expired: true } }), all, 'disabled'],
    ['not to change passwords', personOf({ is: { cannotChange: true } }), all, 'cannot-change'],
    ['of a group without self-service', personOf({ groups: ['Board'] }), all, 'out-of-scope'],
    ['somebody with nothing registered', personOf(), [], 'no-methods'],
    ['somebody with questions only', personOf(), enrolledAll('Q'), 'no-methods'],
    ['somebody with one proof', personOf(), enrolledAll('S'), 'too-few'],
    ['code and notification of one app', personOf(), enrolledAll('CN'), 'too-few'],
    ['text and call to one number', personOf(), enrolledAll('SV'), 'too-few'],
    ['an administrator with text and mail', personOf({ groups: ['Domain Admins'] }), enrolledAll('SE'), 'too-few'],
  ] as const)('%s', (_, account, enrollments, reason) => {
    expect(plan(account, enrollments)).toMatchObject({ kind: 'refused', reason });
  });

  it.each<keyof Account['state']>(['cannotChange', 'disabled', 'expired'])(
    'but one that is %s may prove itself for an unlock',
    (state) => {
      const account = personOf({ is: { [state]: true } });
      const unlock = evaluate({ file, account, enrollments: enrolledAll('SE'), traits, now: 1, goal: 'unlock' });
      expect(unlock.kind).toBe('open');
    },
  );

  it('nobody whom no policy is for', () => {
    const narrow = fileOf({ policies: [{ name: 'it', appliesTo: { groups: ['IT'] }, methods: spelled('CE') }] });
    expect(plan(personOf(), all, 1, narrow)).toMatchObject({ kind: 'refused', reason: 'out-of-scope' });
  });
});

describe('changing a known password', () => {
  const change = (account: Account, enrollments: readonly Enrollment[] = [], of: PolicyFile = file) =>
    evaluate({ file: of, account, enrollments, traits, now: 1, goal: 'change' });

  it('takes nothing but itself where the policy says so, whatever is registered', () => {
    expect(change(personOf())).toMatchObject({ kind: 'open', gates: 1, methods: [CURRENT_PASSWORD], strong: [] });
  });

  it('takes the proofs of a reset for privileged accounts, and where the policy says so', () => {
    const admin = personOf({ groups: ['Domain Admins'] });
    expect(change(admin)).toMatchObject({ kind: 'refused', reason: 'no-methods' });
    expect(change(admin, enrolledAll('CRS'))).toEqual(plan(admin, enrolledAll('CRS')));
    const strict = fileOf({ policies: [{ name: 'all', methods: spelled('CE'), changeWithCurrentPassword: false }] });
    expect(change(personOf(), enrolledAll('CE'), strict)).toEqual(plan(personOf(), enrolledAll('CE'), 1, strict));
  });

  it.each([
    ['disabled', personOf({ is: { disabled: true } }), 'disabled'],
    ['past the end date', personOf({ is: { expired: true } }), 'disabled'],
    ['not to change passwords', personOf({ is: { cannotChange: true } }), 'cannot-change'],
    ['of a group without self-service', personOf({ groups: ['Board'] }), 'out-of-scope'],
  ] as const)('is refused to who is %s', (_, account, reason) => {
    expect(change(account)).toMatchObject({ kind: 'refused', reason });
  });

  it('a password never passes a gate of a reset', () => {
    const reset = plan(personOf(), enrolledAll('CS'));
    const current = { method: CURRENT_PASSWORD, proof: 'password' };
    const given = [current, { method: methodId('sms'), proof: 'phone:+12025550100' }];
    expect(reset.kind === 'open' && satisfied(reset, given)).toBe(false);
  });
});

describe('what counts', () => {
  it('two numbers are two proofs', () => {
    const office = enrolled(LETTERS['V'] ?? never(), { id: 'office', proof: 'phone:+12025550199' });
    expect(plan(personOf(), [...enrolledAll('S'), office])).toMatchObject({ kind: 'open', reachable: 2 });
  });

  it('methods are offered strongest first', () => {
    expect(plan(personOf(), enrolledAll('EVSC')).methods).toEqual(['authenticator-code', 'sms', 'voice', 'email']);
  });

  it('a method still cooling does not count, and it is said from when it will', () => {
    const [code, mail] = enrolledAll('CE');
    const enrollments = [code ?? never(), { ...(mail ?? never()), usableFrom: 5_000 }];
    const early = plan(personOf(), enrollments, 4_999);
    expect(early).toMatchObject({ kind: 'refused', reason: 'too-few', enoughFrom: 5_000 });
    expect(plan(personOf(), enrollments, 5_000).kind).toBe('open');
  });

  it('what became usable after the plan was made does not count in it', () => {
    const open = plan(personOf(), enrolledAll('CE'), 100);
    const later = enrolled(LETTERS['S'] ?? never(), { usableFrom: 101 });
    if (open.kind !== 'open') throw new Error('Two proofs are registered.');
    expect(remaining({ ...open, methods: [...open.methods, later.method] }, [], [later])).toEqual([]);
  });

  it('an administrator who gave a weak proof is asked for a strong one', () => {
    const enrollments = enrolledAll('CSE');
    const open = plan(personOf({ groups: ['Domain Admins'] }), enrollments);
    if (open.kind !== 'open') throw new Error('Three proofs are registered.');
    const [text] = enrolledAll('S');
    expect(remaining(open, [text ?? never()], enrollments).map(({ method }) => method)).toEqual(['authenticator-code']);
    expect(satisfied(open, enrolledAll('SE'))).toBe(false);
    expect(satisfied(open, enrolledAll('CE'))).toBe(true);
  });

  it('a proof by a method that is not of the plan adds nothing', () => {
    const open = plan(personOf(), enrolledAll('CE'));
    if (open.kind !== 'open') throw new Error('Two proofs are registered.');
    expect(satisfied(open, [...enrolledAll('C'), ...enrolledAll('Q')])).toBe(false);
  });
});

function never(): never {
  throw new Error('The table of letters lacks one.');
}

const letters = Object.keys(LETTERS).join('');
const anyLetters = fc.subarray([...letters]).map((some) => some.join(''));
const anyFile = fc
  .record({
    compatibility: fc.constantFrom('none', 'entra'),
    gates: fc.constantFrom(1, 2, 3),
    methods: anyLetters.filter((some) => some !== '').map(spelled),
    privileged: fc.boolean(),
    allowNotificationAlone: fc.boolean(),
    allowAuthenticatorOnly: fc.boolean(),
    understood: fc.boolean(),
  })
  .map(({ compatibility, understood, ...policy }) =>
    fileOf({
      compatibility,
      policies: [
        { name: 'p', ...policy, ...(understood ? { securityQuestions: { iUnderstand: QUESTIONS_SENTENCE } } : {}) },
      ],
    }),
  );
const anyEnrollment = fc
  .record({
    letter: fc.constantFrom(...letters),
    number: fc.constantFrom('1', '2', '3'),
    usableFrom: fc.constantFrom(0, 0, 50, 150),
  })
  .map(({ letter, number, usableFrom }) => {
    const one = enrolled(LETTERS[letter] ?? never(), { id: letter + number, usableFrom });
    return one.proof.startsWith('phone') ? { ...one, proof: `phone:${number}` } : one;
  });
const anyEnrollments = fc.array(anyEnrollment, { maxLength: 8 });

describe('whatever the policy and whatever is registered', () => {
  it('an open plan can always be passed, in any order, in exactly as many proofs as it has gates', () => {
    let open = 0;
    fc.assert(
      fc.property(
        anyFile,
        anyEnrollments,
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        (any, enrollments, picks) => {
          const made = plan(personOf(), enrollments, 100, any);
          if (made.kind !== 'open') return;
          open += 1;
          const passed: Enrollment[] = [];
          for (const pick of picks) {
            const menu = remaining(made, passed, enrollments);
            if (menu.length === 0) break;
            expect(satisfied(made, passed)).toBe(false);
            passed.push(menu[pick % menu.length] ?? never());
          }
          expect(satisfied(made, passed)).toBe(true);
          expect(passed.length).toBe(made.gates);
          expect(independent(passed)).toBe(made.gates);
        },
      ),
      { numRuns: 3000 },
    );
    expect(open).toBeGreaterThan(300);
  });

  it('fewer independent proofs than gates never satisfy it, whatever is passed twice', () => {
    fc.assert(
      fc.property(anyFile, anyEnrollments, anyEnrollments, (any, enrollments, passed) => {
        const made = plan(personOf(), enrollments, 100, any);
        if (made.kind === 'open' && satisfied(made, passed))
          expect(independent(passed)).toBeGreaterThanOrEqual(made.gates);
      }),
      { numRuns: 2000 },
    );
  });

  it('registering more never makes somebody unable', () => {
    fc.assert(
      fc.property(anyFile, anyEnrollments, anyEnrollment, (any, enrollments, more) => {
        if (plan(personOf(), enrollments, 100, any).kind !== 'open') return;
        expect(plan(personOf(), [...enrollments, more], 100, any).kind).toBe('open');
      }),
      { numRuns: 2000 },
    );
  });

  it('a privileged plan outside Entra is never passed without app or saved code, nor by questions', () => {
    fc.assert(
      fc.property(anyFile, anyEnrollments, anyEnrollments, (any, enrollments, passed) => {
        const made = plan(personOf(), enrollments, 100, any);
        const [policy] = any.policies;
        if (made.kind !== 'open' || !policy?.privileged || !satisfied(made, passed)) return;
        expect(made.methods).not.toContain('security-questions');
        if (any.compatibility === 'none')
          expect(passed.some(({ proof }) => proof === 'app' || proof === 'saved')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('what the planner calls short is never satisfied by what is registered', () => {
    fc.assert(
      fc.property(anyFile, anyEnrollments, (any, enrollments) => {
        const judged = planner(any, traits).judge(personOf(), enrollments, 100);
        if (judged.kind !== 'short') return;
        const usable = enrollments.filter(({ usableFrom }) => usableFrom <= 100);
        expect(satisfied(judged.plan, usable)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('enoughFrom is the first moment at which it is enough', () => {
    fc.assert(
      fc.property(anyFile, anyEnrollments, (any, enrollments) => {
        const made = plan(personOf(), enrollments, 1, any);
        if (made.kind === 'open') return;
        const opens = [50, 150].find((now) => plan(personOf(), enrollments, now, any).kind === 'open');
        expect(made.enoughFrom).toBe(opens);
      }),
      { numRuns: 1000 },
    );
  });
});
