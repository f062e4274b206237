import type { RunTurn } from '../../src/channels/channel.js';
import { echoOf, lineOf } from '../../src/channels/line.js';
import { newId } from '../../src/crypto.js';
import type { Caller } from '../../src/reset/ask.js';
import type { Conversations } from '../../src/stores/ports.js';

/** The smallest bot: greets, repeats, types before it answers `slow`, answers `hold` once let go, hides `hide`, fails on `fail`. Keeps what it saw and worked on. */
export function echoBot(conversations: Conversations) {
  const seen: { readonly caller: Caller; readonly activity: unknown }[] = [];
  const worked: (string | undefined)[] = [];
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const run: RunTurn = async (context, caller) => {
    const { activity } = context;
    seen.push({ caller, activity: JSON.parse(JSON.stringify(activity)) });
    if (activity.text === 'slow') await context.sendActivities([{ type: 'typing' }]);
    if (activity.text === 'hold') await held;
    if (activity.text === 'fail') throw new Error('The bot tripped.');
    if (activity.text === 'direct') await context.sendActivity('said directly');
    const hidden = activity.text === 'hide' ? [echoOf(activity, 'hidden')] : [];
    const work = async () => ({
      record: undefined,
      lines: [...hidden, lineOf(answer(activity), { id: newId(), at: Date.now(), botName: 'Echo' })],
      result: worked.push(activity.text),
    });
    await conversations.turn(caller.conversation, activity.id, work, 'transcript');
  };
  return { run, seen, worked, letGo };
}

const CARD = {
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text: 'Enter the code', weight: 'bolder', size: 'medium', wrap: true },
      { type: 'TextBlock', text: 'We sent it to the number ending in 00.', wrap: true, isSubtle: true },
      {
        type: 'Input.Text',
        id: 'secret',
        label: 'Code',
        style: 'password',
        isRequired: true,
        errorMessage: 'Please enter it.',
      },
    ],
    actions: [
      { type: 'Action.Submit', title: 'Continue', style: 'positive', data: { action: 'go' } },
      { type: 'Action.Submit', title: 'Try another way', data: { action: 'other' }, associatedInputs: 'none' },
    ],
  },
};

function answer(activity: { readonly type: string; readonly text?: string; readonly value?: unknown }) {
  if (activity.type === 'conversationUpdate') {
    return {
      type: 'message',
      text: 'Hello! I help with your work password. What can I do for you?',
      suggestedActions: {
        to: [],
        actions: ['Reset my password', 'Unlock my account', 'What have I registered, and since when?', 'Help'].map(
          (title) => ({
            type: 'imBack',
            title,
            value: title,
          }),
        ),
      },
    };
  }
  if (activity.text === 'card') return { type: 'message', attachments: [CARD] };
  if (activity.type === 'event') return { type: 'message', text: 'You nudged me.' };
  return { type: 'message', textFormat: 'plain', text: `You said ${JSON.stringify(activity.text ?? activity.value)}` };
}
