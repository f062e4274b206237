import { describe, expect, test } from 'vitest';
import { MethodUnavailable } from '../../src/errors.js';
import type { Begun, Challenge, Enrollment, Method, Occasion } from '../../src/methods/method.js';
import { occasion } from '../support/methods.js';

/** One method, set up so that the suite can play the person who has it. */
export interface Rig {
  readonly method: Method;
  readonly enrollment: Enrollment;
  pass(ms: number): void;
  /** What the person answers: reads the phone, mailbox or app. */
  answer(begun: Begun, at: Occasion): Promise<string>;
  /** An answer of the right shape that is not this one. */
  spoil(right: string): string;
  /** What must never stand in a challenge in the clear. */
  secrets(right: string): readonly string[];
  /** The answer is not typed in the chat, and comes another way. */
  readonly isElsewhere?: boolean;
  /** Whether an answer is bound to session and purpose, not to the person alone. */
  readonly bound: boolean;
}

const judged = (rig: Rig, at: Occasion, challenge: Challenge, reply: string, enrollment = rig.enrollment) =>
  rig.method.check(at, challenge, reply, enrollment);

const passing = async (rig: Rig, at: Occasion): Promise<{ challenge: Challenge; right: string }> => {
  const begun = await rig.method.begin(at, rig.enrollment);
  await begun.deliver?.();
  return { challenge: begun.challenge, right: await rig.answer(begun, at) };
};

/** What every method promises, whatever it is. */
export function methodContract(name: string, rigged: () => Promise<Rig>): void {
  describe(name, () => {
    test('the right answer passes', async () => {
      const rig = await rigged();
      const { challenge, right } = await passing(rig, occasion());
      expect(await judged(rig, occasion(), challenge, right)).toBe('pass');
    });

    test('an answer that passed is worthless for the next challenge', async () => {
      const rig = await rigged();
      const first = await passing(rig, occasion());
      expect(await judged(rig, occasion(), first.challenge, first.right)).toBe('pass');
      const { challenge } = await rig.method.begin(occasion(), rig.enrollment);
      expect(await judged(rig, occasion(), challenge, first.right)).toBe('fail');
    });

    test('a wrong answer fails and leaves the right one good', async () => {
      const rig = await rigged();
      const { challenge, right } = await passing(rig, occasion());
      expect(await judged(rig, occasion(), challenge, rig.spoil(right))).toBe('fail');
      expect(await judged(rig, occasion(), challenge, right)).toBe('pass');
    });

    test('no answer yet is neither right nor wrong', async () => {
      const rig = await rigged();
      const { challenge, deliver } = await rig.method.begin(occasion(), rig.enrollment);
      await deliver?.();
      expect(await rig.method.check(occasion(), challenge, undefined, rig.enrollment)).toBe('pending');
    });

    test('what came another way is taken once, and cannot be typed', async () => {
      const rig = await rigged();
      const { challenge, right } = await passing(rig, occasion());
      expect(await rig.method.arrived?.(challenge)).toBeUndefined();
      if (rig.isElsewhere) expect(rig.method.read(right)).toBeUndefined();
    });

    test('a right answer after its time does not pass', async () => {
      const rig = await rigged();
      const { challenge, right } = await passing(rig, occasion());
      rig.pass(10 * 60_000);
      const unavailable = (error: unknown): 'fail' => {
        expect(error).toBeInstanceOf(MethodUnavailable);
        return 'fail';
      };
      expect(await judged(rig, occasion(), challenge, right).catch(unavailable)).toBe('fail');
    });

    test('an answer made for one occasion is worthless on every other', async () => {
      const rig = await rigged();
      if (!rig.bound) return expect(rig.method.traits.family).toMatch(/app|saved|knowledge/);
      const people = ['account-ada', 'account-ben', 'account-cleo'];
      for (const made of ['reset', 'unlock', 'change', 'register', 'manage'] as const) {
        const { challenge, right } = await passing(rig, occasion({ purpose: made }));
        for (const used of ['reset', 'unlock', 'change', 'register', 'manage'] as const) {
          for (const accountId of people) {
            for (const sessionId of ['session-1', 'session-2']) {
              const at = occasion({ purpose: used, accountId, sessionId });
              const same = used === made && accountId === 'account-ada' && sessionId === 'session-1';
              const verdict = await judged(rig, at, challenge, right, { ...rig.enrollment, accountId });
              expect(verdict, `${made} → ${used}, ${accountId}, ${sessionId}`).toBe(same ? 'pass' : 'fail');
            }
          }
        }
      }
    });

    test('a challenge holds no secret in the clear', async () => {
      const rig = await rigged();
      const { challenge, right } = await passing(rig, occasion());
      const kept = JSON.stringify(challenge);
      for (const secret of rig.secrets(right)) {
        for (const spelling of [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')]) {
          expect(kept).not.toContain(spelling);
        }
      }
    });

    test('a decoy asks the same question, looks the same each time, and never passes', async () => {
      const rig = await rigged();
      const at = occasion({ accountId: 'nobody', login: 'nobody@contoso.example' });
      const decoy = rig.method.decoy(at);
      expect(rig.method.decoy(at)).toEqual(decoy);
      const real = await rig.method.begin(at, rig.enrollment);
      const begun = await rig.method.begin(at, decoy);
      expect(Object.keys(begun.challenge.question)).toEqual(Object.keys(real.challenge.question));
      expect(begun.challenge.expiresAt).toBe(real.challenge.expiresAt);
      expect(begun.deliver === undefined).toBe(real.deliver === undefined);
      await begun.deliver?.();
      const { right } = await passing(rig, at);
      expect(await judged(rig, at, begun.challenge, right, decoy)).toBe('fail');
    });

    test('what is shown of it gives away two characters at most', async () => {
      const rig = await rigged();
      expect(rig.method.describe(rig.enrollment)).not.toMatch(/\d{3}/);
    });
  });
}
