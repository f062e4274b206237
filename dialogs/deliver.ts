import type { TurnContext } from 'botbuilder';
import type { Caller } from '../src/reset/ask.js';
import type { Claims } from '../src/stores/ports.js';
import type { Spoken } from './desk.js';

/** Longer than any conversation of ours takes. */
const KEPT_MS = 24 * 3_600_000;

interface Needs {
  readonly claims: Pick<Claims, 'put' | 'take'>;
  readonly log: { warn(details: object, message: string): void };
}

/**
 * Sends where the channel keeps the history, and names what was said in its own way: cards, which alone are ever
 * replaced, are remembered by both names. A card that cannot be replaced is dead all the same: its values are.
 * @throws what the channel throws when something cannot be said; what was used is replaced all the same
 */
export async function deliver(
  context: TurnContext,
  { conversation, channel }: Caller,
  { buries, says }: { readonly buries: readonly Spoken[]; readonly says: readonly Spoken[] },
  { claims, log }: Needs,
): Promise<void> {
  // Azure Direct Line can send, and not replace.
  const replaces = channel === 'msteams';
  const nameOf = ({ id }: Spoken): string => `sent:${conversation}:${id}`;
  const bury = async (activity: Spoken): Promise<void> => {
    const id = await claims.take(nameOf(activity));
    if (id === undefined) return;
    try {
      await context.updateActivity({ ...activity, id });
    } catch (err) {
      log.warn({ err }, 'A used card could not be replaced.');
    }
  };
  try {
    for (const activity of says) {
      const sent = await context.sendActivity(activity);
      if (replaces && activity.attachments && sent?.id) await claims.put(nameOf(activity), sent.id, KEPT_MS);
    }
  } finally {
    if (replaces) for (const activity of buries) await bury(activity);
  }
}
