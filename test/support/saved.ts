import type { Challenge, Enrollment, Method } from '../../src/methods/method.js';
import { type QuestionSheets, questionSheets } from '../../src/methods/question-sheets.js';
import { recoveryCode } from '../../src/methods/recovery-code.js';
import { type RecoverySheets, recoverySheets } from '../../src/methods/recovery-sheets.js';
import { type QuestionSettings, securityQuestions } from '../../src/methods/security-questions.js';
import type { Enrollments } from '../../src/stores/ports.js';
import { claimsInMemory, enrolled, enrollmentBook, keys, movableClock, occasion } from './methods.js';

export const registering = occasion({ purpose: 'register', conversation: 'w.conversation' });

/** The token in the address of a one-time page. */
export function tokenOf(challenge: Challenge): string {
  if (challenge.question.kind !== 'page') throw new Error('no page was shown');
  return challenge.question.path.split('/').at(-1) ?? '';
}

interface Opening {
  open(token: string): Promise<{ readonly cookie: string } | 'gone'>;
}

/** The cookie of the browser that opens a page. @throws when it was opened before */
export async function cookieFor(door: Opening, token: string): Promise<string> {
  const opened = await door.open(token);
  if (opened === 'gone') throw new Error('the page is gone');
  return opened.cookie;
}

/** A browser: opens the page of a challenge the first time, and has its cookie from then on. */
export function openedBy(door: Opening): (challenge: Challenge) => Promise<string> {
  const jar = new Map<string, string>();
  return async (challenge) => {
    const token = tokenOf(challenge);
    const cookie = jar.get(token) ?? (await cookieFor(door, token));
    jar.set(token, cookie);
    return cookie;
  };
}

export async function begunAt(method: Method, at = registering): Promise<Challenge> {
  const begun = await method.enroll?.begin(at, undefined);
  if (!begun || 'refused' in begun) throw new Error('registering was refused');
  return begun.challenge;
}

interface Registered {
  readonly method: Method;
  readonly enrollment: Enrollment;
  readonly nudged: string[];
  pass(ms: number): void;
}

export interface RegisteredCodes extends Registered {
  readonly codes: readonly string[];
  readonly sheets: RecoverySheets;
  readonly book: Pick<Enrollments, 'spend' | 'update' | 'list'>;
}

/** A person with a sheet of ten codes, registered as people do. */
export async function registeredCodes(): Promise<RegisteredCodes> {
  const { now, pass } = movableClock();
  const nudged: string[] = [];
  const sheets = recoverySheets({ claims: claimsInMemory(), nudge: async (to) => void nudged.push(to), clock: now });
  let book: RegisteredCodes['book'] | undefined;
  const inBook = (): RegisteredCodes['book'] => {
    if (!book) throw new Error('nothing is registered yet');
    return book;
  };
  const enrollments: RegisteredCodes['book'] = {
    spend: (id, place) => inBook().spend(id, place),
    update: (id, change) => inBook().update(id, change),
    list: (accountId) => inBook().list(accountId),
  };
  const method = recoveryCode({ keyring: keys(), clock: now, sheets, enrollments });
  const challenge = await begunAt(method);
  const cookie = await openedBy(sheets)(challenge);
  const sheet = await sheets.view(cookie);
  if (sheet === 'gone') throw new Error('the sheet is gone');
  await sheets.saved(cookie);
  const made = await method.enroll?.confirm(registering, challenge, '');
  if (typeof made !== 'object' || 'next' in made) throw new Error('nothing was registered');
  const enrollment = enrolled(made);
  book = enrollmentBook(enrollment);
  return { method, enrollment, codes: sheet.codes, nudged, pass, sheets, book };
}

export const settings: QuestionSettings = { register: 5, ask: 3, custom: ['What is the name of our canteen cook?'] };

export interface RegisteredQuestions extends Registered {
  readonly sheets: QuestionSheets;
  /** The cookie of the browser that has opened the page of a challenge. */
  cookie(challenge: Challenge): Promise<string>;
  /** The questions that the page of a challenge asks. */
  asked(challenge: Challenge): Promise<readonly string[]>;
  readonly answers: ReadonlyMap<string, string>;
  /** Answers the page of a challenge; returns what arrives in the conversation. */
  reply(challenge: Challenge, change?: (answer: string, index: number) => string): Promise<string>;
}

/** A person with five questions, registered as people do. */
export async function registeredQuestions(): Promise<RegisteredQuestions> {
  const { now, pass } = movableClock();
  const nudged: string[] = [];
  const sheets = questionSheets({ claims: claimsInMemory(), nudge: async (to) => void nudged.push(to) });
  const method = securityQuestions({ keyring: keys(), clock: now, sheets, settings });
  const challenge = await begunAt(method);
  const cookie = openedBy(sheets);
  const page = await sheets.view(await cookie(challenge));
  if (page === 'gone' || page.kind !== 'register') throw new Error('no questions to choose from');
  const given = page.choices
    .slice(0, page.count)
    .map((question, index) => ({ question, answer: `answer number ${index}` }));
  await sheets.give(await cookie(challenge), given);
  const made = await method.enroll?.confirm(registering, challenge, '');
  if (typeof made !== 'object' || 'next' in made) throw new Error('nothing was registered');
  const answers = new Map(given.map(({ question, answer }) => [question, answer]));
  const questionsOf: RegisteredQuestions['asked'] = async (challenged) => {
    const shown = await sheets.view(await cookie(challenged));
    if (shown === 'gone' || shown.kind !== 'answer') throw new Error(`no questions: ${JSON.stringify(shown)}`);
    return shown.questions;
  };
  const reply: RegisteredQuestions['reply'] = async (asked, change = (answer) => answer) => {
    const typed = (await questionsOf(asked)).map((question, index) => ({
      question,
      answer: change(answers.get(question) ?? 'who knows', index),
    }));
    await sheets.give(await cookie(asked), typed);
    return (await method.arrived?.(asked)) ?? '';
  };
  return { method, enrollment: enrolled(made), nudged, pass, sheets, answers, cookie, asked: questionsOf, reply };
}
