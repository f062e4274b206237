import { ActionTypes, type Activity, ActivityTypes } from 'botbuilder';
import type { MethodId, Question } from '../src/methods/method.js';
import type { Ask, Ending, Option } from '../src/reset/ask.js';
import { linkCard } from './cards.js';
import type { Offered, Phrases } from './phrases/phrases.js';
import type { Field, Line, Utterance } from './utterance.js';

/** What rendering needs beside the words. */
export interface Saying {
  readonly phrases: Phrases;
  readonly helpdesk: string;
  /** Epoch ms. */
  readonly now: number;
  /** What may be asked for when nothing is under way. */
  readonly offered: readonly Offered[];
  /** Without a trailing slash: where pages are. */
  readonly publicUrl: string;
}

/** Words, and buttons that say for the person what they could type as well. */
export function words(text: string, buttons: readonly string[] = []): Partial<Activity> {
  return {
    type: ActivityTypes.Message,
    text,
    textFormat: 'markdown',
    inputHint: 'expectingInput',
    ...suggested(buttons),
  };
}

/** Buttons under whatever is said last. */
export function suggested(buttons: readonly string[]): Pick<Partial<Activity>, 'suggestedActions'> {
  const actions = buttons.map((title) => ({ type: ActionTypes.ImBack, title, value: title }));
  return actions.length > 0 ? { suggestedActions: { to: [], actions } } : {};
}

/** A question of a method: words, and a button where it is answered on a page. */
export function questionLine(
  question: Question,
  method: MethodId,
  text: string,
  buttons: readonly string[],
  { phrases, publicUrl }: Saying,
): Line {
  if (question.kind !== 'page') return { activity: words(text, buttons), form: { field: fieldOf(question) } };
  const card = linkCard(text, phrases.pageButton(method), `${publicUrl}${question.path}`);
  return { activity: { ...card, ...suggested(buttons) }, afterwards: phrases.pageUsed };
}

/** What is typed in answer to a question, where something is. */
export function fieldOf(question: Question): Field | undefined {
  switch (question.kind) {
    case 'code':
    case 'saved-code':
      return question.kind;
    case 'enter':
      return question.what;
    case 'scan':
      return 'code';
    case 'approve':
    case 'call':
    case 'page':
    case 'pair':
      return undefined;
  }
}

/** Ways to choose from: numbered lines, and a button each. */
export function optionsLine(text: string, options: readonly Option[], { phrases }: Saying): Line {
  const labels = options.map(({ method }) => phrases.method(method));
  const titles = options.map(({ hint, last }, index) => {
    const told = [hint, last ? phrases.asLastTime : undefined].filter((part) => part !== undefined);
    return `${labels[index]}${told.length > 0 ? ` (${told.join(', ')})` : ''}`;
  });
  const listed = titles.map((title, index) => `${index + 1}. ${title}`).join('\n');
  return {
    activity: words(`${text}\n\n${listed}`, [...labels, phrases.commands.cancel]),
    form: { text, options: titles.map((title, index) => ({ title, say: labels[index] ?? title })) },
  };
}

type SignInAsk = Extract<Ask, { kind: 'sign-in' | 'sign-in-waiting' | 'sign-in-open' }>;

/** A sign-in is asked for, whatever comes after it. */
export function saySignIn(ask: SignInAsk, { phrases, now }: Saying): Utterance {
  const { signIn, replies, commands } = phrases;
  const again = (text: string): Line => ({ activity: words(text, [replies.newLink, commands.cancel]) });
  switch (ask.kind) {
    case 'sign-in': {
      const card = linkCard(
        ask.renewed ? signIn.renewed : signIn.asked(ask.goal, ask.openBy - now),
        signIn.button,
        ask.url,
      );
      return { lines: [{ activity: card, afterwards: signIn.used }] };
    }
    case 'sign-in-waiting':
      return { lines: [again(signIn.waiting)], keeps: true };
    case 'sign-in-open':
      return { lines: [again(signIn.open)] };
  }
}

/** What to do next where it is not the usual choice. */
const NEXT: { readonly [ending in Ending]?: readonly Offered[] } = {
  'password-expired': ['change', 'reset', 'help'],
  'unlocked-password-expired': ['change', 'reset', 'help'],
};

/** Where a page is awaited and its button stands there unused, a remark alone: another button would lead to the same page, once. */
export function remark(
  { kind }: Question,
  note: { readonly kind: string; readonly words: string } | undefined,
  buttons: readonly string[],
  shown: boolean,
): Utterance | undefined {
  const isRemark = note?.kind === 'pending' || note?.kind === 'only-on-page';
  if (kind !== 'page' || !note) return undefined;
  if (note.kind === 'other-questions') return { lines: [{ activity: words(note.words, buttons) }] };
  return shown && isRemark ? { lines: [{ activity: words(note.words, buttons) }], keeps: true } : undefined;
}

/** Ask → what is said, one exhaustive switch. `shown`: a button of before is still there. */
export function say(ask: Ask, saying: Saying, shown: boolean): Utterance {
  const { phrases, helpdesk, now, offered } = saying;
  const rest = (at: number | undefined): number => Math.max(0, (at ?? now) - now);
  const note =
    'note' in ask && ask.note ? [phrases.note(ask.note, 'retryAt' in ask.note ? rest(ask.note.retryAt) : 0)] : [];
  const plain = (text: string, buttons: readonly string[] = []): Utterance => ({
    lines: [{ activity: words([...note, text].join('\n\n'), buttons) }],
  });
  switch (ask.kind) {
    case 'sign-in':
    case 'sign-in-waiting':
    case 'sign-in-open':
      return saySignIn(ask, saying);
    case 'identify':
      return plain(phrases.identify, [phrases.commands.cancel]);
    case 'choose':
      return {
        lines: [optionsLine([...note, phrases.choose(ask.gates, ask.passed)].join('\n\n'), ask.options, saying)],
      };
    case 'answer': {
      const text = [...note, phrases.question(ask.question, ask.method)].join('\n\n');
      const isTurned = ask.note?.kind === 'other-questions';
      const again = ask.resendable || isTurned ? [phrases.replies.sendAgain] : [];
      const buttons = [...again, phrases.replies.anotherWay, phrases.commands.cancel];
      const said = ask.note && { kind: ask.note.kind, words: note.join('\n\n') };
      return (
        remark(ask.question, said, buttons, shown) ?? {
          lines: [questionLine(ask.question, ask.method, text, buttons, saying)],
        }
      );
    }
    case 'link':
      return {
        lines: [
          ...note.map((text) => ({ activity: words(text) })),
          {
            activity: linkCard(phrases.link(rest(ask.openBy)), phrases.linkButton, ask.url),
            afterwards: phrases.linkUsed,
          },
        ],
      };
    case 'link-waiting':
      return { ...plain(phrases.linkWaiting, [phrases.replies.newLink, phrases.commands.cancel]), keeps: true };
    case 'page-open':
      return plain(phrases.pageOpen, [phrases.replies.newLink, phrases.commands.cancel]);
    case 'writing':
      return plain(phrases.writing);
    case 'directory-away':
      return sayAway(ask, saying);
    case 'ended':
      return plain(
        phrases.ending(ask.ending, { restMs: rest(ask.retryAt), helpdesk, signedOut: ask.signedOut === true }),
        (NEXT[ask.ending] ?? offered).map((command) => phrases.commands[command]),
      );
  }
}

export function sayAway(ask: Extract<Ask, { kind: 'directory-away' }>, { phrases, now, offered }: Saying): Utterance {
  const buttons = ask.over
    ? offered.map((command) => phrases.commands[command])
    : [phrases.replies.tryAgain, phrases.commands.cancel];
  return { lines: [{ activity: words(phrases.directoryAway(Math.max(0, ask.retryAt - now), ask.kept), buttons) }] };
}
