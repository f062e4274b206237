import type { PasswordRules } from '../directories/directory.js';
import type { PasswordRule } from '../errors.js';
import type { PasswordView } from '../reset/password-door.js';
import { ownNames } from '../web/password-rules.js';
import { type Html, html } from './html.js';
import { type Frame, framed, notice } from './page-frame.js';
import { texts } from './password-texts.js';

/** Why the form is shown again. */
export type Problem =
  | { readonly kind: 'rejected'; readonly broken: readonly PasswordRule[] }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number | undefined };

const SCRIPT = 'password.js';

const backToChat = html`<a class="button" href="/chat" data-close>${texts.backToChat}</a>`;

/** The link was opened by nobody yet: says nothing of the person, offers one button. */
export const waitingPage = (frame: Frame, hidden: Html): Html =>
  framed(
    frame,
    texts.waiting.title,
    html`<form class="card" method="post" data-once>
<h1>${texts.waiting.title}</h1>
<p class="lead">${texts.waiting.lead}</p>
<p>${texts.waiting.once}</p>
${hidden}<button type="submit" class="button wide">${texts.waiting.button}</button>
<p class="soft">${texts.waiting.notMe}</p>
</form>`,
    SCRIPT,
  );

/** The form itself; a password never stands in it. `now`: epoch ms. */
export function formPage(frame: Frame, view: PasswordView, hidden: Html, now: number, problem?: Problem): Html {
  const said = texts.form;
  const msLeft = Math.max(0, view.finishBy - now);
  const { minLength, maxLength, classes, unicode } = view.rules;
  const settings = JSON.stringify({
    rules: { minLength, maxLength, classes, unicode },
    names: ownNames(view.login, view.displayName),
    msLeft,
    said: { ...said, timeLeft: said.timeLeft(0).replace('0', '{count}'), minute: said.timeLeft(1) },
    broken: brokenTexts(view.rules),
  });
  const describedBy = problem ? 'problem rules' : 'rules';
  const invalid = problem?.kind === 'rejected' ? html` aria-invalid="true"` : undefined;
  return framed(
    frame,
    problem ? `${problemTitle(problem)} – ${said.title}` : said.title,
    html`<form class="card" method="post" id="password-form" data-settings="${settings}" data-once>
<h1>${said.title}</h1>
<p class="account"><span>${said.account}</span> <strong>${view.login}</strong></p>
${problem && problemBox(problem, view.rules)}
${hidden}
<input class="unseen" type="text" name="username" value="${view.login}" autocomplete="username" aria-hidden="true" tabindex="-1" readonly>
<section class="rules" aria-labelledby="rules-title">
<h2 id="rules-title">${said.rulesTitle}</h2>
<ul id="rules">${checklist(view.rules)}</ul>
</section>
<div class="field">
<label for="password">${said.password}</label>
<div class="entry"><input id="password" name="password" type="password" autocomplete="new-password" required autofocus spellcheck="false" autocapitalize="none" autocorrect="off" aria-describedby="${describedBy}"${invalid}><button type="button" id="show" class="show" aria-pressed="false" aria-label="${said.showLabel}" hidden>${said.show}</button></div>
<p id="caps" class="hint" role="status"></p>
<div class="strength" id="strength" data-score="" hidden><span class="bars" aria-hidden="true"><i></i><i></i><i></i><i></i></span><span class="word">${said.strengthLabel}: <b id="strength-word">–</b></span></div>
</div>
<div class="field">
<label for="confirmation">${said.confirmation}</label>
<div class="entry"><input id="confirmation" name="confirmation" type="password" autocomplete="new-password" required spellcheck="false" autocapitalize="none" autocorrect="off" aria-describedby="local"></div>
<p id="local" class="error" role="alert"></p>
</div>
<button type="submit" class="button wide" id="send">${said.button}</button>
<p class="soft time" id="time">${said.timeLeft(Math.max(1, Math.ceil(msLeft / 60_000)))}</p>
<p id="progress" class="unseen" role="status"></p>
<details><summary>${said.tipTitle}</summary><p>${said.tip}</p></details>
</form>`,
    SCRIPT,
  );
}

const problemTitle = ({ kind }: Problem): string => (kind === 'rejected' ? texts.notAccepted : texts.unavailableTitle);

const problemBox = (problem: Problem, rules: PasswordRules): Html => {
  const sentences =
    problem.kind === 'rejected'
      ? problem.broken.map((rule) => html`<p data-broken="${rule}">${texts.broken[rule](rules)}</p>`)
      : [html`<p>${texts.unavailable(problem.retryAfterSeconds)}</p>`];
  return html`<div class="problem" id="problem" role="alert"><h2>${problemTitle(problem)}</h2>${sentences}</div>`;
};

/** `data-rules` names what a line stands for; the script marks it. Lines without are known only when it is tried. */
function checklist(rules: PasswordRules): readonly Html[] {
  const line = (names: string, text: string): Html =>
    html`<li data-rules="${names}"><span class="mark" aria-hidden="true"></span><span>${text}</span><span class="unseen state"></span></li>`;
  const { classes, unicode, history } = rules;
  return [
    line('too-short too-long', texts.rules.length(rules)),
    ...(classes > 0 ? [line('too-simple', texts.rules.classes(rules))] : []),
    ...(unicode ? [] : [line('characters', texts.rules.ascii)]),
    line('contains-name', texts.rules.name),
    line('banned-word common guessable', texts.rules.guess),
    ...(history !== undefined && history > 0
      ? [html`<li><span class="mark" aria-hidden="true"></span><span>${texts.rules.history(history)}</span></li>`]
      : []),
    line('mismatch', texts.rules.match),
  ];
}

function brokenTexts(rules: PasswordRules): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts.broken).map(([rule, say]) => [rule, say(rules)]));
}

export const donePage = (frame: Frame): Html =>
  framed(frame, texts.done.title, notice('done', texts.done, backToChat), SCRIPT);

export const unknownPage = (frame: Frame): Html =>
  framed(frame, texts.unknown.title, notice('wait', texts.unknown, backToChat), SCRIPT);

/** Also what a second browser sees. The link to itself is for a browser that kept its cookie back because the click came from another site. */
export const gonePage = (frame: Frame): Html =>
  framed(
    frame,
    texts.gone.title,
    notice('stop', texts.gone, html`${backToChat}<a class="plain" href="">${texts.gone.carryOn}</a>`),
    SCRIPT,
  );

export const foreignPage = (frame: Frame): Html =>
  framed(frame, texts.foreign.title, notice('stop', texts.foreign, backToChat), SCRIPT);

export const troublePage = (frame: Frame): Html =>
  framed(
    frame,
    texts.trouble.title,
    notice('wait', texts.trouble, html`<a class="button" href="">${texts.trouble.button}</a>`),
  );
