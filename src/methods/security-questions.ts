import { randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import { equal, type Keyring, newId } from '../crypto.js';
import { MethodUnavailable } from '../errors.js';
import type { Clock } from '../stores/ports.js';
import { faultsIn, tidied } from './answers.js';
import { decoyEnrollment, isDecoy } from './decoy.js';
import { dataOf, jsonIn, memoOf } from './kept.js';
import type { Challenge, Method, Occasion } from './method.js';
import { questionPool } from './question-pool.js';
import { type Given, given, PAGE_MS, type QuestionPage, type QuestionSheets } from './question-sheets.js';
import { slowHash } from './slow-hash.js';
import { traitsOf } from './traits.js';

const SALT_BYTES = 16;

const answered = z.strictObject({ question: z.string(), salt: z.string(), hash: z.string() });
const kept = z.strictObject({ keyId: z.string(), answers: z.array(answered).min(1) });
const asked = z.strictObject({ ticket: z.string() });
const arrival = z.strictObject({ ticket: z.string(), answers: given });
const PATH = '/questions/';

/** Microsoft Entra's parameters: three to five each. */
export interface QuestionSettings {
  /** How many a person registers. */
  readonly register: number;
  /** How many of them are asked. */
  readonly ask: number;
  /** The organisation's own questions. */
  readonly custom: readonly string[];
}

export interface SecurityQuestionsNeeds {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly sheets: QuestionSheets;
  readonly settings: QuestionSettings;
}

/**
 * Questions only the person should be able to answer, on a one-time page; a set is right as a whole or wrong as a whole,
 * and a wrong one is followed by another choice of questions. Weak (ASVS 6.4.2): off unless the policy insists.
 */
export function securityQuestions({ keyring, clock, sheets, settings }: SecurityQuestionsNeeds): Method {
  const traits = traitsOf('security-questions');
  const choices = [...questionPool.keys(), ...settings.custom];

  const drawn = (answers: readonly { readonly question: string }[]): QuestionPage => ({
    kind: 'answer',
    questions: shuffled(answers.map(({ question }) => question)).slice(0, settings.ask),
  });
  const hashOf = (at: Occasion, answer: string, salt: Uint8Array, keyId: string): Promise<Buffer> =>
    slowHash(keyring, { use: 'security-question', accountId: at.accountId, text: tidied(answer) }, salt, keyId);

  /** Every answer is compared, whichever is wrong. */
  async function allRight(at: Occasion, given: Given, { keyId, answers }: z.infer<typeof kept>): Promise<boolean> {
    const right = await Promise.all(
      given.map(async ({ question, answer }) => {
        const known = answers.find((one) => one.question === question);
        const salt = Buffer.from(known?.salt ?? 'AAAAAAAAAAAAAAAAAAAAAA==', 'base64');
        const hash = await hashOf(at, answer, salt, keyId);
        return known !== undefined && equal(hash, Buffer.from(known.hash, 'base64'));
      }),
    );
    const different = new Set(given.map(({ question }) => question)).size;
    return different === Math.min(settings.ask, answers.length) && given.length === different && right.every(Boolean);
  }

  return {
    traits,
    // Answers are never typed in the chat.
    read: () => undefined,
    async begin(occasion, enrollment) {
      const { answers } = dataOf(kept, enrollment);
      const ticket = newId();
      const token = await sheets.lay(ticket, drawn(answers), occasion.conversation);
      return {
        challenge: {
          question: { kind: 'page', path: `${PATH}${token}` },
          expiresAt: clock() + PAGE_MS,
          memo: { ticket },
        },
      };
    },
    async arrived(challenge) {
      const { ticket } = memoOf(asked, challenge.memo);
      const answers = await sheets.take(ticket);
      return answers && JSON.stringify({ ticket, answers });
    },
    async check(occasion, challenge, reply, enrollment) {
      if (reply === undefined) return 'pending';
      const { ticket } = memoOf(asked, challenge.memo);
      const came = arrival.safeParse(jsonIn(reply)).data;
      if (came?.ticket !== ticket || clock() >= challenge.expiresAt) return 'fail';
      const data = dataOf(kept, enrollment);
      if (!keyring.holds(data.keyId)) throw new MethodUnavailable('The key of these answers is no longer held.');
      return (await allRight(occasion, came.answers, data)) && !isDecoy(enrollment) ? 'pass' : 'fail';
    },
    async dismiss(occasion, challenge, enrollment) {
      const { ticket } = memoOf(asked, challenge.memo);
      const { answers } = dataOf(kept, enrollment);
      await sheets.turn(tokenOf(challenge), ticket, drawn(answers), occasion.conversation);
    },
    decoy(occasion) {
      const made = (index: number, part: string): Buffer =>
        keyring.mac('person', ['decoy-question', occasion.accountId, part, String(index)]);
      const answers = [...questionPool.keys()]
        .map((question, index) => ({ question, order: made(index, 'order').toString('hex'), index }))
        .sort((a, b) => (a.order < b.order ? -1 : 1))
        .slice(0, settings.register)
        .map(({ question, index }) => ({
          question,
          salt: made(index, 'salt').subarray(0, SALT_BYTES).toString('base64'),
          hash: made(index, 'hash').toString('base64'),
        }));
      return decoyEnrollment(traits.id, occasion, { proof: 'knowledge', data: { keyId: keyring.keyId, answers } });
    },
    describe: () => '',
    enroll: {
      async begin(occasion) {
        const { login, conversation } = occasion;
        const ticket = newId();
        const page = { kind: 'register', choices, count: settings.register, login } as const;
        const token = await sheets.lay(ticket, page, conversation);
        return {
          challenge: {
            question: { kind: 'page', path: `${PATH}${token}` },
            expiresAt: clock() + PAGE_MS,
            memo: { ticket },
          },
        };
      },
      /** Whatever is typed: what counts are the answers given on the page. */
      async confirm(occasion, challenge) {
        const { ticket } = memoOf(asked, challenge.memo);
        if (clock() >= challenge.expiresAt) return 'fail';
        const given = await sheets.take(ticket);
        if (!given) return { next: challenge };
        const known = given.every(({ question }) => choices.includes(question));
        const faulty = faultsIn(given, occasion.login).some((fault) => fault !== undefined);
        if (given.length !== settings.register || !known || faulty) return 'fail';
        const { keyId } = keyring;
        const answers = await Promise.all(
          given.map(async ({ question, answer }) => {
            const salt = randomBytes(SALT_BYTES);
            const hash = await hashOf(occasion, answer, salt, keyId);
            return { question, salt: salt.toString('base64'), hash: hash.toString('base64') };
          }),
        );
        return { method: traits.id, name: '', proof: 'knowledge', data: { keyId, answers } };
      },
    },
  };
}

/** The page's address is the only place that has it. */
const tokenOf = ({ question }: Challenge): string => (question.kind === 'page' ? question.path.slice(PATH.length) : '');

/** Fisher and Yates, with uniform draws. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(randomInt(rest.length), 1));
}
