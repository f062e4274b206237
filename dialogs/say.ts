import { ActionTypes, type Activity, ActivityTypes } from 'botbuilder';
import type { Ask } from '../src/reset/ask.js';
import { linkCard } from './cards.js';
import type { Offered, Phrases } from './phrases/phrases.js';

/** What rendering needs beside the words. */
export interface Saying {
  readonly phrases: Phrases;
  readonly helpdesk: string;
  /** Epoch ms. */
  readonly now: number;
  /** What may be asked for when nothing is under way. */
  readonly offered: readonly Offered[];
}

/** Words, and buttons that say for the person what they could type as well. */
export function words(text: string, buttons: readonly string[] = []): Partial<Activity> {
  const actions = buttons.map((title) => ({ type: ActionTypes.ImBack, title, value: title }));
  return {
    type: ActivityTypes.Message,
    text,
    textFormat: 'markdown',
    inputHint: 'expectingInput',
    ...(actions.length > 0 ? { suggestedActions: { to: [], actions } } : {}),
  };
}

/** Ask → activities, one exhaustive switch. */
export function say(ask: Ask, { phrases, helpdesk, now, offered }: Saying): readonly Partial<Activity>[] {
  const rest = (at: number | undefined): number => Math.max(0, (at ?? now) - now);
  const note =
    'note' in ask && ask.note ? [phrases.note(ask.note, 'retryAt' in ask.note ? rest(ask.note.retryAt) : 0)] : [];
  switch (ask.kind) {
    case 'identify':
      return [words([...note, phrases.identify].join('\n\n'), [phrases.commands.cancel])];
    case 'choose': {
      const labels = ask.options.map(({ method }) => phrases.method(method));
      const lines = ask.options.map(
        ({ hint }, index) => `${index + 1}. ${labels[index] ?? ''}${hint ? ` (${hint})` : ''}`,
      );
      const text = [...note, phrases.choose(ask.gates, ask.passed), lines.join('\n')].join('\n\n');
      return [words(text, [...labels, phrases.commands.cancel])];
    }
    case 'answer': {
      const text = [...note, phrases.question(ask.question, ask.method)].join('\n\n');
      const again = ask.resendable ? [phrases.replies.sendAgain] : [];
      return [words(text, [...again, phrases.replies.anotherWay, phrases.commands.cancel])];
    }
    case 'link':
      return [...note.map((text) => words(text)), linkCard(phrases.link, phrases.linkButton, ask.url)];
    case 'link-waiting':
      return [words(phrases.linkWaiting, [phrases.replies.newLink, phrases.commands.cancel])];
    case 'page-open':
      return [words(phrases.pageOpen, [phrases.replies.newLink, phrases.commands.cancel])];
    case 'writing':
      return [words(phrases.writing)];
    case 'ended': {
      const next = offered.map((command) => phrases.commands[command]);
      return [words(phrases.ending(ask.ending, rest(ask.retryAt), helpdesk), next)];
    }
  }
}
