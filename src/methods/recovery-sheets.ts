import { z } from 'zod';
import { fingerprint, newToken } from '../crypto.js';
import type { Claims, Clock } from '../stores/ports.js';
import { pageToken } from './page-token.js';

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
  /** Keeps a sheet for one browser; returns the token of its page. */
  lay(ticket: string, sheet: Sheet, conversation: string | undefined): Promise<string>;
  /** Changes nothing: link previews and scanners come here. */
  peek(token: string): Promise<'waiting' | 'gone'>;
  /** Exchanges the link, once, for what the cookie will hold. */
  open(token: string): Promise<{ readonly cookie: string } | 'gone'>;
  /** The sheet, until it is saved or its time is up. */
  view(cookie: string): Promise<Sheet | 'gone'>;
  /** The person says the codes are saved; the conversation moves on. False when there is nothing to say so of. */
  saved(cookie: string): Promise<boolean>;
  /** Whether the person said so; true for one caller. */
  takeSaved(ticket: string): Promise<boolean>;
}

const laid = z.strictObject({
  codes: z.array(z.string()),
  login: z.string(),
  ticket: z.string(),
  conversation: z.string().optional(),
  /** Epoch ms. */
  until: z.number(),
});

export function recoverySheets(needs: {
  readonly claims: Pick<Claims, 'get' | 'put' | 'take'>;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
  readonly clock: Clock;
}): RecoverySheets {
  const { claims, nudge, clock } = needs;
  const linkKey = (token: string): string => `sheet:${fingerprint(token)}`;
  const openKey = (cookie: string): string => `sheet-open:${fingerprint(cookie)}`;
  const savedKey = (ticket: string): string => `sheet-saved:${ticket}`;

  const read = (kept: string | undefined): z.infer<typeof laid> | undefined => {
    const sheet = kept === undefined ? undefined : laid.parse(JSON.parse(kept));
    return sheet && clock() < sheet.until ? sheet : undefined;
  };
  const keep = (key: string, sheet: z.infer<typeof laid>): Promise<void> =>
    claims.put(key, JSON.stringify(sheet), sheet.until - clock());

  return {
    async lay(ticket, { codes, login }, conversation) {
      const token = pageToken(conversation);
      await keep(linkKey(token), { codes: [...codes], login, ticket, conversation, until: clock() + SHEET_MS });
      return token;
    },
    peek: async (token) => (read(await claims.get(linkKey(token))) ? 'waiting' : 'gone'),
    async open(token) {
      const sheet = read(await claims.take(linkKey(token)));
      if (!sheet) return 'gone';
      const cookie = newToken();
      await keep(openKey(cookie), sheet);
      return { cookie };
    },
    async view(cookie) {
      const sheet = read(await claims.get(openKey(cookie)));
      return sheet ? { codes: sheet.codes, login: sheet.login } : 'gone';
    },
    async saved(cookie) {
      const sheet = read(await claims.take(openKey(cookie)));
      if (!sheet) return false;
      await claims.put(savedKey(sheet.ticket), 'saved', sheet.until - clock());
      if (sheet.conversation !== undefined) void nudge(sheet.conversation);
      return true;
    },
    takeSaved: async (ticket) => (await claims.take(savedKey(ticket))) !== undefined,
  };
}
