import type { Logger } from 'pino';
import { faultsIn } from '../methods/answers.js';
import type { Given, QuestionPage, QuestionSheets } from '../methods/question-sheets.js';
import { type Fields, oneTimeExchange, type Place, type Shown } from './one-time-exchange.js';
import { pageFrame } from './page-frame.js';
import { donePage } from './page-states.js';
import type { Route } from './route.js';
import { countOf, questionsPage } from './security-questions-page.js';

/** Far more than an answer may have; what is longer is nobody's. */
const LONGEST_FIELD = 400;

/** The one-time page on which security questions are answered or registered (`GET/POST /questions/{token}`). */
export function securityQuestionRoutes(options: {
  readonly door: Pick<QuestionSheets, 'peek' | 'open' | 'view' | 'give'>;
  readonly publicUrl: URL;
  /** As people call it: `Contoso`. */
  readonly organisation: string;
  readonly log: Logger;
  /** Where the build put the browser code; ends in a slash. */
  readonly webDir?: URL;
}): readonly Route[] {
  const { door } = options;

  async function submit(sent: Place & { readonly cookie: string; readonly fields: Fields }): Promise<Shown | 'gone'> {
    const { cookie, fields, frame } = sent;
    const page = await door.view(cookie);
    if (page === 'gone') return 'gone';
    const done = { status: 200, page: donePage(frame, frame.texts.securityQuestions.done), over: false };
    if (page.kind === 'given') return done;
    const given = answersIn(page, fields);
    const faults = given && page.kind === 'register' ? faultsIn(given, page.login) : [];
    if (!given || faults.some((fault) => fault !== undefined)) {
      return { status: 422, page: questionsPage(page, sent, { fields, faults }), over: false };
    }
    return (await door.give(cookie, given)) ? done : 'gone';
  }

  return oneTimeExchange({
    ...options,
    name: 'questions',
    frame: pageFrame(options),
    said: ({ securityQuestions }) => securityQuestions,
    form: (page, place) =>
      page.kind === 'given'
        ? donePage(place.frame, place.frame.texts.securityQuestions.done)
        : questionsPage(page, place),
    submit,
  });
}

/** The answers, in order; undefined until every field was sent. A question that was not offered is nobody's mistake. */
function answersIn(page: QuestionPage, sent: Fields): Given | undefined {
  const complete: { question: string; answer: string }[] = [];
  for (let index = 0; index < countOf(page); index++) {
    const question = page.kind === 'answer' ? page.questions[index] : sent[`question${index}`];
    const answer = sent[`answer${index}`]?.trim();
    if (question === undefined || !answer || answer.length > LONGEST_FIELD) return undefined;
    if (page.kind === 'register' && !page.choices.includes(question)) return undefined;
    complete.push({ question, answer });
  }
  return complete;
}
