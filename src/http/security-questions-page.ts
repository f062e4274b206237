import type { AnswerFault } from '../methods/answers.js';
import { questionText } from '../methods/question-pool.js';
import type { QuestionPage } from '../methods/question-sheets.js';
import { type Html, html } from './html.js';
import type { Fields, Place } from './one-time-exchange.js';
import { framed } from './page-frame.js';
import { problemBox } from './page-parts.js';
import type { PageTexts } from './texts/page-texts.js';

/** What was sent, and what stands in its way. No faults: something was left out. */
export interface Sent {
  readonly fields: Fields;
  readonly faults: readonly (AnswerFault | undefined)[];
}

export const countOf = (page: QuestionPage): number => (page.kind === 'answer' ? page.questions.length : page.count);

/** The form; what was typed stays in it. */
export function questionsPage(page: QuestionPage, { frame, hidden }: Place, sent?: Sent): Html {
  const texts = frame.texts.securityQuestions;
  const said = texts.form;
  const { title } = said[page.kind];
  const lead = page.kind === 'answer' ? said.answer.lead : said.register.lead(page.count);
  const sentence = sent && (sent.faults.length > 0 ? texts.problem : texts.incomplete);
  const rows = Array.from({ length: countOf(page) }, (_, index) => row(frame.texts, page, index, sent));
  return framed(
    frame,
    sent ? `${texts.problemTitle} – ${title}` : title,
    html`<form class="card" method="post" data-sending="${said.sending}" data-once>
<h1>${title}</h1>
<p class="lead">${lead}</p>
${sentence !== undefined && problemBox(texts.problemTitle, [html`<p>${sentence}</p>`])}
${hidden}
${rows}
<button type="submit" class="button wide">${said.button}</button>
</form>`,
  );
}

function row(
  { language, securityQuestions: texts }: PageTexts,
  page: QuestionPage,
  index: number,
  sent: Sent | undefined,
): Html {
  const typed = sent?.fields[`answer${index}`] ?? '';
  const fault = sent?.faults[index];
  const answer = (label: string): Html => html`<div class="field">
<label for="answer${index}">${label}</label>
<div class="entry"><input id="answer${index}" name="answer${index}" type="text" value="${typed}" required maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false"${fault && html` aria-invalid="true" aria-describedby="fault${index}"`}></div>
${fault && html`<p class="error" id="fault${index}">${texts.faults[fault]}</p>`}
</div>`;
  if (page.kind === 'answer') return answer(questionText(page.questions[index] ?? '', language));
  const chosen = sent?.fields[`question${index}`] ?? page.choices[index];
  const options = page.choices.map(
    (id) => html`<option value="${id}"${id === chosen && html` selected`}>${questionText(id, language)}</option>`,
  );
  return html`<fieldset><legend>${texts.form.legend(index + 1)}</legend>
<div class="field"><label for="question${index}">${texts.form.question}</label>
<div class="entry"><select id="question${index}" name="question${index}">${options}</select></div>
<p class="hint chosen" data-chosen="question${index}" aria-hidden="true"></p></div>
${answer(texts.form.answerLabel)}</fieldset>`;
}
