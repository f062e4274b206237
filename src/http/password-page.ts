import type { PasswordRules } from '../directories/directory.js';
import type { PasswordRule } from '../errors.js';
import type { PasswordView } from '../reset/password-door.js';
import { ownNames } from '../web/password-rules.js';
import { type Html, html } from './html.js';
import type { Place } from './one-time-exchange.js';
import { framed } from './page-frame.js';
import { accountLine, capsHint, problemBox, showButton, timeLeft } from './page-parts.js';
import type { PageTexts } from './texts/page-texts.js';

/** Why the form is shown again. */
export type Problem =
  | { readonly kind: 'rejected'; readonly broken: readonly PasswordRule[] }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number | undefined };

/** The form itself; a password never stands in it. `now`: epoch ms. */
export function formPage({ frame, hidden }: Place, view: PasswordView, now: number, problem?: Problem): Html {
  const texts = frame.texts.password;
  const said = texts.form;
  const { minLength, maxLength, classes, unicode } = view.rules;
  const settings = JSON.stringify({
    rules: { minLength, maxLength, classes, unicode },
    names: ownNames(view.login, view.displayName),
    said: { strength: said.strength, met: said.met, unmet: said.unmet, progress: said.progress },
    broken: brokenTexts(texts, view.rules),
  });
  const describedBy = problem ? 'problem rules' : 'rules';
  const invalid = problem?.kind === 'rejected' ? html` aria-invalid="true"` : undefined;
  return framed(
    frame,
    problem ? `${problemTitle(texts, problem)} – ${said.title}` : said.title,
    html`<form class="card" method="post" id="password-form" data-settings="${settings}" data-sending="${said.sending}" data-once>
<h1>${said.title}</h1>
${accountLine(said.account, view.login)}
${problem && problemBox(problemTitle(texts, problem), sentences(texts, problem, view.rules, view.finishBy - now))}
${hidden}
<input class="unseen" type="text" name="username" value="${view.login}" autocomplete="username" aria-hidden="true" tabindex="-1" readonly>
<section class="rules" aria-labelledby="rules-title">
<h2 id="rules-title">${said.rulesTitle}</h2>
<ul id="rules">${checklist(texts, view.rules)}</ul>
</section>
<div class="field">
<label for="password">${said.password}</label>
<div class="entry"><input id="password" name="password" type="password" autocomplete="new-password" required autofocus spellcheck="false" autocapitalize="none" autocorrect="off" aria-describedby="${describedBy}"${invalid}>${showButton(frame, 'password confirmation')}</div>
${capsHint(frame)}
<div class="strength" id="strength" data-score="" hidden><span class="bars" aria-hidden="true"><i></i><i></i><i></i><i></i></span><span class="word">${said.strengthLabel}: <b id="strength-word">–</b></span></div>
</div>
<div class="field">
<label for="confirmation">${said.confirmation}</label>
<div class="entry"><input id="confirmation" name="confirmation" type="password" autocomplete="new-password" required spellcheck="false" autocapitalize="none" autocorrect="off" aria-describedby="local"></div>
<p id="local" class="error" role="alert"></p>
</div>
<button type="submit" class="button wide">${said.button}</button>
${timeLeft(frame, view.finishBy - now, said.timeUp)}
<p id="progress" class="unseen" role="status"></p>
<details><summary>${said.tipTitle}</summary><p>${said.tip}</p></details>
</form>`,
  );
}

type Texts = PageTexts['password'];

const problemTitle = (texts: Texts, { kind }: Problem): string =>
  kind === 'rejected' ? texts.notAccepted : texts.unavailableTitle;

const sentences = (texts: Texts, problem: Problem, rules: PasswordRules, msLeft: number): readonly Html[] =>
  problem.kind === 'rejected'
    ? problem.broken.map((rule) => html`<p data-broken="${rule}">${texts.broken[rule](rules)}</p>`)
    : [html`<p>${texts.unavailable(problem.retryAfterSeconds, msLeft)}</p>`];

/** `data-rules` names what a line stands for; the script marks it. Lines without are known only when it is tried. */
function checklist(texts: Texts, rules: PasswordRules): readonly Html[] {
  const line = (names: string, text: string): Html =>
    html`<li data-rules="${names}"><span class="mark" aria-hidden="true"></span><span>${text}</span><span class="unseen state"></span></li>`;
  const plain = (text: string): Html =>
    html`<li><span class="mark" aria-hidden="true"></span><span>${text}</span></li>`;
  const { classes, unicode, history, minAgeMs, unread } = rules;
  return [
    unread ? plain(texts.rules.unread) : line('too-short too-long', texts.rules.length(rules)),
    ...(classes > 0 ? [line('too-simple', texts.rules.classes(rules))] : []),
    ...(unicode ? [] : [line('characters', texts.rules.ascii)]),
    line('contains-name', texts.rules.name),
    line('banned-word common guessable', texts.rules.guess),
    ...(history !== undefined && history > 0 ? [plain(texts.rules.history(history))] : []),
    ...(minAgeMs ? [plain(texts.rules.minAge(minAgeMs))] : []),
    line('mismatch', texts.rules.match),
  ];
}

function brokenTexts(texts: Texts, rules: PasswordRules): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts.broken).map(([rule, say]) => [rule, say(rules)]));
}
