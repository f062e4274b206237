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
import { besideStack, laidOut } from './menu.js';
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

/** What a saved turn leaves to do. */
interface Saved {
  readonly after: Desk['after'];
  /** Why it was not all said, where it was not. */
  readonly unsaid: { readonly cause: unknown } | undefined;
}

const NOTHING: Saved = { after: undefined, unsaid: undefined };

/**
 * The turn loop: takes hold of the conversation, continues the dialog stack over its one record, and saves what was
 * decided together with what is said. Only then is anything sent, and only after that carried out: also when it could
 * not be said, for it was paid for.
 */
export function bot({ conversations, claims, root, lineOf, hidden, log }: Parts): RunTurn {
  const decide = (context: TurnContext, from: Caller, heard: Heard) => {
    const activityId = heard.kind === 'words' || heard.kind === 'password' ? context.activity.id : undefined;
    const within = from.ownsTranscript ? 'transcript' : undefined;
    const work = async (record: ConversationRecord | undefined) => {
      const kept = besideStack(record?.voice);
      // Who has not just spoken is answered in the language last spoken.
      const isUnasked = heard.kind === 'nudged' || heard.kind === 'undeliverable';
      const locale = (isUnasked ? kept.locale : undefined) ?? from.locale;
      const caller = { ...from, locale };
      const desk: Desk = {
        caller,
        heard,
        phrases: phrasesFor(locale),
        mind: record?.mind,
        menu: kept.menu,
        says: [],
        buries: [],
        hides: false,
        after: undefined,
      };
      layDesk(context, desk);
      const voice = await continued(context, root, record);
      const { says, buries, menu } = laidOut(desk);
      const secrets = heard.kind === 'password' || desk.hides ? [hidden(context.activity)] : [];
      const lines = caller.ownsTranscript ? [...secrets, ...[...buries, ...says].map(lineOf)] : [];
      return {
        record: { voice: { ...voice, menu, locale }, mind: desk.mind },
        lines,
        result: { buries, says, after: desk.after },
      };
    };
    return conversations.turn(from.conversation, activityId, work, within);
  };

  const turn = async (context: TurnContext, caller: Caller, heard: Heard): Promise<Saved> => {
    const decided = heard.kind === 'words' ? typing(context, caller) : () => undefined;
    const outcome = await decide(context, caller, heard).finally(decided);
    if (outcome === 'not-run') return NOTHING;
    const { after } = outcome;
    if (caller.ownsTranscript) return { after, unsaid: undefined };
    try {
      await deliver(context, caller, outcome, { claims, log });
      return { after, unsaid: undefined };
    } catch (cause) {
      return { after, unsaid: { cause } };
    }
  };

  return async (context, caller) => {
    const heard = hear(context.activity);
    if (heard.kind === 'nothing') return;
    let { after, unsaid } = await turn(context, caller, heard);
    try {
      await after?.run();
    } catch (error) {
      if (!(error instanceof MethodUnavailable)) throw error;
      log.error({ code: error.code, cause: String(error.cause ?? '') }, error.message);
      const asking = after?.asking ?? '';
      const told = await turn(context, caller, { kind: 'undeliverable', asking });
      unsaid ??= told.unsaid;
    }
    if (unsaid) throw unsaid.cause;
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

/** Where dots cost a request of their own, they are for who waits this long. */
const PATIENCE_MS = 600;

/** Dots, until what is given back is called. Not waited for: dots that are lost are no loss. */
function typing(context: TurnContext, { ownsTranscript }: Caller): () => void {
  const show = (): void => {
    context.sendActivity({ type: ActivityTypes.Typing }).catch(() => undefined);
  };
  if (ownsTranscript) {
    show();
    return () => undefined;
  }
  const later = setTimeout(show, PATIENCE_MS);
  return () => clearTimeout(later);
}
