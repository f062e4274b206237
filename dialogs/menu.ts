import { z } from 'zod';
import { newId } from '../src/crypto.js';
import { deadCard } from './cards.js';
import type { Desk, Spoken } from './desk.js';
import { asCard, tapButton, titlesOf } from './forms.js';
import { chosenOf } from './standing.js';

/** The card that offers what may be asked for while nothing is under way; it stands until something else is said. */
const menu = z.object({ id: z.string(), nonce: z.string(), words: z.string() });
export type Menu = z.infer<typeof menu>;

/** `locale`: the one last spoken. */
const kept = z.object({ menu: menu.optional(), locale: z.string().optional() });

/** What the record keeps beside the dialog stack. */
export const besideStack = (voice: unknown): z.infer<typeof kept> => kept.safeParse(voice).data ?? {};

/**
 * What a turn says, and what it buries. Where questions are cards, so is what is offered: the last of it, good for one
 * tap, keeps its words and loses its buttons when something else is said.
 */
export function laidOut({ caller, says, buries, menu: before, heard, phrases }: Desk): {
  readonly says: readonly Spoken[];
  readonly buries: readonly Spoken[];
  readonly menu: Menu | undefined;
} {
  const named = says.map((activity) => ({ ...activity, id: activity.id ?? newId() }));
  if (caller.channel !== 'msteams') return { says: named, buries, menu: undefined };
  if (named.length === 0) return { says: named, buries, menu: before };
  const offering = named.findLast((activity) => titlesOf(activity).length > 0);
  const menu = offering && { id: offering.id, nonce: newId(), words: offering.text ?? '' };
  return {
    says: named.map(({ suggestedActions, ...activity }) => {
      if (activity.id !== menu?.id) return activity;
      const actions = titlesOf({ suggestedActions }).map((title) => tapButton(menu.nonce, title));
      return { ...asCard(activity, undefined, [], actions), id: activity.id };
    }),
    buries: before
      ? [
          ...buries,
          { ...deadCard([before.words, ...chosenOf(before.nonce, heard, phrases)].join('\n\n')), id: before.id },
        ]
      : buries,
    menu,
  };
}
