import type { TurnContext } from 'botbuilder';
import { ComponentDialog } from 'botbuilder-dialogs/lib/componentDialog.js';
import { Dialog, type DialogTurnResult } from 'botbuilder-dialogs/lib/dialog.js';
import type { DialogContext } from 'botbuilder-dialogs/lib/dialogContext.js';
import { deskOf } from './desk.js';
import type { Heard } from './hear.js';
import { type Saying, words } from './say.js';
import { isLive } from './standing.js';
import type { Command } from './vocabulary/vocabulary.js';

/** A conversation the root can lead into, under the command that begins it. */
export interface Conversation {
  readonly command: Command;
  readonly dialog: Dialog & {
    leave(dc: DialogContext): Promise<void>;
    isReply(dc: DialogContext, text: string): boolean;
  };
  /** Commands that it understands itself while it goes on. */
  readonly takes?: readonly Command[] | undefined;
}

interface Parts {
  readonly conversations: readonly Conversation[];
  readonly organisation: string;
  readonly saying: (context: TurnContext) => Saying;
}

type Words = Extract<Heard, { kind: 'words' }>;

const isWayOut = (command: Command | undefined): boolean =>
  command === 'cancel' || command === 'start-over' || command === 'person';

/** Greets, routes words to a conversation; help, cancel and start over at any time. Never a dead end. */
export class RootDialog extends ComponentDialog {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    super('root');
    this.#parts = parts;
    for (const { dialog } of parts.conversations) this.addDialog(dialog);
  }

  protected override async onBeginDialog(dc: DialogContext): Promise<DialogTurnResult> {
    return this.#turn(dc);
  }

  protected override async onContinueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    return this.#turn(dc);
  }

  async #turn(dc: DialogContext): Promise<DialogTurnResult> {
    const { heard } = deskOf(dc.context);
    switch (heard.kind) {
      case 'words':
        await this.#words(dc, heard);
        break;
      case 'password':
        await this.#password(dc);
        break;
      case 'joined':
        if (!dc.activeDialog) this.#say(dc, 'welcome');
        break;
      case 'nudged':
      case 'undeliverable':
        if (dc.activeDialog) await dc.continueDialog();
        break;
      case 'nothing':
        break;
    }
    return Dialog.EndOfTurn;
  }

  async #words(dc: DialogContext, heard: Words): Promise<void> {
    const { text, command, wish, ordinal, tap } = heard;
    const active = dc.activeDialog;
    if (tap && !isLive(dc, tap.nonce)) return active ? this.#lookAgain(dc) : this.#say(dc, 'oldButton');
    // Inside a conversation its own answers come first: "I forgot my phone" is another way, not another reset. But who
    // wants out, or a person, is not sent "a text" because it was named. "Option 2" asks for no help.
    const current = this.#current(dc);
    const own = command !== undefined && current?.takes?.includes(command);
    // "Help 123456": a code that is awaited is never talked over.
    const isReply = current?.dialog.isReply(dc, text) ?? false;
    const isAnswer = wish !== undefined && !(wish.kind === 'method' && isWayOut(command));
    const isLine = ordinal !== undefined && !isWayOut(command);
    if (active && (isReply || isAnswer || isLine || own || !command)) {
      await dc.continueDialog();
      return;
    }
    switch (command) {
      case 'help':
        return this.#beside(dc, 'help');
      case 'person':
        return this.#beside(dc, 'person');
      case 'cancel':
        return active ? this.#leave(dc) : this.#say(dc, 'nothingToCancel');
      case 'start-over':
        return this.#startOver(dc);
      case 'greeting':
        return active ? this.#lookAgain(dc) : this.#say(dc, 'welcome');
      case undefined:
        return this.#say(dc, 'notUnderstood');
      case 'reset':
      case 'unlock':
      case 'register':
      case 'registered':
      case 'change':
        return this.#begin(dc, command);
    }
  }

  async #begin(dc: DialogContext, command: Command): Promise<void> {
    const wanted = this.#parts.conversations.find((one) => one.command === command);
    if (!wanted) return this.#beside(dc, 'notAvailable');
    if (dc.activeDialog) {
      if (dc.activeDialog.id === wanted.dialog.id) return this.#lookAgain(dc);
      await this.#leave(dc);
    }
    await dc.beginDialog(wanted.dialog.id);
  }

  async #startOver(dc: DialogContext): Promise<void> {
    const again = this.#current(dc);
    if (!again) return this.#say(dc, 'welcome');
    await this.#leave(dc);
    deskOf(dc.context).says.length = 0;
    await dc.beginDialog(again.dialog.id);
  }

  async #leave(dc: DialogContext): Promise<void> {
    await this.#current(dc)?.dialog.leave(dc);
    if (dc.activeDialog) await dc.cancelAllDialogs();
  }

  #current(dc: DialogContext): Conversation | undefined {
    return this.#parts.conversations.find(({ dialog }) => dialog.id === dc.activeDialog?.id);
  }

  /** An answer given in passing; then the question that stood is asked again. */
  async #beside(dc: DialogContext, what: 'help' | 'person' | 'notAvailable'): Promise<void> {
    this.#say(dc, what);
    await this.#lookAgain(dc);
  }

  async #password(dc: DialogContext): Promise<void> {
    const desk = deskOf(dc.context);
    desk.says.push(words(desk.phrases.neverTypePasswords, dc.activeDialog ? [] : this.#buttons(dc)));
    await this.#lookAgain(dc);
  }

  /** The question that stands, once more: what was heard was not for the conversation. */
  async #lookAgain(dc: DialogContext): Promise<void> {
    if (!dc.activeDialog) return;
    deskOf(dc.context).heard = { kind: 'nothing' };
    await dc.continueDialog();
  }

  #say(
    dc: DialogContext,
    what: 'welcome' | 'help' | 'person' | 'notAvailable' | 'notUnderstood' | 'nothingToCancel' | 'oldButton',
  ): void {
    const { phrases, says } = deskOf(dc.context);
    const { organisation } = this.#parts;
    const { helpdesk } = this.#parts.saying(dc.context);
    const text = {
      welcome: () => phrases.welcome(organisation),
      help: () => phrases.help(organisation),
      person: () => phrases.person(helpdesk),
      notAvailable: () => phrases.notAvailable,
      notUnderstood: () => phrases.notUnderstood,
      nothingToCancel: () => phrases.nothingToCancel,
      oldButton: () => phrases.oldButton,
    }[what]();
    says.push(words(text, dc.activeDialog ? [] : this.#buttons(dc)));
  }

  #buttons(dc: DialogContext): readonly string[] {
    const { phrases } = deskOf(dc.context);
    return this.#parts.saying(dc.context).offered.map((command) => phrases.commands[command]);
  }
}
