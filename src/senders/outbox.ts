import { z } from 'zod';
import { newId } from '../crypto.js';
import type { Clock, Conversations } from '../stores/ports.js';
import type { Message, Sender } from './sender.js';

/** Where the simulated phone's messages are kept, as if it were a conversation: shared by all instances, the last ones only. */
const KEY = 'phone';

/** A message as the simulated phone shows it. `at` is epoch ms. */
export interface Delivered {
  readonly at: number;
  readonly kind: Message['kind'];
  readonly to: string;
  readonly text: string;
  readonly code?: string | undefined;
}

export interface Outbox extends Sender {
  /** Newest last; all, or those to one number or address. */
  list(to?: string): Promise<readonly Delivered[]>;
  /** Calls made lately, newest last: some still ring. */
  calls(): Promise<readonly SimulatedCall[]>;
}

interface SimulatedCall {
  readonly at: number;
  readonly to: string;
  readonly text: string;
  readonly reference: string;
}

const LATELY_MS = 3 * 60_000;

const delivered = z.object({
  at: z.number(),
  kind: z.enum(['sms', 'email', 'call', 'push']),
  to: z.string(),
  text: z.string(),
  code: z.string().optional(),
});

const simulatedCall = z.object({ at: z.number(), to: z.string(), text: z.string(), reference: z.string() });

interface Needs {
  readonly clock: Clock;
  readonly conversations: Pick<Conversations, 'open' | 'append' | 'since'>;
}

/** Evaluation mode only: messages go nowhere but to the simulated phone. */
export function outbox({ clock, conversations }: Needs): Outbox {
  return {
    carries: ['sms', 'email', 'call', 'push'],
    async send(message) {
      const text = message.kind === 'email' ? `${message.subject}\n\n${message.text}` : message.text;
      const [code] = /(?<![\d+])\d{6,8}(?!\d)/.exec(text) ?? [];
      const reference = message.kind === 'call' ? { reference: message.reference } : {};
      const line = {
        id: newId(),
        at: clock(),
        kind: message.kind,
        to: message.to,
        text,
        ...(code && { code }),
        ...reference,
      };
      await conversations.open(KEY);
      await conversations.append(KEY, line);
    },
    async list(to) {
      const kept = await conversations.since(KEY, '');
      const all = (kept?.lines ?? []).map((line) => delivered.parse(line));
      return to === undefined ? all : all.filter((message) => message.to === to);
    },
    async calls() {
      const kept = await conversations.since(KEY, '');
      return (kept?.lines ?? [])
        .filter((line) => line['kind'] === 'call')
        .map((line) => simulatedCall.parse(line))
        .filter(({ at }) => at > clock() - LATELY_MS);
    },
    close: async () => {},
  };
}
