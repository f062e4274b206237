import type { TurnContext } from 'botbuilder';
import { Dialog, type DialogTurnResult } from 'botbuilder-dialogs/lib/dialog.js';
import type { DialogContext } from 'botbuilder-dialogs/lib/dialogContext.js';
import { z } from 'zod';
import { newId } from '../src/crypto.js';
import type { Resets, Step } from '../src/reset/resets.js';
import { resetSession } from '../src/reset/session.js';
import { deadCard } from './cards.js';
import { deskOf } from './desk.js';
import { type Saying, say, words } from './say.js';

/** What the stack keeps: whose turn it is. What comes next is the domain's to say. */
const kept = z.object({ resetId: z.string(), linkId: z.string().optional() });

const options = z.object({ goal: z.enum(['reset', 'unlock']) });

interface Parts {
  readonly resets: Resets;
  readonly saying: (context: TurnContext) => Saying;
}

/** Reset and unlock: hear → service → say. */
export class ResetDialog extends Dialog {
  readonly #parts: Parts;

  constructor(id: string, parts: Parts) {
    super(id);
    this.#parts = parts;
  }

  async beginDialog(dc: DialogContext, given?: object): Promise<DialogTurnResult> {
    const { goal } = options.parse(given);
    const desk = deskOf(dc.context);
    return this.#play(dc, await this.#parts.resets.open(desk.caller, goal));
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const desk = deskOf(dc.context);
    const session = resetSession.safeParse(desk.mind);
    const state = kept.safeParse(dc.activeDialog?.state);
    if (!session.success || !state.success || session.data.id !== state.data.resetId) {
      desk.says.push(words(desk.phrases.lost, [desk.phrases.commands.reset]));
      return dc.endDialog();
    }
    const { heard } = desk;
    switch (heard.kind) {
      case 'words':
        return this.#play(dc, await this.#parts.resets.hear(session.data, heard));
      case 'undeliverable':
        return this.#play(dc, await this.#parts.resets.undeliverable(session.data, heard.asking));
      case 'nudged':
        return this.#play(dc, await this.#parts.resets.look(session.data), session.data.step);
      case 'password':
      case 'joined':
      case 'nothing':
        return this.#play(dc, await this.#parts.resets.look(session.data));
    }
  }

  /** Ends the session in words, when the person wants out or something else. */
  async leave(dc: DialogContext): Promise<void> {
    const session = resetSession.safeParse(deskOf(dc.context).mind);
    if (session.success) await this.#play(dc, await this.#parts.resets.cancel(session.data));
  }

  /** Says the step. A nudge that finds the same step says nothing: it has been said. */
  async #play(dc: DialogContext, step: Step, unlessStep?: number): Promise<DialogTurnResult> {
    const desk = deskOf(dc.context);
    const { session, ask, after } = step;
    desk.mind = session;
    this.#retireLink(dc, step);
    const unchanged = unlessStep === session.step && session.phase !== 'ended';
    if (!unchanged) desk.says.push(...say(ask, this.#parts.saying(dc.context)).map((one) => ({ ...one, id: newId() })));
    if (after) desk.after = { run: after, asking: session.phase === 'challenge' ? session.active.asking : '' };
    if (session.phase === 'ended') {
      desk.mind = undefined;
      return dc.endDialog();
    }
    const linkId = ask.kind === 'link' ? desk.says.at(-1)?.id : linkOf(dc);
    if (dc.activeDialog) dc.activeDialog.state = { resetId: session.id, ...(linkId ? { linkId } : {}) };
    return Dialog.EndOfTurn;
  }

  /** A button that no longer opens anything becomes words. */
  #retireLink(dc: DialogContext, { ask }: Step): void {
    const linkId = linkOf(dc);
    if (!linkId || ask.kind === 'link-waiting') return;
    const desk = deskOf(dc.context);
    desk.says.push({ ...deadCard(desk.phrases.linkUsed), id: linkId });
    if (dc.activeDialog) dc.activeDialog.state = { resetId: kept.parse(dc.activeDialog.state).resetId };
  }
}

function linkOf(dc: DialogContext): string | undefined {
  const state = kept.safeParse(dc.activeDialog?.state);
  return state.success ? state.data.linkId : undefined;
}
