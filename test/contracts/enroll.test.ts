import { authenticatorCode } from '../../src/methods/authenticator-code.js';
import { calls } from '../../src/methods/calls.js';
import { email } from '../../src/methods/email.js';
import type { Challenge, Method, NewEnrollment } from '../../src/methods/method.js';
import { questionSheets } from '../../src/methods/question-sheets.js';
import { recoveryCode } from '../../src/methods/recovery-code.js';
import { recoverySheets } from '../../src/methods/recovery-sheets.js';
import { securityQuestions } from '../../src/methods/security-questions.js';
import { sms } from '../../src/methods/sms.js';
import { voice } from '../../src/methods/voice.js';
import { approverDesk, asking, numberIn, Phone, waitingFor } from '../support/approver.js';
import {
  box,
  claimsInMemory,
  enrolled,
  enrollmentBook,
  keys,
  movableClock,
  occasion,
  organisation,
  stepKeeper,
  totp,
} from '../support/methods.js';
import { openedBy, settings } from '../support/saved.js';
import { type EnrollRig, enrollContract } from './enroll-contract.js';

const PHONE = '+12025550100';
const MAIL = 'ada@home.example';

const keyIn = ({ question }: Challenge): string =>
  question.kind === 'scan' ? (new URL(question.uri).searchParams.get('secret') ?? '') : '';

async function passes(method: Method, made: NewEnrollment, answer: () => Promise<string>): Promise<boolean> {
  const { challenge, deliver } = await method.begin(occasion(), enrolled(made));
  await deliver?.();
  return (await method.check(occasion(), challenge, await answer(), enrolled(made))) === 'pass';
}

enrollContract('authenticator-code', async () => {
  const { now, pass } = movableClock();
  const method = authenticatorCode({
    keyring: keys(),
    clock: now,
    enrollments: stepKeeper('enrollment-1'),
    organisation,
  });
  let key = '';
  return {
    method,
    pass,
    answer: async (challenge) => {
      key = keyIn(challenge);
      return totp(key, now());
    },
    wrong: async (code) => code.slice(0, 6),
    secrets: (challenge) => [keyIn(challenge)],
    prove: (made) => {
      pass(60_000);
      return passes(method, made, async () => totp(key, now()));
    },
  };
});

/** Methods that send a code somewhere. */
function sent(method: (needs: { box: ReturnType<typeof box>; now: () => number }) => Method, to: string) {
  return async (): Promise<EnrollRig> => {
    const { now, pass } = movableClock();
    const sender = box(now);
    const made = method({ box: sender, now });
    const newest = async (): Promise<string> => (await sender.list(to)).at(-1)?.code ?? '';
    return {
      method: made,
      typed: to,
      pass,
      answer: newest,
      wrong: async (code) => code,
      secrets: (_challenge, right) => [right, to],
      prove: (enrollment) => passes(made, enrollment, newest),
    };
  };
}

const common = { keyring: keys(), organisation, digits: 8, countries: ['US'] } as const;

enrollContract(
  'sms',
  sent(({ box: sender, now }) => sms({ ...common, clock: now, claims: claimsInMemory(), through: { sender } }), PHONE),
);

enrollContract(
  'email',
  sent(({ box: sender, now }) => email({ ...common, clock: now, sender, ownDomains: ['contoso.example'] }), MAIL),
);

enrollContract('voice', async () => {
  const { now, pass } = movableClock();
  const sender = box(now);
  const desk = calls({ claims: claimsInMemory(), nudge: async () => {} });
  const method = voice({ ...common, clock: now, calls: desk, sender, mode: 'code' });
  const listens = async (): Promise<string> => {
    const spoken = await desk.pressed((await sender.calls()).at(-1)?.reference ?? '', '1');
    return spoken.kind === 'say' ? (/is: ([\d. ]+)\. Once/.exec(spoken.text)?.[1] ?? '').replace(/\D/g, '') : '';
  };
  return {
    method,
    typed: PHONE,
    pass,
    answer: listens,
    wrong: async (code) => code,
    secrets: (_challenge, right) => [right, PHONE],
    prove: (made) => passes(method, made, listens),
  };
});

enrollContract('recovery-code', async () => {
  const { now, pass } = movableClock();
  const sheets = recoverySheets({ claims: claimsInMemory(), nudge: async () => {}, clock: now });
  const cookie = openedBy(sheets);
  let codes: readonly string[] = [];
  let made: Method | undefined;
  const needs = { keyring: keys(), clock: now, sheets };
  const blank = { spend: async () => false, update: async () => false, list: async () => [] };
  const method = recoveryCode({ ...needs, enrollments: blank });
  return {
    method,
    pass,
    answer: async (challenge) => {
      const sheet = await sheets.view(await cookie(challenge));
      if (sheet !== 'gone') codes = sheet.codes;
      await sheets.saved(await cookie(challenge));
      return '';
    },
    // Whatever is typed, nobody said on the page that the codes are saved.
    wrong: async () => 'saved',
    secrets: () => codes,
    prove: (enrollment) => {
      made = recoveryCode({ ...needs, enrollments: enrollmentBook(enrolled(enrollment)) });
      return passes(made, enrollment, async () => made?.read(codes[3] ?? '') ?? '');
    },
  };
});

enrollContract('authenticator-notification', async () => {
  const desk = approverDesk();
  const phone = new Phone();
  const secretIn = ({ question }: Challenge): string =>
    question.kind === 'pair' ? (question.uri.split('#')[1] ?? '') : '';
  return {
    method: desk.method,
    pass: desk.pass,
    answer: async (challenge) => {
      await desk.pairings.accept(secretIn(challenge), phone.candidate(secretIn(challenge)));
      return '';
    },
    // Whatever is typed, no phone has come.
    wrong: async () => 'paired',
    secrets: (challenge) => [secretIn(challenge)],
    async prove(made) {
      const enrollment = enrolled(made);
      desk.book.splice(0, desk.book.length, enrollment);
      const { challenge, deliver } = await desk.method.begin(asking(), enrollment);
      await deliver?.();
      const waiting = await waitingFor(desk, phone);
      await desk.approvals.answer(phone.answers('account-ada', waiting, numberIn(challenge), desk.now()));
      const reply = await desk.method.arrived?.(challenge);
      return (await desk.method.check(asking(), challenge, reply, enrollment)) === 'pass';
    },
  };
});

enrollContract('security-questions', async () => {
  const { now, pass } = movableClock();
  const sheets = questionSheets({ claims: claimsInMemory(), nudge: async () => {} });
  const method = securityQuestions({ keyring: keys(), clock: now, sheets, settings });
  const answerTo = (question: string): string => `walnut tree ${question.length} ${question.slice(-3)}`;
  const cookie = openedBy(sheets);
  const fill = async (challenge: Challenge): Promise<void> => {
    const page = await sheets.view(await cookie(challenge));
    if (page === 'gone' || page.kind === 'given') throw new Error('no questions');
    const asked = page.kind === 'answer' ? page.questions : page.choices.slice(0, page.count);
    await sheets.give(
      await cookie(challenge),
      asked.map((question) => ({ question, answer: answerTo(question) })),
    );
  };
  return {
    method,
    pass,
    answer: async (challenge) => {
      await fill(challenge);
      return '';
    },
    wrong: async () => 'done',
    secrets: () => ['walnut'],
    prove: async (made) => {
      const { challenge } = await method.begin(occasion(), enrolled(made));
      await fill(challenge);
      const reply = await method.arrived?.(challenge);
      return (await method.check(occasion(), challenge, reply, enrolled(made))) === 'pass';
    },
  };
});
