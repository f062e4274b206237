import { type Activity, ActivityTypes, type StatePropertyAccessor, type TurnContext } from 'botbuilder';
import type { DialogState } from 'botbuilder-dialogs/lib/dialogContext.js';
import { DialogSet } from 'botbuilder-dialogs/lib/dialogSet.js';
import type { RunTurn } from '../src/channels/channel.js';
import { MethodUnavailable } from '../src/errors.js';
import type { Caller } from '../src/reset/ask.js';
import type { Claims, ConversationRecord, Conversations, TranscriptLine } from '../src/stores/ports.js';
import { deliver } from './deliver.js';
import { type Desk, layDesk, type Spoken } from './desk.js';
import { type Heard, hear } from './hear.js';
import { laidOut, menuIn } from './menu.js';
import { phrasesFor } from './phrases/phrases.js';
import type { RootDialog } from './root.js';

interface Parts {
  readonly conversations: Conversations;
  readonly claims: Claims;
  readonly root: RootDialog;
  /** Shapes a reply as it stands in our own transcript. */
  readonly lineOf: (said: Spoken) => TranscriptLine;
  /** What a person said, with every letter hidden: it replaces the line as it was said. */
  readonly hidden: (said: Partial<Activity>) => TranscriptLine;
  readonly log: { error(details: object, message: string): void; warn(details: object, message: string): void };
}

/**
 * The turn loop: takes hold of the conversation, continues the dialog stack over its one record, and saves what was
 * decided together with what is said. Only then is anything sent, and only after that carried out.
 */
export function bot({ conversations, claims, root, lineOf, hidden, log }: Parts): RunTurn {
  const turn = async (context: TurnContext, caller: Caller, heard: Heard): Promise<Desk['after']> => {
    const activityId = heard.kind === 'words' || heard.kind === 'password' ? context.activity.id : undefined;
    if (heard.kind === 'words') typing(context);
    const outcome = await conversations.turn(caller.conversation, activityId, async (record) => {
      const desk: Desk = {
        caller,
        heard,
        phrases: phrasesFor(caller.locale),
        mind: record?.mind,
        menu: menuIn(record?.voice),
        says: [],
        buries: [],
        after: undefined,
      };
      layDesk(context, desk);
      const voice = await continued(context, root, record);
      const { says, buries, menu } = laidOut(desk);
      const secrets = heard.kind === 'password' ? [hidden(context.activity)] : [];
      const lines = caller.ownsTranscript ? [...secrets, ...[...buries, ...says].map(lineOf)] : [];
      return {
        record: { voice: { ...voice, menu }, mind: desk.mind },
        lines,
        result: { buries, says, after: desk.after },
      };
    });
    if (outcome === 'duplicate') return undefined;
    if (!caller.ownsTranscript) await deliver(context, caller, outcome, { claims, log });
    return outcome.after;
  };

  return async (context, caller) => {
    const heard = hear(context.activity);
    if (heard.kind === 'nothing') return;
    const after = await turn(context, caller, heard);
    if (!after) return;
    try {
      await after.run();
    } catch (error) {
      if (!(error instanceof MethodUnavailable)) throw error;
      log.error({ code: error.code, cause: String(error.cause ?? '') }, error.message);
      await turn(context, caller, { kind: 'undeliverable', asking: after.asking });
    }
  };
}

/** Runs the dialogs over the stack in the record, and gives back the stack as it is then. */
async function continued(
  context: TurnContext,
  root: RootDialog,
  record: ConversationRecord | undefined,
): Promise<DialogState | undefined> {
  const stack = accessorOver(record?.voice);
  const dialogs = new DialogSet(stack.accessor);
  dialogs.add(root);
  const dc = await dialogs.createContext(context);
  await (dc.activeDialog ? dc.continueDialog() : dc.beginDialog(root.id));
  return stack.value();
}

/** The framework's border: its state property, over a value of ours. */
function accessorOver(voice: unknown): {
  accessor: StatePropertyAccessor<DialogState>;
  value: () => DialogState | undefined;
} {
  let state = isStack(voice) ? voice : undefined;
  return {
    value: () => state,
    accessor: {
      get: async (_context: TurnContext, initial?: DialogState) => {
        state ??= initial ?? { dialogStack: [] };
        return state;
      },
      set: async (_context, next) => {
        state = next;
      },
      delete: async () => {
        state = undefined;
      },
    },
  };
}

const isStack = (value: unknown): value is DialogState =>
  typeof value === 'object' && value !== null && 'dialogStack' in value && Array.isArray(value.dialogStack);

/** Not waited for: it travels with the turn's first round trip, and dots that are lost are no loss. */
function typing(context: TurnContext): void {
  context.sendActivity({ type: ActivityTypes.Typing }).catch(() => undefined);
}
