import { type Activity, ActivityTypes } from 'botbuilder';
import { z } from 'zod';
import type { Occasion } from '../src/methods/method.js';
import { cardActivity, deadCard, text } from './cards.js';
import type { Phrases } from './phrases/phrases.js';

/** What is asked of a person in Teams. Times are epoch ms. */
export interface Asked {
  readonly id: string;
  readonly login: string;
  readonly purpose: Occasion['purpose'];
  readonly from?: string | undefined;
  readonly at: number;
}

/** How it went. */
export type Answered = 'approved' | 'denied' | 'wrong-number' | 'late' | 'gone';

const value = z.object({
  approval: z.string().regex(/^[\w-]{22}$/),
  action: z.enum(['approve', 'deny']),
  entry: z.string().max(20).optional(),
});

/** What was answered on such a card; undefined for everything else. Of what was typed, the digits. */
export function approvalIn(given: unknown) {
  const { data } = value.safeParse(given);
  return data && { id: data.approval, action: data.action, number: (data.entry ?? '').replace(/\D/gu, '') };
}

const submit = ({ id }: Asked, title: string, action: 'approve' | 'deny') => ({
  type: 'Action.Submit',
  title,
  data: { approval: id, action },
  ...(action === 'approve' ? { style: 'positive' } : { style: 'destructive', associatedInputs: 'none' }),
});

/** A request with a number to type, which stands in the conversation where it was begun and never here. */
export function requestCard(asked: Asked, { approval }: Phrases): Partial<Activity> {
  const said = approval.asks(asked);
  const field = {
    type: 'Input.Text',
    id: 'entry',
    label: approval.number,
    style: 'tel',
    maxLength: 4,
    isRequired: true,
    errorMessage: approval.missing,
  };
  const actions = [submit(asked, approval.approve, 'approve'), submit(asked, approval.deny, 'deny')];
  return card([...said.map(text), field], actions, said);
}

/** What becomes of a request that nobody answers: "it's not me" may still be said. */
export function lapsedCard(asked: Asked, { approval }: Phrases): Partial<Activity> {
  const said = [...approval.asks(asked).slice(0, 2), approval.answered.late];
  return card(said.map(text), [submit(asked, approval.deny, 'deny')], said);
}

const card = (body: readonly object[], actions: readonly object[], said: readonly string[]): Partial<Activity> => ({
  ...cardActivity({ body, actions }, said.join(' ')),
  type: ActivityTypes.Message,
  summary: said[0] ?? '',
});

/** What becomes of the request. */
export const answeredCard = (outcome: Answered, { approval }: Phrases): Partial<Activity> =>
  deadCard(approval.answered[outcome]);
