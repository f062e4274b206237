import type { Clock } from '../stores/ports.js';
import type { Message, Sender } from './sender.js';

const KEPT = 200;

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
  list(to?: string): readonly Delivered[];
}

/** Evaluation mode only: messages go nowhere but into memory, the last 200 of them. */
export function outbox({ clock }: { readonly clock: Clock }): Outbox {
  const kept: Delivered[] = [];
  return {
    carries: ['sms', 'email', 'call', 'push'],
    async send(message) {
      const text = message.kind === 'email' ? `${message.subject}\n\n${message.text}` : message.text;
      const [code] = /(?<![\d+])\d{6,8}(?!\d)/.exec(text) ?? [];
      kept.push({ at: clock(), kind: message.kind, to: message.to, text, ...(code === undefined ? {} : { code }) });
      kept.splice(0, kept.length - KEPT);
    },
    list: (to) => (to === undefined ? [...kept] : kept.filter((message) => message.to === to)),
    close: async () => {},
  };
}
