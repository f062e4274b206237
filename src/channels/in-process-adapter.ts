import { setTimeout as pause } from 'node:timers/promises';
import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder';
import { newId } from '../crypto.js';
import type { Clock, Conversations } from '../stores/ports.js';
import { lineOf } from './line.js';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs turns in this process: no HTTP, no connector client. The activity's conversation id is the conversation key.
 * What a turn sends by itself goes to the transcript at once; typing is shown and not kept.
 */
export class InProcessAdapter extends BotAdapter {
  readonly #conversations: Conversations;
  readonly #botName: string;
  readonly #clock: Clock;

  constructor(options: {
    readonly conversations: Conversations;
    readonly botName: string;
    readonly clock: Clock;
  }) {
    super();
    this.#conversations = options.conversations;
    this.#botName = options.botName;
    this.#clock = options.clock;
  }

  /** One turn on an activity that the channel has authenticated. */
  async process(activity: Partial<Activity>, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    await this.runMiddleware(new TurnContext(this, activity), logic);
  }

  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const sent: ResourceResponse[] = [];
    for (const activity of activities) sent.push({ id: await this.#send(context, activity) });
    return sent;
  }

  async #send(context: TurnContext, activity: Partial<Activity>): Promise<string> {
    if (activity.type === 'delay') {
      await pause(Math.min(Number(activity.value) || 0, LONGEST_PAUSE_MS));
      return '';
    }
    if (activity.type !== 'message' && activity.type !== 'typing') return '';
    const id = newId();
    const line = lineOf(activity, { id, at: this.#clock(), botName: this.#botName });
    const key = context.activity.conversation.id;
    if (activity.type === 'typing') await this.#conversations.whisper(key, line);
    else await this.#conversations.append(key, line);
    return id;
  }

  async updateActivity(context: TurnContext, activity: Partial<Activity>): Promise<ResourceResponse | undefined> {
    if (!activity.id) return undefined;
    const line = lineOf(activity, { id: activity.id, at: this.#clock(), botName: this.#botName });
    await this.#conversations.append(context.activity.conversation.id, line);
    return { id: activity.id };
  }

  /** A transcript has no deletion; an empty message under the same id takes the old one's place. */
  async deleteActivity(context: TurnContext, reference: { readonly activityId?: string }): Promise<void> {
    if (reference.activityId)
      await this.updateActivity(context, { type: 'message', id: reference.activityId, text: '' });
  }

  /** Proactive turns come through `Channel.nudge`, which knows the caller. */
  async continueConversation(): Promise<void> {
    throw new Error('This channel continues conversations by nudge.');
  }
}
