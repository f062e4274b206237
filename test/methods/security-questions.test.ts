import { describe, expect, test } from 'vitest';
import { type AnswerFault, faultsIn, tidied } from '../../src/methods/answers.js';
import { questionPool } from '../../src/methods/question-pool.js';
import { occasion } from '../support/methods.js';
import { begunAt, registeredQuestions, registering, settings, tokenOf } from '../support/saved.js';

const here = occasion({ conversation: 'w.conversation' });

describe('security questions', () => {
  test('three of the five registered are asked, others each time', async () => {
    const { method, enrollment, asked, answers } = await registeredQuestions();
    const seen = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const { challenge } = await method.begin(here, enrollment);
      const questions = await asked(challenge);
      expect(new Set(questions).size).toBe(settings.ask);
      for (const question of questions) seen.add(question);
    }
    expect([...seen].sort()).toEqual([...answers.keys()].sort());
  });

  test('all right answers pass, in any case and spacing, and the conversation is told that they are in', async () => {
    const { method, enrollment, reply, nudged } = await registeredQuestions();
    nudged.length = 0;
    const { challenge } = await method.begin(here, enrollment);
    expect(await method.arrived?.(challenge)).toBeUndefined();
    const arrived = await reply(challenge, (answer) => `  ${answer.toUpperCase().replaceAll(' ', '   ')} `);
    expect(nudged).toEqual(['w.conversation']);
    expect(await method.check(here, challenge, arrived, enrollment)).toBe('pass');
    expect(await method.arrived?.(challenge)).toBeUndefined();
  });

  test.each([0, 1, 2])('one wrong answer, at place %i, fails the whole set; the same page asks anew', async (place) => {
    const { method, enrollment, reply, sheets, cookie } = await registeredQuestions();
    const { challenge } = await method.begin(here, enrollment);
    const arrived = await reply(challenge, (answer, index) => (index === place ? 'something else' : answer));
    expect(await sheets.view(await cookie(challenge))).toEqual({ kind: 'given' });
    expect(await method.check(here, challenge, arrived, enrollment)).toBe('fail');
    await method.dismiss?.(here, challenge, enrollment);
    expect(await method.check(here, challenge, await reply(challenge), enrollment)).toBe('pass');
  });

  test('answers are judged only when they arrive as a reply: then a try was taken before', async () => {
    const { method, enrollment, reply } = await registeredQuestions();
    const { challenge } = await method.begin(here, enrollment);
    const arrived = await reply(challenge);
    expect(await method.check(here, challenge, undefined, enrollment)).toBe('pending');
    expect(await method.check(here, challenge, arrived, enrollment)).toBe('pass');
  });

  test('fewer, repeated or other questions than were asked do not pass', async () => {
    const { method, enrollment, sheets, answers, cookie } = await registeredQuestions();
    const [first, second] = [...answers].map(([question, answer]) => ({ question, answer }));
    if (!first || !second) throw new Error('too few');
    for (const given of [[], [first], [first, second], [first, first, first]]) {
      const { challenge } = await method.begin(here, enrollment);
      await sheets.give(await cookie(challenge), given);
      const arrived = await method.arrived?.(challenge);
      expect(await method.check(here, challenge, arrived, enrollment)).toBe('fail');
    }
  });

  test('nothing typed in the chat is an answer', async () => {
    const { method } = await registeredQuestions();
    expect(method.read('answer number 1')).toBeUndefined();
  });

  test('a decoy asks questions of its own, always the same set to draw from, and no answers pass', async () => {
    const { method, sheets, cookie, asked } = await registeredQuestions();
    const nobody = occasion({ accountId: 'nobody' });
    const decoy = method.decoy(nobody);
    expect(method.decoy(nobody)).toEqual(decoy);
    const { challenge } = await method.begin(nobody, decoy);
    const questions = await asked(challenge);
    expect(questions).toHaveLength(settings.ask);
    for (const question of questions) expect(questionPool.has(question)).toBe(true);
    await sheets.give(
      await cookie(challenge),
      questions.map((question) => ({ question, answer: 'a guess' })),
    );
    const arrived = await method.arrived?.(challenge);
    expect(await method.check(nobody, challenge, arrived, decoy)).toBe('fail');
  });

  test('answers are stored as slow hashes alone, each with its salt', async () => {
    const { enrollment } = await registeredQuestions();
    const stored = JSON.stringify(enrollment.data);
    expect(stored).not.toMatch(/answer number/);
    expect(new Set(stored.match(/"salt":"[^"]+"/g)).size).toBe(settings.register);
  });

  test('answers are taken in once', async () => {
    const { method, enrollment, sheets, reply, cookie } = await registeredQuestions();
    const { challenge } = await method.begin(here, enrollment);
    await reply(challenge);
    expect(await sheets.give(await cookie(challenge), [])).toBe(false);
    expect(await sheets.give('nonsense', [])).toBe(false);
  });

  test('a page is opened by one browser, and the link alone answers nothing', async () => {
    const { method, enrollment, sheets } = await registeredQuestions();
    const { challenge } = await method.begin(here, enrollment);
    const token = tokenOf(challenge);
    expect(token).toMatch(/^w\.[\w-]{43}$/);
    expect(await sheets.give(token, [])).toBe(false);
    expect(await sheets.view(token)).toBe('gone');
    const rush = await Promise.all(Array.from({ length: 20 }, () => sheets.open(token)));
    expect(rush.filter((opened) => opened !== 'gone')).toHaveLength(1);
    expect(await sheets.peek(token)).toBe('gone');
  });

  test('what the page should have refused is refused again before it is stored', async () => {
    const { method, sheets, cookie } = await registeredQuestions();
    const good = settings.custom.concat([...questionPool.keys()]).slice(0, 5);
    const cases = [
      good.map((question) => ({ question, answer: 'always the same' })),
      good.map((question, index) => ({ question: `not offered ${question}`, answer: `answer ${index}` })),
      good.slice(1).map((question, index) => ({ question, answer: `answer ${index}` })),
    ];
    for (const given of cases) {
      const challenge = await begunAt(method);
      expect(await method.enroll?.confirm(registering, challenge, '')).toEqual({ next: challenge });
      await sheets.give(await cookie(challenge), given);
      expect(await method.enroll?.confirm(registering, challenge, '')).toBe('fail');
    }
  });
});

describe('what is taken for an answer', () => {
  const one = (answer: string, question = 'first-boss'): AnswerFault | undefined =>
    faultsIn([{ question, answer }], 'ada.lovelace@contoso.example')[0];
  test.each<[string, AnswerFault | undefined]>([
    ['ab', 'too-short'],
    ['  a   ', 'too-short'],
    ['Quite a long answer, forty-one letters now', 'too-long'],
    ['Blue', 'common'],
    ["I don't know", 'common'],
    ['aaaa', 'common'],
    ['abab', 'common'],
    ['boss', 'in-question'],
    ['Lovelace', 'own-name'],
    ['contoso', 'own-name'],
    ['Frau Schmidt-Nowak', undefined],
    ['安倍晴明', undefined],
    ['Quite a long answer, of forty characters', undefined],
  ])('%j: %s', (answer, fault) => {
    expect(one(answer)).toBe(fault);
  });

  test('no answer and no question twice', () => {
    const given = [
      { question: 'first-boss', answer: 'Quentin' },
      { question: 'first-film', answer: ' quentin ' },
      { question: 'first-boss', answer: 'Someone else' },
    ];
    expect(faultsIn(given, 'ada')).toEqual([undefined, 'repeated', 'same-question']);
  });

  test('one spelling of what means the same', () => {
    for (const spelling of ['São  Paulo', 'SÃO PAULO', ' são paulo', 'Sa\u0303o Paulo', 'ＳÃＯ　ＰＡＵＬＯ']) {
      expect(tidied(spelling)).toBe('são paulo');
    }
  });

  test('the questions that come with it are short enough and no two are alike', () => {
    for (const text of questionPool.values()) expect(text.length).toBeLessThanOrEqual(200);
    expect(new Set(questionPool.values()).size).toBe(questionPool.size);
    expect(questionPool.size).toBeGreaterThanOrEqual(10);
  });
});
