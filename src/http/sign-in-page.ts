import type { SignInView } from '../sign-in/door.js';
import { type Html, html } from './html.js';
import type { Place } from './one-time-exchange.js';
import { framed } from './page-frame.js';
import { accountLine, capsHint, problemBox, showButton, timeLeft } from './page-parts.js';
import type { PageTexts } from './texts/page-texts.js';

/** Why the form is shown again. */
export type Problem =
  | { readonly kind: 'wrong' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-soon'; readonly restMs: number };

/** The form. What was typed as account name stays in it; a password never stands in it. `now`: epoch ms. */
export function formPage(place: Place, view: SignInView, now: number, login = '', problem?: Problem): Html {
  const { frame, hidden } = place;
  const texts = frame.texts.signIn;
  const said = { ...texts.form, ...(view.goal === 'change' ? texts.change : {}) };
  const isKnown = view.login !== undefined;
  const [title, sentence] = problem ? wordsFor(texts, problem, isKnown) : [];
  const invalid = problem && problem.kind !== 'too-soon' && html` aria-invalid="true"`;
  // The next thing to do is to type the password, once the account name stands there.
  const focused = (view.login ?? login) !== '' && html` autofocus`;
  return framed(
    frame,
    title === undefined ? said.title : `${title} – ${said.title}`,
    html`<form class="card" method="post" data-sending="${said.sending}" data-once>
<h1>${said.title}</h1>
${view.login !== undefined && knownLogin(texts, view.login)}
<p class="lead">${said.lead}</p>
${title !== undefined && problemBox(title, [html`<p>${sentence}</p>`])}
${hidden}
${!isKnown && loginField(texts, login, problem !== undefined, invalid)}
<div class="field">
<label for="password">${said.password}</label>
<div class="entry"><input id="password" name="password" type="password" autocomplete="current-password" required${focused} spellcheck="false" autocapitalize="none" autocorrect="off"${problem && html` aria-describedby="problem"`}${invalid}>${showButton(frame, 'password')}</div>
${capsHint(frame)}
</div>
<button type="submit" class="button wide">${said.button}</button>
${timeLeft(frame, view.finishBy - now, said.timeUp)}
<details><summary>${said.forgottenTitle}</summary><p>${said.forgotten}</p></details>
</form>`,
  );
}

type Texts = PageTexts['signIn'];

function loginField(texts: Texts, login: string, hasProblem: boolean, invalid: Html | false | undefined): Html {
  const describedBy = hasProblem ? 'problem login-hint' : 'login-hint';
  return html`<div class="field">
<label for="username">${texts.form.login}</label>
<div class="entry"><input id="username" name="username" type="text" value="${login}" maxlength="256" autocomplete="username" required${login === '' && html` autofocus`} spellcheck="false" autocapitalize="none" autocorrect="off" aria-describedby="${describedBy}"${invalid}></div>
<p id="login-hint" class="hint">${texts.form.loginHint}</p>
</div>`;
}

/** The field nobody sees tells password managers whose password it is. */
const knownLogin = (texts: Texts, login: string): Html =>
  html`${accountLine(texts.form.login, login)}
<input class="unseen" type="text" name="username" value="${login}" autocomplete="username" aria-hidden="true" tabindex="-1" readonly>`;

function wordsFor(texts: Texts, problem: Problem, isKnown: boolean): readonly [title: string, sentence: string] {
  switch (problem.kind) {
    case 'wrong':
      return [texts.wrongTitle, isKnown ? texts.wrongPassword : texts.wrong];
    case 'empty':
      return [texts.emptyTitle, isKnown ? texts.emptyPassword : texts.empty];
    case 'too-soon':
      return [texts.tooSoonTitle, texts.tooSoon(problem.restMs)];
  }
}
