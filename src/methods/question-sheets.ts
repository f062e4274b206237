import { z } from 'zod';
import { fingerprint, newToken } from '../crypto.js';
import type { Claims } from '../stores/ports.js';
import { pageToken } from './page-token.js';

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

export const given = z.array(z.strictObject({ question: z.string(), answer: z.string() }));
export type Given = z.infer<typeof given>;

/** What the page shows: questions, or that the answers are in and the chat says what comes of them. */
export type QuestionView = QuestionPage | { readonly kind: 'given' };

/** The door between the one-time page and the questions. @throws StoreUnavailable */
export interface QuestionSheets {
  /** Returns the token of a new page. */
  lay(ticket: string, page: QuestionPage, conversation: string | undefined): Promise<string>;
  /** Other questions on the same page, for the browser that opened it. */
  turn(token: string, ticket: string, page: QuestionPage, conversation: string | undefined): Promise<void>;
  /** Changes nothing: link previews and scanners come here. */
  peek(token: string): Promise<'waiting' | 'gone'>;
  /** Exchanges the link, once, for what the cookie will hold. */
  open(token: string): Promise<{ readonly cookie: string } | 'gone'>;
  view(cookie: string): Promise<QuestionView | 'gone'>;
  /** Takes the answers in; they are judged in the conversation. False when it was too late, or done before. */
  give(cookie: string, answers: Given): Promise<boolean>;
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
  // A page is known by the fingerprint of its token; a cookie leads to it.
  const linkKey = (name: string): string => `questions-link:${name}`;
  const openKey = (cookie: string): string => `questions-open:${fingerprint(cookie)}`;
  const pageKey = (name: string): string => `questions:${name}`;
  const busyKey = (name: string): string => `questions-busy:${name}`;
  const givenKey = (ticket: string): string => `questions-given:${ticket}`;

  const turn: QuestionSheets['turn'] = async (token, ticket, made, conversation) => {
    const name = fingerprint(token);
    await Promise.all([
      claims.take(busyKey(name)),
      claims.put(pageKey(name), JSON.stringify({ page: made, ticket, conversation }), PAGE_MS),
    ]);
  };

  return {
    turn,
    async lay(ticket, made, conversation) {
      const token = pageToken(conversation);
      const link = claims.put(linkKey(fingerprint(token)), 'unopened', PAGE_MS);
      await Promise.all([turn(token, ticket, made, conversation), link]);
      return token;
    },
    peek: async (token) => ((await claims.get(linkKey(fingerprint(token)))) === undefined ? 'gone' : 'waiting'),
    async open(token) {
      const name = fingerprint(token);
      if ((await claims.take(linkKey(name))) === undefined) return 'gone';
      const cookie = newToken();
      await claims.put(openKey(cookie), name, PAGE_MS);
      return { cookie };
    },
    async view(cookie) {
      const name = await claims.get(openKey(cookie));
      if (name === undefined) return 'gone';
      const kept = await claims.get(pageKey(name));
      if (kept !== undefined) return laid.parse(JSON.parse(kept)).page;
      return (await claims.get(busyKey(name))) === undefined ? 'gone' : { kind: 'given' };
    },
    async give(cookie, answers) {
      const name = await claims.get(openKey(cookie));
      const kept = name === undefined ? undefined : await claims.take(pageKey(name));
      if (name === undefined || kept === undefined) return false;
      const { ticket, conversation } = laid.parse(JSON.parse(kept));
      await claims.put(busyKey(name), 'given', PAGE_MS);
      await claims.put(givenKey(ticket), JSON.stringify(answers), PAGE_MS);
      if (conversation !== undefined) void nudge(conversation);
      return true;
    },
    async take(ticket) {
      const kept = await claims.take(givenKey(ticket));
      return kept === undefined ? undefined : given.parse(JSON.parse(kept));
    },
  };
}
