import { z } from 'zod';
import { fingerprint, newToken } from '../crypto.js';
import type { Claims } from '../stores/ports.js';

/** How long a sheet of codes may wait to be looked at and saved. */
export const SHEET_MS = 10 * 60_000;

/** A sheet of new recovery codes, as the one-time page shows it. */
export interface Sheet {
  /** Grouped, ready to be read. */
  readonly codes: readonly string[];
  readonly login: string;
}

/** The door between the one-time page and the registration of recovery codes. @throws StoreUnavailable */
export interface RecoverySheets {
  /** Keeps a sheet for one look; returns the token of its page. */
  lay(ticket: string, sheet: Sheet, conversation: string | undefined): Promise<string>;
  /** Changes nothing: link previews and scanners come here. */
  peek(token: string): Promise<'waiting' | 'gone'>;
  /** Shows it, once. */
  open(token: string): Promise<Sheet | 'gone'>;
  /** The person says the codes are saved; the conversation moves on. False when there is nothing to say so of. */
  saved(token: string): Promise<boolean>;
  /** Whether the person said so; true for one caller. */
  takeSaved(ticket: string): Promise<boolean>;
}

const waiting = z.strictObject({
  codes: z.array(z.string()),
  login: z.string(),
  ticket: z.string(),
  conversation: z.string().optional(),
});
const shown = waiting.pick({ ticket: true, conversation: true });

export function recoverySheets(needs: {
  readonly claims: Pick<Claims, 'get' | 'put' | 'take'>;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
}): RecoverySheets {
  const { claims, nudge } = needs;
  const sheetKey = (token: string): string => `sheet:${fingerprint(token)}`;
  const shownKey = (token: string): string => `sheet-shown:${fingerprint(token)}`;
  const savedKey = (ticket: string): string => `sheet-saved:${ticket}`;
  return {
    async lay(ticket, { codes, login }, conversation) {
      const token = newToken();
      await claims.put(sheetKey(token), JSON.stringify({ codes, login, ticket, conversation }), SHEET_MS);
      return token;
    },
    peek: async (token) => ((await claims.get(sheetKey(token))) === undefined ? 'gone' : 'waiting'),
    async open(token) {
      const taken = await claims.take(sheetKey(token));
      if (taken === undefined) return 'gone';
      const { codes, login, ticket, conversation } = waiting.parse(JSON.parse(taken));
      await claims.put(shownKey(token), JSON.stringify({ ticket, conversation }), SHEET_MS);
      return { codes, login };
    },
    async saved(token) {
      const taken = await claims.take(shownKey(token));
      if (taken === undefined) return false;
      const { ticket, conversation } = shown.parse(JSON.parse(taken));
      await claims.put(savedKey(ticket), 'saved', SHEET_MS);
      if (conversation !== undefined) void nudge(conversation);
      return true;
    },
    takeSaved: async (ticket) => (await claims.take(savedKey(ticket))) !== undefined,
  };
}
