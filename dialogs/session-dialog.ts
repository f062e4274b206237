import type { TurnContext } from 'botbuilder';
import { Dialog, type DialogTurnResult } from 'botbuilder-dialogs/lib/dialog.js';
import type { DialogContext } from 'botbuilder-dialogs/lib/dialogContext.js';
import type { z } from 'zod';
import { newId } from '../src/crypto.js';
import type { Caller } from '../src/reset/ask.js';
import { deadCard } from './cards.js';
import { deskOf } from './desk.js';
import { formCard, hasForm } from './forms.js';
import type { Heard } from './hear.js';
import type { Phrases } from './phrases/phrases.js';
import { type Saying, words } from './say.js';
import { afterwards, kept, type Standing, spent } from './standing.js';
import type { Utterance } from './utterance.js';

type Words = Extract<Heard, { kind: 'words' }>;

interface Session {
  readonly id: string;
  readonly step: number;
  readonly phase: string;
}

interface Step<S, A> {
  readonly session: S;
  readonly ask: A;
  readonly after?: (() => Promise<void>) | undefined;
}

/** A service of the mind, as far as a conversation over it goes. */
interface Service<S, A, G, T> {
  open(caller: Caller, goal: G): Promise<Step<S, A>>;
  hear(session: S, said: T): Promise<Step<S, A>>;
  isReply(session: S, text: string): boolean;
  look(session: S): Promise<Step<S, A>>;
  undeliverable(session: S, asking: string): Promise<Step<S, A>>;
  cancel(session: S): Promise<Step<S, A>>;
}

interface Parts<S extends Session, A, G, T> {
  readonly goal: G;
  readonly service: Service<S, A, G, T>;
  readonly session: z.ZodType<S>;
  /** Names what is being asked, so that a late fault of an earlier asking does nothing. */
  readonly asking: (session: S) => string;
  /** Whether what is typed now may be an answer that belongs on a page of its own. */
  readonly belongsElsewhere: (session: S) => boolean;
  readonly said: (heard: Words) => T;
  /** `shown`: a button or a picture of before is still there. */
  readonly say: (ask: A, saying: Saying, shown: boolean) => Utterance | Promise<Utterance>;
  readonly saying: (context: TurnContext) => Saying;
  /** What to begin again with when the place was lost. */
  readonly again: (phrases: Phrases) => string;
}

/** A conversation over a session of the mind: hear → service → say. */
export class SessionDialog<S extends Session, A, G, T> extends Dialog {
  readonly #parts: Parts<S, A, G, T>;

  constructor(id: string, parts: Parts<S, A, G, T>) {
    super(id);
    this.#parts = parts;
  }

  async beginDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const { service, goal } = this.#parts;
    return this.#play(dc, await service.open(deskOf(dc.context).caller, goal));
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const { service, session: shape, said, belongsElsewhere, again } = this.#parts;
    const desk = deskOf(dc.context);
    const { data: session } = shape.safeParse(desk.mind);
    const { data: state } = kept.safeParse(dc.activeDialog?.state);
    if (!session || !state || session.id !== state.sessionId) {
      desk.says.push(words(desk.phrases.lost, [again(desk.phrases)]));
      return dc.endDialog();
    }
    const { heard } = desk;
    switch (heard.kind) {
      case 'words':
        desk.hides = !heard.wish && belongsElsewhere(session);
        return this.#play(dc, await service.hear(session, said(heard)));
      case 'undeliverable':
        return this.#play(dc, await service.undeliverable(session, heard.asking), state.step);
      case 'nudged':
        return this.#play(dc, await service.look(session), state.step);
      case 'password':
      case 'joined':
      case 'nothing':
        return this.#play(dc, await service.look(session));
    }
  }

  /** Whether the code that is awaited was said. */
  isReply(dc: DialogContext, text: string): boolean {
    const { data: session } = this.#parts.session.safeParse(deskOf(dc.context).mind);
    return session !== undefined && this.#parts.service.isReply(session, text);
  }

  /** Ends the session in words, when the person wants out or something else. */
  async leave(dc: DialogContext): Promise<void> {
    const { data: session } = this.#parts.session.safeParse(deskOf(dc.context).mind);
    if (session) await this.#play(dc, await this.#parts.service.cancel(session));
  }

  /** Says the step. A nudge that finds what was said already says nothing. */
  async #play(dc: DialogContext, { session, ask, after }: Step<S, A>, unlessStep?: number): Promise<DialogTurnResult> {
    const desk = deskOf(dc.context);
    const { asking, say, saying } = this.#parts;
    desk.mind = session;
    if (after) desk.after = { run: after, asking: asking(session) };
    const isOver = session.phase === 'ended';
    if (unlessStep === session.step && !isOver) return Dialog.EndOfTurn;
    const shown = kept.safeParse(dc.activeDialog?.state).data?.dying ?? [];
    const isLasting = ({ words }: Standing): boolean => words !== undefined;
    const { lines, keeps, instead } = await say(ask, saying(dc.context), shown.some(isLasting));
    const stays = (one: Standing): boolean => keeps === true && isLasting(one);
    for (const one of shown) {
      if (stays(one)) continue;
      desk.buries.push({ ...deadCard(afterwards(one, desk.heard, desk.phrases, instead)), id: one.id });
    }
    const dying = shown.filter(stays).map((one) => spent(one, desk.heard));
    for (const line of lines) {
      const id = newId();
      const nonce = !isOver && desk.caller.channel === 'msteams' && hasForm(line) ? newId() : undefined;
      desk.says.push({ ...(nonce === undefined ? line.activity : formCard(line, nonce, desk.phrases)), id });
      if (line.afterwards !== undefined || nonce !== undefined) dying.push({ id, words: line.afterwards, nonce });
    }
    if (isOver) {
      desk.mind = undefined;
      return dc.endDialog();
    }
    if (dc.activeDialog) dc.activeDialog.state = { sessionId: session.id, step: session.step, dying };
    return Dialog.EndOfTurn;
  }
}
