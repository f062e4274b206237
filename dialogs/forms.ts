import { type Activity, ActivityTypes } from 'botbuilder';
import { ADAPTIVE, type Card, cardActivity, text } from './cards.js';
import type { Phrases } from './phrases/phrases.js';
import type { Field, Line } from './utterance.js';

/** Teams shows six actions of a card; more of them go into rows of their own. */
const MOST_ACTIONS = 6;

/** Which keyboard a phone shows. */
const STYLES: Readonly<Record<Field, string>> = {
  code: 'tel',
  'saved-code': 'text',
  phone: 'tel',
  email: 'email',
  name: 'text',
};

/** Whether something in it is to be tapped or typed. */
export const hasForm = ({ activity, form }: Line): boolean =>
  titlesOf(activity).length > 0 || form?.field !== undefined || form?.options !== undefined;

/** Says `say` for the person. */
export const tapButton = (nonce: string, say: string, title = say): object => ({
  type: 'Action.Submit',
  title,
  data: { nonce, say },
  associatedInputs: 'none',
});

/** A question as a card: its words, a field where something is to be typed, ways to choose from, and its buttons. `nonce` is good for one tap. */
export function formCard({ activity, form }: Line, nonce: string, phrases: Phrases): Partial<Activity> {
  const options = form?.options ?? [];
  const field = form?.field;
  const buttons = titlesOf(activity).filter((title) => !options.some(({ say }) => say === title));
  const send = { type: 'Action.Submit', title: phrases.form.send, style: 'positive', data: { nonce } };
  return asCard(
    activity,
    form?.text,
    [
      ...(field === undefined ? [] : [fieldCalled(field, phrases)]),
      ...options.map(({ title, say }) => ({ type: 'ActionSet', actions: [tapButton(nonce, say, title)] })),
    ],
    [...(field === undefined ? [] : [send]), ...buttons.map((title) => tapButton(nonce, title))],
  );
}

/** The buttons under an activity, where a channel shows them so. */
export const titlesOf = ({ suggestedActions }: Pick<Partial<Activity>, 'suggestedActions'>): readonly string[] =>
  (suggestedActions?.actions ?? []).map(({ title }) => title);

const fieldCalled = (field: Field, { form }: Phrases): object => ({
  type: 'Input.Text',
  id: 'entry',
  label: form.fields[field],
  style: STYLES[field],
  maxLength: 200,
  isRequired: true,
  errorMessage: form.missing,
});

/** The words, or the card that is there already, with more below it. */
export function asCard(
  { suggestedActions: _, ...activity }: Partial<Activity>,
  words: string | undefined,
  more: readonly object[],
  actions: readonly object[],
): Partial<Activity> {
  const own = cardIn(activity);
  const said = words ?? activity.text ?? '';
  const body = own?.body ?? said.split('\n\n').map(text);
  const all = [...(own?.actions ?? []), ...actions];
  const rows = Array.from({ length: Math.ceil(all.length / MOST_ACTIONS) }, (_row, index) =>
    all.slice(index * MOST_ACTIONS, (index + 1) * MOST_ACTIONS),
  );
  const last = rows.at(-1) ?? [];
  const sets = rows.slice(0, -1).map((row) => ({ type: 'ActionSet', actions: row }));
  const card = cardActivity({ body: [...body, ...more, ...sets], actions: last }, activity.speak ?? said);
  return { ...card, type: ActivityTypes.Message, summary: activity.speak ?? said };
}

const cardIn = ({ attachments }: Partial<Activity>): Card | undefined =>
  attachments?.find(({ contentType }) => contentType === ADAPTIVE)?.content;
