import { describe, expect, it } from 'vitest';
import type { Level } from '../../src/policy/check.js';
import { checkPolicy } from '../../src/policy/checks.js';
import { defaultPolicy } from '../../src/policy/default-policy.js';
import { coolingMs, policyHash } from '../../src/policy/policy.js';
import { QUESTIONS_SENTENCE } from '../../src/policy/schema.js';
import { fileOf, spelled, traits } from '../support/policies.js';

const understood = { iUnderstand: QUESTIONS_SENTENCE };

/** `id: level` of everything found about one policy called p. */
const found = (policy: object, compatibility = 'none'): readonly string[] =>
  checkPolicy(fileOf({ compatibility, policies: [{ name: 'p', ...policy }] }), traits)
    .filter((check) => check.policy === 'p')
    .map(({ id, level }) => `${id}: ${level}`);

const CASES: readonly (readonly [string, object, string, Level])[] = [
  ['the app alone, not allowed', { gates: 1, methods: spelled('CN') }, 'authenticator-only', 'fault'],
  ['the app with questions that do not count', { gates: 1, methods: spelled('CQ') }, 'authenticator-only', 'fault'],
  [
    'the app alone, allowed',
    { gates: 1, methods: spelled('C'), allowAuthenticatorOnly: true },
    'authenticator-only',
    'warning',
  ],
  [
    'the switch where it does nothing',
    { gates: 2, methods: spelled('CSE'), allowAuthenticatorOnly: true },
    'authenticator-only',
    'warning',
  ],
  ['one gate', { gates: 1, methods: spelled('CE') }, 'gates', 'warning'],
  ['two gates', { gates: 2, methods: spelled('CE') }, 'gates', 'good'],
  ['a notification at one gate', { gates: 1, methods: spelled('CNE') }, 'notification-alone', 'note'],
  [
    'a notification alone',
    { gates: 1, methods: spelled('N'), allowNotificationAlone: true, allowAuthenticatorOnly: true },
    'notification-alone',
    'warning',
  ],
  [
    'the notification switch at two gates',
    { gates: 2, methods: spelled('NE'), allowNotificationAlone: true },
    'notification-alone',
    'warning',
  ],
  ['only a notification, not allowed', { gates: 1, methods: spelled('N') }, 'methods', 'fault'],
  ['code and notification for two gates', { gates: 2, methods: spelled('CN') }, 'methods', 'fault'],
  ['text and call for two gates', { gates: 2, methods: spelled('SV') }, 'methods', 'fault'],
  ['three gates of two kinds', { gates: 3, methods: spelled('CNSV') }, 'methods', 'fault'],
  ['an approval in Teams', { gates: 2, methods: spelled('CTE') }, 'teams-approval', 'note'],
  [
    'an approval in Teams alone',
    { gates: 1, methods: spelled('TE'), allowNotificationAlone: true },
    'teams-approval',
    'warning',
  ],
  [
    'an approval in Teams as the strong one',
    { gates: 2, methods: spelled('TS'), privileged: true },
    'methods',
    'fault',
  ],
  ['only with an approval in Teams', { gates: 2, methods: spelled('TS') }, 'begun-in-teams', 'warning'],
  [
    'only by an approval in Teams',
    { gates: 1, methods: spelled('T'), allowNotificationAlone: true, allowAuthenticatorOnly: true },
    'begun-in-teams',
    'warning',
  ],
  ['an approval in Teams and the app', { gates: 2, methods: spelled('CT') }, 'methods', 'fault'],
  ['only the telephone', { gates: 1, methods: spelled('SV') }, 'sms-restricted', 'fault'],
  ['the telephone and another', { gates: 1, methods: spelled('SE') }, 'sms-restricted', 'note'],
  [
    'the telephone and questions',
    { gates: 2, methods: spelled('SQ'), securityQuestions: understood },
    'sms-restricted',
    'warning',
  ],
  ['two of one channel', { gates: 2, methods: spelled('SVE') }, 'same-channel', 'note'],
  ['no spare', { gates: 2, methods: spelled('CE') }, 'spare', 'warning'],
  ['text and mail', { gates: 2, methods: spelled('SE') }, 'nist-recovery', 'note'],
  ['app and mail', { gates: 2, methods: spelled('CE') }, 'nist-recovery', 'good'],
  ['questions that do not count', { gates: 2, methods: spelled('CEQ') }, 'security-questions', 'note'],
  [
    'questions that count',
    { gates: 2, methods: spelled('CEQ'), securityQuestions: understood },
    'security-questions',
    'warning',
  ],
  [
    'questions as the only gate',
    { gates: 1, methods: spelled('Q'), securityQuestions: understood },
    'security-questions',
    'fault',
  ],
  ['questions for administrators', { privileged: true, methods: spelled('CRQ') }, 'privileged', 'fault'],
  [
    'the sentence for administrators',
    { privileged: true, methods: spelled('CR'), securityQuestions: understood },
    'security-questions',
    'fault',
  ],
  [
    'more asked than registered',
    { methods: spelled('CEQ'), securityQuestions: { ...understood, register: 3, ask: 4 } },
    'security-questions',
    'fault',
  ],
  [
    'the sentence without the method',
    { methods: spelled('CE'), securityQuestions: understood },
    'security-questions',
    'warning',
  ],
  ['administrators at one gate', { privileged: true, gates: 1, methods: spelled('CR') }, 'privileged', 'fault'],
  ['administrators by text and mail', { privileged: true, methods: spelled('SE') }, 'privileged', 'fault'],
  ['administrators', { privileged: true, methods: spelled('CR') }, 'privileged', 'good'],
  [
    'administrators changing with one password',
    { privileged: true, methods: spelled('CR'), changeWithCurrentPassword: true },
    'change-password',
    'warning',
  ],
  [
    'registering less than a reset needs',
    { gates: 2, methods: spelled('CSE'), register: { required: 1 } },
    'registration',
    'fault',
  ],
  [
    'registering more than there is',
    { gates: 2, methods: spelled('CRE'), register: { required: 4 } },
    'registration',
    'fault',
  ],
  [
    'registering what is not used',
    { gates: 2, methods: spelled('CE'), register: { methods: spelled('S') } },
    'registration',
    'fault',
  ],
  ['registering no spare', { gates: 2, methods: spelled('CSE'), register: { required: 2 } }, 'registration', 'warning'],
  [
    'registering by oneself too little',
    { gates: 2, methods: spelled('CSE'), register: { methods: spelled('C') } },
    'registration',
    'warning',
  ],
  ['no cooling', { methods: spelled('CSE'), register: { coolingHours: 0 } }, 'cooling', 'note'],
  [
    'no cooling for administrators',
    { privileged: true, methods: spelled('CR'), register: { coolingHours: 0 } },
    'cooling',
    'warning',
  ],
  [
    "the directory's own phone",
    { methods: spelled('CSE'), register: { directoryContacts: 'reset' } },
    'directory-contacts',
    'warning',
  ],
  ['never asking again', { methods: spelled('CSE'), register: { reconfirmAfterDays: 0 } }, 'reconfirmation', 'note'],
];

describe('named checks', () => {
  it.each(CASES)('%s', (_, policy, id, level) => expect(found(policy)).toContain(`${id}: ${level}`));

  it('an approval in Teams is called what it is, and no app', () => {
    const said = (policy: object, id: string, compatibility = 'none') =>
      checkPolicy(fileOf({ compatibility, policies: [{ name: 'p', ...policy }] }), traits).find(
        (check) => check.id === id,
      );
    const alone = { gates: 1, methods: spelled('T'), allowNotificationAlone: true };
    expect(said(alone, 'authenticator-only')?.sentence).toMatch(/^An approval in Teams would be the only method/);
    const allowed = said({ ...alone, allowAuthenticatorOnly: true }, 'authenticator-only');
    expect(allowed?.sentence).toMatch(/^An approval in Teams is the only proof/);
    const unoffered = said({ gates: 1, methods: spelled('TSE') }, 'notification-alone')?.sentence;
    expect(unoffered).toBe('Not offered with one gate, where an approval alone is not enough: teams-approval.');
    expect(said({ gates: 2, methods: spelled('TS') }, 'nist-recovery')).toMatchObject({ level: 'note' });
    expect(said({ gates: 2, methods: spelled('TS') }, 'nist-recovery')?.sentence).toContain('sms + teams-approval');
    expect(said({ gates: 2, methods: spelled('TSE') }, 'entra-methods', 'entra')).toMatchObject({ level: 'warning' });
    expect(said({ gates: 2, methods: spelled('CSE') }, 'entra-methods', 'entra')).toBeUndefined();
  });

  it('who has another way can reset in Teams', () => {
    for (const methods of ['TSE', 'CTS'])
      expect(found({ gates: 2, methods: spelled(methods) }).join()).not.toContain('begun-in-teams');
  });

  it('every check has a sentence and a reason', () => {
    for (const { sentence, reason } of checkPolicy(defaultPolicy(traits), traits)) {
      expect(sentence).toMatch(/^\w.+\.$/u);
      expect(reason.length).toBeGreaterThan(10);
    }
  });

  it('a notification alone is told with the campaign that abused it', () => {
    const file = fileOf({
      policies: [
        { name: 'p', gates: 1, methods: spelled('CN'), allowNotificationAlone: true, allowAuthenticatorOnly: true },
      ],
    });
    const check = checkPolicy(file, traits).find(({ id }) => id === 'notification-alone');
    expect(check?.sentence).toContain('Storm-2949');
  });

  it('the app alone is told with the lost phone and recovery codes', () => {
    const file = fileOf({ policies: [{ name: 'p', gates: 1, methods: spelled('C'), allowAuthenticatorOnly: true }] });
    const check = checkPolicy(file, traits).find(({ id }) => id === 'authenticator-only');
    expect(check?.sentence).toMatch(/lost phone|loses it/u);
    expect(check?.sentence).toContain('recovery-code');
  });

  it('a policy that refuses self-service needs no methods', () => {
    expect(found({ refuse: true, privileged: true })).toEqual([]);
  });

  it('the default policy has no fault', () => {
    expect(checkPolicy(defaultPolicy(traits), traits).filter(({ level }) => level === 'fault')).toEqual([]);
  });
});

describe('the list of policies', () => {
  const ofFile = (...policies: readonly object[]): readonly string[] =>
    checkPolicy(fileOf({ policies }), traits).map(({ id, level, policy }) => `${id}: ${level} ${policy ?? ''}`.trim());
  const plain = (name: string, groups?: readonly string[]) => ({
    name,
    methods: spelled('CSE'),
    ...(groups ? { appliesTo: { groups } } : {}),
  });

  it('a policy behind one that takes everybody never applies', () => {
    expect(ofFile(plain('a'), plain('b', ['x']))).toContain('unreachable: fault b');
  });

  it('nor one whose groups are all taken, whatever their case', () => {
    expect(ofFile(plain('a', ['X', 'y']), plain('b', ['x']))).toContain('unreachable: fault b');
    expect(ofFile(plain('a', ['x']), plain('b', ['x', 'z']))).not.toContain('unreachable: fault b');
  });

  it('a weaker policy before a privileged one is warned of', () => {
    expect(ofFile(plain('a', ['x']), { ...plain('b', ['y']), privileged: true })).toContain('weaker-first: warning b');
  });

  it('two of one name are refused', () =>
    expect(ofFile(plain('a', ['x']), plain('a'))).toContain('same-name: fault a'));

  it('two that ask questions ask the same ones, or are refused', () => {
    const asking = (name: string, groups: readonly string[], settings: object) => ({
      ...plain(name, groups),
      methods: spelled('CSQ'),
      securityQuestions: { ...understood, ...settings },
    });
    const first = asking('a', ['x'], { register: 5, ask: 3 });
    for (const settings of [{ register: 4 }, { ask: 4 }, { custom: ['What is the name of our canteen?'] }]) {
      expect(ofFile(first, asking('b', ['y'], settings))).toContain('one-set-of-questions: fault b');
    }
    expect(ofFile(first, asking('b', ['y'], {})).join()).not.toContain('one-set-of-questions');
    const idle = { ...plain('b', ['y']), securityQuestions: { ...understood, ask: 4 } };
    expect(ofFile(first, idle).join()).not.toContain('one-set-of-questions');
  });

  it('it is said when nobody is left over, and what becomes of protected accounts', () => {
    expect(ofFile(plain('a', ['x']))).toEqual(
      expect.arrayContaining(['everybody-else: note', 'protected-accounts: note']),
    );
  });
});

describe('what is settled', () => {
  const registered = (policy: object): number =>
    fileOf({ policies: [{ name: 'p', ...policy }] }).policies[0]?.register.required ?? 0;

  it('one more proof is asked for at registration than a reset needs, where the methods allow', () => {
    expect(registered({ gates: 2, methods: spelled('CSE') })).toBe(3);
    expect(registered({ gates: 2, methods: spelled('CR') })).toBe(2);
    expect(registered({ gates: 1, methods: spelled('C'), allowAuthenticatorOnly: true })).toBe(1);
  });

  it('a new method cools by how it was registered, unless the file says how long', () => {
    const [usual, privileged, explicit] = fileOf({
      policies: [
        { name: 'a', methods: spelled('CSE') },
        { name: 'b', methods: spelled('CR'), privileged: true },
        { name: 'c', methods: spelled('CSE'), register: { coolingHours: 6 } },
      ],
    }).policies;
    const hours = (policy: typeof usual, proofs: number) => policy && coolingMs(policy, { proofs }) / 3_600_000;
    expect([hours(usual, 2), hours(usual, 1)]).toEqual([0, 24]);
    expect([hours(privileged, 2), hours(privileged, 1)]).toEqual([0, 168]);
    expect([hours(explicit, 2), hours(explicit, 1)]).toEqual([6, 6]);
  });

  it('the same meaning has the same hash, another meaning another', () => {
    const short = fileOf({ policies: [{ name: 'p', methods: spelled('CSE') }] });
    const long = fileOf({
      policies: [{ methods: spelled('CSE'), gates: 2, privileged: false, name: 'p' }],
      compatibility: 'none',
    });
    const other = fileOf({ policies: [{ name: 'p', gates: 1, methods: spelled('CSE') }] });
    expect(policyHash(short)).toBe(policyHash(long));
    expect(policyHash(short)).not.toBe(policyHash(other));
  });
});
