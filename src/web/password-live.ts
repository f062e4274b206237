import { type Judged, judging } from './password-judging.js';
import { brokenLocally, type LocalRules, normalised } from './password-rules.js';

/** What the server wrote beside the form. */
interface Settings {
  readonly rules: LocalRules;
  readonly names: readonly string[];
  readonly said: Readonly<Record<'met' | 'unmet' | 'progress', string>> & { readonly strength: readonly string[] };
  readonly broken: Readonly<Record<string, string>>;
}

export interface LivePage {
  /** Marks what is still in the way and says so; true when nothing known is. */
  mayBeSent(): boolean;
}

const SPOKEN_AFTER_MS = 1_000;

function part<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}.`);
  return found;
}

/** Marks the rules while typing, and shows how strong it is. */
export function livePage(form: HTMLFormElement, text: string): LivePage {
  const settings: Settings = JSON.parse(text);
  const { said } = settings;
  const password = part('password', HTMLInputElement);
  const confirmation = part('confirmation', HTMLInputElement);
  const local = part('local', HTMLElement);
  const progress = part('progress', HTMLElement);
  const lines = [...form.querySelectorAll<HTMLElement>('li[data-rules]')];
  let judged: Judged | 'unknown' = 'unknown';
  let speaking = 0;

  /** Undefined: nothing is known yet. */
  function stateOf(line: HTMLElement): 'met' | 'broken' | undefined {
    const rules = (line.dataset['rules'] ?? '').split(' ');
    const typed = normalised(password.value);
    if (typed === '') return undefined;
    if (rules.includes('mismatch')) {
      if (confirmation.value === '') return undefined;
      return normalised(confirmation.value) === typed ? 'met' : 'broken';
    }
    if (rules.includes('guessable')) {
      if (judged === 'unknown') return undefined;
      return judged.broken.some((rule) => rules.includes(rule)) ? 'broken' : 'met';
    }
    const broken: readonly string[] = brokenLocally(typed, settings.rules, settings.names);
    return broken.some((rule) => rules.includes(rule)) ? 'broken' : 'met';
  }

  function mark(): void {
    for (const line of lines) {
      const state = stateOf(line);
      line.dataset['state'] = state ?? '';
      const words = line.querySelector('.state');
      if (words) words.textContent = state === undefined ? '' : ` (${state === 'met' ? said.met : said.unmet})`;
    }
    const bars = part('strength', HTMLElement);
    bars.hidden = password.value === '';
    bars.dataset['score'] = judged === 'unknown' ? '' : String(judged.score);
    part('strength-word', HTMLElement).textContent = judged === 'unknown' ? '–' : (said.strength[judged.score] ?? '');
    window.clearTimeout(speaking);
    speaking = window.setTimeout(speak, SPOKEN_AFTER_MS);
  }

  function speak(): void {
    if (password.value === '') return;
    const met = lines.filter((line) => line.dataset['state'] === 'met').length;
    const strength = judged === 'unknown' ? '' : ` ${said.strength[judged.score]}.`;
    progress.textContent = `${said.progress}${met} / ${lines.length}.${strength}`;
  }

  const judge = judging(form, (answer) => {
    // Of what no account can take, the server does not measure the strength.
    const isMeasured = !answer.broken.some((rule) => rule === 'characters' || rule === 'too-long');
    judged = isMeasured ? answer : 'unknown';
    mark();
  });

  password.addEventListener('input', () => {
    judged = 'unknown';
    password.removeAttribute('aria-invalid');
    local.textContent = '';
    judge(normalised(password.value));
    mark();
  });
  confirmation.addEventListener('input', () => {
    confirmation.removeAttribute('aria-invalid');
    local.textContent = '';
    mark();
  });
  form.noValidate = true;
  // What a password manager or the browser filled in before this ran.
  if (password.value !== '') judge(normalised(password.value));
  mark();

  return {
    mayBeSent() {
      const line = lines.find((each) => stateOf(each) === 'broken');
      const isEmpty = password.value === '';
      const isUnconfirmed = confirmation.value === '';
      if (!line && !isEmpty && !isUnconfirmed) return true;
      const [rule = ''] = isEmpty ? ['too-short'] : ruleOf(line, judged, password.value, settings);
      const wrong = rule === 'mismatch' || (!line && isUnconfirmed && !isEmpty) ? confirmation : password;
      wrong.setAttribute('aria-invalid', 'true');
      wrong.closest('.field')?.append(local);
      local.textContent = settings.broken[line || isEmpty ? rule : 'mismatch'] ?? '';
      wrong.setAttribute('aria-describedby', wrong === password ? 'local rules' : 'local');
      wrong.focus();
      return false;
    },
  };
}

/** The names of what is broken in a line of the checklist, worst first. */
function ruleOf(
  line: HTMLElement | undefined,
  judged: Judged | 'unknown',
  typed: string,
  settings: Settings,
): readonly string[] {
  const rules = (line?.dataset['rules'] ?? '').split(' ');
  if (rules.includes('mismatch')) return ['mismatch'];
  const local = brokenLocally(normalised(typed), settings.rules, settings.names);
  const all: readonly string[] = [...local, ...(judged === 'unknown' ? [] : judged.broken)];
  return all.filter((rule) => rules.includes(rule));
}
