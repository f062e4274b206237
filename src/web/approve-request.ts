// One request: who asks for what, from where and when; a number to type, or "no".
import { button, h, notice, show } from './approve-parts.js';
import { answer, type Outcome, serverNow, type Waiting } from './approve-server.js';
import type { Account } from './approve-store.js';
import { aimOf, OUTCOMES, placeOf, secondsLeft, timeOf, WORDS } from './approve-words.js';

const { request: words } = WORDS;

/** A screen that is up until it is over. */
export interface RequestScreen {
  readonly id: string;
  /** Answered elsewhere, or replaced. */
  withdrawn(): void;
}

/** Puts the request up; `over` is called when the person is done with it. */
export function showRequest(account: Account, waiting: Waiting, over: () => void): RequestScreen {
  let isAnswered = false;
  const timer = setInterval(() => tick(), 500);

  const end = (outcome: Outcome): void => {
    isAnswered = true;
    clearInterval(timer);
    const { sign, title, lines } = OUTCOMES[outcome];
    show(notice(sign, title, lines, button(words.home, 'button', over)));
  };

  async function send(action: 'approve' | 'deny', number: string): Promise<void> {
    if (isAnswered) return;
    isAnswered = true;
    problem.textContent = '';
    try {
      end(await answer(account, waiting, action, number));
    } catch {
      isAnswered = false;
      problem.textContent = words.offline;
    }
  }

  const deny = (): HTMLButtonElement => button(words.deny, 'button deny', () => void send('deny', ''));
  const problem = h('p', { class: 'error', role: 'alert' });
  const left = h('p', { class: 'time', role: 'timer' });
  const number = h('input', {
    id: 'number',
    inputmode: 'numeric',
    pattern: '[0-9]*',
    maxlength: '2',
    autocomplete: 'off',
    enterkeyhint: 'done',
    'aria-describedby': 'number-problem',
  });
  problem.id = 'number-problem';
  const form = h(
    'form',
    { class: 'field', novalidate: true },
    h('label', { for: 'number' }, words.number),
    h('div', { class: 'entry' }, number),
    problem,
    h('button', { class: 'button wide' }, words.approve),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const typed = number.value.trim();
    if (/^[1-9]\d$/.test(typed)) return void send('approve', typed);
    problem.textContent = words.needs;
    number.focus();
  });

  const runOut = (): void => {
    clearInterval(timer);
    const yes = button(words.itWasMe, 'button', () => {
      isAnswered = true;
      over();
    });
    show(notice('wait', words.over, [words.overLine], yes, deny(), problem));
  };

  function tick(): void {
    const rest = Math.ceil((waiting.until - serverNow()) / 1000);
    left.textContent = secondsLeft(Math.max(0, rest));
    left.classList.toggle('late', rest <= 10);
    if (rest <= 0 && !isAnswered) runOut();
  }

  show(
    h(
      'div',
      { class: 'card request' },
      h('p', { class: 'soft' }, account.organisation),
      h('h1', { tabindex: '-1' }, `${aimOf(waiting)}?`),
      h(
        'dl',
        {},
        ...fact(words.who, waiting.login),
        ...fact(words.where, placeOf(waiting)),
        ...fact(words.when, timeOf(waiting)),
      ),
      h('p', { class: 'warning' }, words.warn),
      form,
      deny(),
      left,
    ),
  );
  tick();
  return {
    id: waiting.id,
    withdrawn() {
      if (!isAnswered) end('gone');
    },
  };
}

const fact = (name: string, value: string): readonly HTMLElement[] => [h('dt', {}, name), h('dd', {}, value)];
