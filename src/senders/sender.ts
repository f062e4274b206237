/** A message on its way to one person. `to` is E.164 for `sms` and `call`, one plain address for `email`. */
export type Message =
  | { readonly kind: 'sms'; readonly to: string; readonly text: string }
  | {
      readonly kind: 'email';
      readonly to: string;
      readonly subject: string;
      readonly text: string;
      readonly html: string;
    }
  | { readonly kind: 'call'; readonly to: string; readonly text: string; readonly reference: string }
  | { readonly kind: 'push'; readonly to: string; readonly text: string };

/** Carries a message. Driven port. */
export interface Sender {
  readonly carries: readonly Message['kind'][];
  /** Returns once the carrier has taken it over. @throws MessageRefused with the carrier's own code as cause */
  send(message: Message): Promise<void>;
  /** Whether the carrier would take messages now: sends none. Absent where there is nobody to ask. @throws MessageRefused */
  ping?(): Promise<void>;
  close(): Promise<void>;
}
