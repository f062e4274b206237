import { describe, expect, it } from 'vitest';
import { linkCard, pictureCard } from '../../dialogs/cards.js';
import { faultsIn } from '../support/card-schema.js';
import { schemaFaults, schemaLacking } from '../support/official-card-schema.js';

const card = (element: object, version = '1.5') => ({ type: 'AdaptiveCard', version, body: [element] });

describe('the schema that cards are held against', () => {
  it('takes what is right', () => {
    const submit = { type: 'Action.Submit', title: 'Go', data: { a: 1 }, associatedInputs: 'none', style: 'positive' };
    const field = { type: 'Input.Text', id: 'a', label: 'A', style: 'tel', isRequired: true, errorMessage: 'No.' };
    for (const element of [
      { type: 'TextBlock', text: 'Hi', wrap: true },
      field,
      { type: 'ActionSet', actions: [submit] },
    ])
      expect(faultsIn(card(element))).toEqual([]);
  });

  it.each<[string, object]>([
    ['an element nobody knows', card({ type: 'Marquee' })],
    ['a property nobody knows', card({ type: 'TextBlock', text: 'Hi', blink: true })],
    ['a value nobody knows', card({ type: 'Input.Text', id: 'a', label: 'A', style: 'secret' })],
    ['an action among the elements', card({ type: 'Action.Submit', title: 'Go' })],
    ['something of 1.6', card({ type: 'Carousel', pages: [] })],
    [
      'an unknown property of an action',
      card({ type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Go', to: 'x' }] }),
    ],
    ['a field without a name', card({ type: 'Input.Text', label: 'A' })],
    ['a required field that says nothing when it is empty', card({ type: 'Input.Text', id: 'a', isRequired: true })],
    [
      'more actions than Teams shows',
      {
        ...card({ type: 'TextBlock', text: 'Hi' }),
        actions: Array.from({ length: 7 }, () => ({ type: 'Action.Submit', title: 'Go' })),
      },
    ],
    ['an older version', card({ type: 'TextBlock', text: 'Hi' }, '1.2')],
  ])('refuses %s', (_name, content) => {
    expect(faultsIn(content)).not.toEqual([]);
  });

  it('takes the cards that only the web chat is sent', () => {
    const picture = { url: 'data:image/png;base64,iVBORw0KGgo=', alt: 'A square', width: 240 };
    const button = { title: 'On this device', url: 'otpauth://totp/A:ada@contoso.example?secret=ABC&issuer=A' };
    for (const { attachments = [] } of [
      linkCard('A page.', 'Open', 'https://reset.contoso.example/password/abc'),
      pictureCard({ before: 'Scan it.', picture, after: 'Or type it.', button }),
    ])
      expect(attachments.flatMap(({ content }) => faultsIn(content))).toEqual([]);
  });
});

it.skipIf(schemaLacking())("Microsoft's own JSON schema refuses what is wrong, so that it can fail", () => {
  const text = { type: 'TextBlock', text: 'Hi' };
  expect(schemaFaults(card(text))).toEqual([]);
  for (const wrong of [
    card({ type: 'Marquee' }),
    card({ text: 'No type.' }),
    card({ ...text, text: 7 }),
    card({ ...text, blink: true }),
    { ...card(text), colour: 'red' },
    card({ type: 'Input.Text', id: 'a', style: 'secret' }),
    card({ type: 'Input.Text', label: 'No name' }),
    card({ type: 'Action.Submit', title: 'No element' }),
    { ...card(text), actions: [{ type: 'Action.OpenUrl', title: 'No address' }] },
    { ...card(text), actions: [{ type: 'Action.OpenUrl', url: 'not one, {no}' }] },
    card({ type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Go', to: 'x' }] }),
  ])
    expect.soft(schemaFaults(wrong), JSON.stringify(wrong)).not.toEqual([]);
});
