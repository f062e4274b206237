import { z } from 'zod';
import type { ConversationRecord } from './ports.js';

/** Both may be absent: JSON has no undefined, and while nothing is under way there is no session. */
const shape = z.strictObject({ voice: z.unknown().optional(), mind: z.unknown().optional() });

/** A record as engines keep it. What is not one is none: the person starts over. */
export function recordIn(kept: unknown): ConversationRecord | undefined {
  const { data } = shape.safeParse(kept);
  return data && { voice: data.voice, mind: data.mind };
}
