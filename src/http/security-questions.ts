import { z } from 'zod';
import { escapeHtml } from '../html.js';
import { type AnswerFault, faultsIn, LONGEST_ANSWER, SHORTEST_ANSWER } from '../methods/answers.js';
import { questionText } from '../methods/question-pool.js';
import type { Given, QuestionPage, QuestionSheets } from '../methods/question-sheets.js';
import { buttonForm, type ShowPage, sameSite, tokenIn } from './one-time-page.js';
import type { Route } from './route.js';

const fields = z.record(z.string(), z.string().max(400));

const GONE = '<p>This page was used before, or its ten minutes are over. Go back to the chat.</p>';
const GIVEN = '<p>Thank you. Go back to the chat: it tells you how to go on.</p>';

const FAULTS: Readonly<Record<AnswerFault, string>> = {
  'too-short': `Please write at least ${SHORTEST_ANSWER} characters.`,
  'too-long': `Please write at most ${LONGEST_ANSWER} characters.`,
  common: 'Too many people would answer this. Please choose something only you know.',
  repeated: 'Please give each question its own answer.',
  'in-question': 'The answer stands in the question.',
  'own-name': 'Your own name is easy to find out.',
  'same-question': 'Please choose a different question each time.',
};

type Fields = Readonly<Record<string, string>>;
type Faults = readonly (AnswerFault | undefined)[];

/** The one-time page on which security questions are answered or registered. GET and HEAD change nothing. */
export function securityQuestionRoutes(needs: {
  readonly sheets: QuestionSheets;
  readonly show: ShowPage;
}): readonly Route[] {
  const { sheets, show } = needs;
  return [
    {
      method: 'get',
      path: '/questions/:token',
      body: 'none',
      async handle(request, response) {
        const token = tokenIn(request);
        const page = await sheets.read(token);
        if (page === 'gone') return show(response, 'Nothing to answer', GONE, 410);
        if (page === 'given') return show(response, 'Your answers are in', GIVEN);
        show(response, 'Security questions', buttonForm(`/questions/${token}`, 'Go to the questions'));
      },
    },
    {
      method: 'post',
      path: '/questions/:token',
      body: 'form',
      async handle(request, response) {
        sameSite(request);
        const token = tokenIn(request);
        const page = await sheets.read(token);
        if (page === 'gone') return show(response, 'Nothing to answer', GONE, 410);
        if (page === 'given') return show(response, 'Your answers are in', GIVEN);
        const sent = fields.parse(request.body ?? {});
        const given = answersIn(page, sent);
        const faults = given && page.kind === 'register' ? faultsIn(given, page.login) : [];
        if (!given || faults.some((fault) => fault !== undefined)) {
          return show(response, 'Security questions', formHtml(page, token, sent, faults));
        }
        if (!(await sheets.give(token, given))) return show(response, 'Nothing to answer', GONE, 410);
        show(response, 'Your answers are in', GIVEN);
      },
    },
  ];
}

const countOf = (page: QuestionPage): number => (page.kind === 'answer' ? page.questions.length : page.count);

/** The answers, in order; undefined until every field was sent. A question that was not offered is nobody's mistake. */
function answersIn(page: QuestionPage, sent: Fields): Given | undefined {
  const given = Array.from({ length: countOf(page) }, (_, index) => ({
    question: page.kind === 'answer' ? page.questions[index] : sent[`question${index}`],
    answer: sent[`answer${index}`],
  }));
  const complete: { question: string; answer: string }[] = [];
  for (const { question, answer } of given) {
    if (question === undefined || answer === undefined) return undefined;
    if (page.kind === 'register' && !page.choices.includes(question)) return undefined;
    complete.push({ question, answer });
  }
  return complete;
}

function formHtml(page: QuestionPage, token: string, sent: Fields, faults: Faults): string {
  const rows = Array.from({ length: countOf(page) }, (_, index) => row(page, index, sent, faults[index])).join('');
  const words =
    page.kind === 'answer'
      ? '<p>Answer all of them. Capital letters and extra spaces do not matter.</p>'
      : `<p>Choose ${page.count} questions, and answers that you will remember in a year and that nobody can look up.</p>`;
  return `${words}<form method="post" action="/questions/${escapeHtml(token)}">${rows}<button>Send</button></form>`;
}

function row(page: QuestionPage, index: number, sent: Fields, fault: AnswerFault | undefined): string {
  const name = `answer${index}`;
  const input = `<input id="${name}" name="${name}" required maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" value="${escapeHtml(sent[name] ?? '')}"${fault ? ` aria-invalid="true" aria-describedby="fault${index}"` : ''}>`;
  const said = fault ? `<p class="fault" id="fault${index}">${escapeHtml(FAULTS[fault])}</p>` : '';
  if (page.kind === 'answer') {
    return `<label for="${name}">${escapeHtml(questionText(page.questions[index] ?? ''))}</label>${input}${said}`;
  }
  const chosen = sent[`question${index}`] ?? page.choices[index];
  const options = page.choices.map(
    (id) =>
      `<option value="${escapeHtml(id)}"${id === chosen ? ' selected' : ''}>${escapeHtml(questionText(id))}</option>`,
  );
  return `<fieldset><legend>Question ${index + 1}</legend><label for="question${index}">Question</label>
<select id="question${index}" name="question${index}">${options.join('')}</select>
<label for="${name}">Answer</label>${input}${said}</fieldset>`;
}
