import { type Activity, ActivityTypes, type Attachment } from 'botbuilder';

export const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';

export interface Card {
  readonly body: readonly object[];
  readonly actions?: readonly object[];
}

/** Adaptive Cards 1.5; text wraps, nothing relies on colour alone. */
const adaptive = ({ body, actions = [] }: Card): Attachment => ({
  contentType: ADAPTIVE,
  content: {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body,
    actions,
  },
});

export const text = (words: string) => ({ type: 'TextBlock', text: words, wrap: true });

export const cardActivity = (card: Card, speak: string): Partial<Activity> => ({
  type: ActivityTypes.Message,
  attachments: [adaptive(card)],
  speak,
  inputHint: 'acceptingInput',
});

/** A sentence and one button that opens a page of ours. */
export const linkCard = (words: string, button: string, url: string): Partial<Activity> =>
  cardActivity(
    { body: [text(words)], actions: [{ type: 'Action.OpenUrl', title: button, url, style: 'positive' }] },
    words,
  );

/** A picture between two sentences, and one button that does the same on this device. `width` in CSS pixels. */
export const pictureCard = (card: {
  readonly before: string;
  readonly picture: { readonly url: string; readonly alt: string; readonly width: number };
  readonly after: string;
  readonly button: { readonly title: string; readonly url: string };
}): Partial<Activity> => {
  const { url, alt, width } = card.picture;
  const image = { type: 'Image', url, altText: alt, width: `${width}px`, horizontalAlignment: 'Center' };
  return cardActivity(
    {
      body: [text(card.before), image, text(card.after)],
      actions: [{ type: 'Action.OpenUrl', title: card.button.title, url: card.button.url }],
    },
    `${card.before} ${card.after}`,
  );
};

/** What a used card becomes: words, nothing to tap. */
export const deadCard = (words: string): Partial<Activity> =>
  cardActivity({ body: words.split('\n\n').map((part) => ({ ...text(part), isSubtle: true })) }, words);

/** What has happened, in words, and one button where there is something to say about it. */
export const noticeCard = (
  subject: string,
  paragraphs: readonly string[],
  buttons: readonly { readonly title: string; readonly url: string }[],
): Partial<Activity> => ({
  ...cardActivity(
    {
      body: [{ ...text(subject), weight: 'Bolder' }, ...paragraphs.map(text)],
      actions: buttons.map(({ title, url }) => ({ type: 'Action.OpenUrl', title, url })),
    },
    `${subject}. ${paragraphs.join(' ')}`,
  ),
  summary: subject,
});
