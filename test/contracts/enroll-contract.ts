import { describe, expect, test } from 'vitest';
import type { Begun, Challenge, Method, NewEnrollment } from '../../src/methods/method.js';
import { enrolled, occasion } from '../support/methods.js';

/** One method, set up so that the suite can play the person who registers it. */
export interface EnrollRig {
  readonly method: Method;
  /** What is typed where a number or an address is asked for. */
  readonly typed?: string;
  pass(ms: number): void;
  /** What the person does with what is shown or sent; resolves to what is then said in the chat. */
  answer(challenge: Challenge): Promise<string>;
  /** What is said by somebody who did not do it. */
  wrong(right: string): Promise<string>;
  /** What must never stand in the memo in the clear. */
  secrets(challenge: Challenge, right: string): readonly string[];
  /** What a registered method of this kind is asked, answered right. */
  prove(made: NewEnrollment): Promise<boolean>;
}

const at = occasion({ purpose: 'register', conversation: 'w.conversation' });

async function begun(rig: EnrollRig): Promise<Begun> {
  const { enroll } = rig.method;
  if (!enroll) throw new Error('it cannot be registered');
  const first = await enroll.begin(at, undefined);
  if ('refused' in first) throw new Error(first.refused);
  if (first.challenge.question.kind !== 'enter') return first;
  const second = await enroll.begin(at, rig.typed);
  if ('refused' in second) throw new Error(second.refused);
  await second.deliver?.();
  return second;
}

const isMade = (outcome: unknown): outcome is NewEnrollment =>
  typeof outcome === 'object' && outcome !== null && 'proof' in outcome;

/** What the registration of every method promises. */
export function enrollContract(name: string, rigged: () => Promise<EnrollRig>): void {
  describe(`registering ${name}`, () => {
    test('is proven before anything is made of it, and what is made can then be passed', async () => {
      const rig = await rigged();
      const { challenge } = await begun(rig);
      const outcome = await rig.method.enroll?.confirm(at, challenge, await rig.answer(challenge));
      if (!isMade(outcome)) throw new Error(`nothing was made: ${JSON.stringify(outcome)}`);
      expect(outcome.method).toBe(rig.method.traits.id);
      expect(outcome.proof).not.toBe('');
      expect(await rig.prove(outcome)).toBe(true);
    });

    test('makes nothing of a wrong answer, and the right one is still good', async () => {
      const rig = await rigged();
      const { challenge } = await begun(rig);
      expect(isMade(await rig.method.enroll?.confirm(at, challenge, await rig.wrong('00000000')))).toBe(false);
      const right = await rig.answer(challenge);
      expect(isMade(await rig.method.enroll?.confirm(at, challenge, right))).toBe(true);
    });

    test('makes nothing of a right answer after its time', async () => {
      const rig = await rigged();
      const { challenge } = await begun(rig);
      const right = await rig.answer(challenge);
      rig.pass(11 * 60_000);
      expect(await rig.method.enroll?.confirm(at, challenge, right)).toBe('fail');
    });

    test('holds no secret in the clear while it waits', async () => {
      const rig = await rigged();
      const { challenge } = await begun(rig);
      const right = await rig.answer(challenge);
      const memo = JSON.stringify(challenge.memo);
      for (const secret of rig.secrets(challenge, right)) {
        for (const spelling of [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')]) {
          expect(memo).not.toContain(spelling);
        }
      }
    });

    test('says the same of itself as enrolled: two characters at most', async () => {
      const rig = await rigged();
      const { challenge } = await begun(rig);
      const made = await rig.method.enroll?.confirm(at, challenge, await rig.answer(challenge));
      if (!isMade(made)) throw new Error('nothing was made');
      expect(rig.method.describe(enrolled(made))).not.toMatch(/\d{3}/);
    });
  });
}
