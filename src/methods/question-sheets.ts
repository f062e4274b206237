import { z } from 'zod';
import { fingerprint, newToken } from '../crypto.js';
import type { Claims } from '../stores/ports.js';

/** How long a page of questions may be open. */
export const PAGE_MS = 10 * 60_000;

const page = z.discriminatedUnion('kind', [
  /** Answer these. */
  z.strictObject({ kind: z.literal('answer'), questions: z.array(z.string()) }),
  /** Choose `count` of these and answer them. */
  z.strictObject({
    kind: z.literal('register'),
    choices: z.array(z.string()),
    count: z.number().int(),
    login: z.string(),
  }),
]);

/** What a page of questions asks for; questions are ids or texts of their own. */
export type QuestionPage = z.infer<typeof page>;

const given = z.array(z.strictObject({ question: z.string(), answer: z.string() }));
export type Given = z.infer<typeof given>;

/** The door between the one-time page and the questions. @throws StoreUnavailable */
export interface QuestionSheets {
  /** Returns the token of a new page. */
  lay(ticket: string, page: QuestionPage, conversation: string | undefined): Promise<string>;
  /** Other questions on the same page. */
  turn(token: string, ticket: string, page: QuestionPage, conversation: string | undefined): Promise<void>;
  /** Changes nothing. 'given': the answers are in, and the chat says what came of them. */
  read(token: string): Promise<QuestionPage | 'given' | 'gone'>;
  /** Takes the answers in; they are judged in the conversation. False when it was too late, or done before. */
  give(token: string, answers: Given): Promise<boolean>;
  /** Whether answers are in. */
  arrived(ticket: string): Promise<boolean>;
  /** The answers, for one caller. */
  take(ticket: string): Promise<Given | undefined>;
}

const laid = z.strictObject({ page, ticket: z.string(), conversation: z.string().optional() });

export function questionSheets(needs: {
  readonly claims: Pick<Claims, 'get' | 'put' | 'take'>;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
}): QuestionSheets {
  const { claims, nudge } = needs;
  const pageKey = (token: string): string => `questions:${fingerprint(token)}`;
  const busyKey = (token: string): string => `questions-busy:${fingerprint(token)}`;
  const givenKey = (ticket: string): string => `questions-given:${ticket}`;

  const turn: QuestionSheets['turn'] = async (token, ticket, made, conversation) => {
    await claims.take(busyKey(token));
    await claims.put(pageKey(token), JSON.stringify({ page: made, ticket, conversation }), PAGE_MS);
  };

  return {
    turn,
    async lay(ticket, made, conversation) {
      const token = newToken();
      await turn(token, ticket, made, conversation);
      return token;
    },
    async read(token) {
      const kept = await claims.get(pageKey(token));
      if (kept !== undefined) return laid.parse(JSON.parse(kept)).page;
      return (await claims.get(busyKey(token))) === undefined ? 'gone' : 'given';
    },
    async give(token, answers) {
      const kept = await claims.take(pageKey(token));
      if (kept === undefined) return false;
      const { ticket, conversation } = laid.parse(JSON.parse(kept));
      await claims.put(busyKey(token), 'given', PAGE_MS);
      await claims.put(givenKey(ticket), JSON.stringify(answers), PAGE_MS);
      if (conversation !== undefined) void nudge(conversation);
      return true;
    },
    arrived: async (ticket) => (await claims.get(givenKey(ticket))) !== undefined,
    async take(ticket) {
      const kept = await claims.take(givenKey(ticket));
      return kept === undefined ? undefined : given.parse(JSON.parse(kept));
    },
  };
}
