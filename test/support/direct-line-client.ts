import { WebSocket } from 'ws';
import { z } from 'zod';
import { until } from './programs.js';

const granted = z.object({ conversationId: z.string(), token: z.string() });
const connected = z.object({ streamUrl: z.string() });
const line = z.looseObject({
  id: z.string(),
  from: z.object({ id: z.string() }),
  text: z.string().optional(),
  attachments: z.array(z.object({ content: z.unknown() })).optional(),
});
const activitySet = z.object({ activities: z.array(line), watermark: z.string() });

export type Line = z.infer<typeof line>;

const BOT = 'reset-assistant';
const WITHIN_MS = 15_000;

/** What came through a socket. */
export interface Listener {
  readonly lines: readonly Line[];
  /** Waits until the bot says something that matches. */
  until(what: RegExp): Promise<void>;
  /** How many messages of the bot have come. */
  said(): number;
  /** The close code, once the server has closed. */
  closed(): number | undefined;
  close(): void;
}

/** A web chat client without a browser: polls or listens, and may speak with another instance each time. */
export class DirectLineClient {
  readonly token: string;
  readonly #source: string | undefined;
  readonly #locale: string;
  readonly conversation: string;
  #watermark = '';

  constructor(conversation: string, token: string, source?: string, locale = 'en') {
    this.conversation = conversation;
    this.token = token;
    this.#source = source;
    this.#locale = locale;
  }

  /** `source` is the address it seems to come from, where one proxy is trusted. */
  static async begin(address: string, source?: string, locale = 'en'): Promise<DirectLineClient> {
    const headers: Record<string, string> = source === undefined ? {} : { 'X-Forwarded-For': source };
    const generate = fetch(`${address}v3/directline/tokens/generate`, { method: 'POST', headers });
    const { conversationId, token } = granted.parse(await json(await generate));
    const client = new DirectLineClient(conversationId, token, source, locale);
    const start = { method: 'POST', headers: client.#headers(), body: JSON.stringify({ locale }) };
    await json(await fetch(`${address}v3/directline/conversations`, start));
    // The greeting comes in its own time; later it would be taken for an answer.
    await until('the bot greets', async () =>
      (await client.raw(address)).activities.some(({ from }) => from.id === BOT),
    );
    return client;
  }

  #headers(): Record<string, string> {
    return {
      Authorization: `Bearer ${this.token}`,
      'Content-Type': 'application/json',
      ...(this.#source === undefined ? {} : { 'X-Forwarded-For': this.#source }),
    };
  }

  /** Says something, as it is; resolves to the status. */
  async post(address: string, text: string, more: object = {}): Promise<number> {
    const answer = await fetch(`${address}v3/directline/conversations/${this.conversation}/activities`, {
      method: 'POST',
      headers: this.#headers(),
      body: JSON.stringify({ type: 'message', text, from: { id: 'someone else' }, locale: this.#locale, ...more }),
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  /** Everything after the watermark, as it came. */
  async raw(address: string, watermark = ''): Promise<z.infer<typeof activitySet>> {
    const path = `v3/directline/conversations/${this.conversation}/activities?watermark=${encodeURIComponent(watermark)}`;
    return activitySet.parse(await json(await fetch(`${address}${path}`, { headers: this.#headers() })));
  }

  /** What the bot has said since the last look. */
  async heard(address: string): Promise<readonly Line[]> {
    const { activities, watermark } = await this.raw(address, this.#watermark);
    this.#watermark = watermark;
    return activities.filter(({ from }) => from.id === BOT);
  }

  /** Says something to one instance and waits, at another if given, until the bot has answered. */
  async say(address: string, text: string, listenAt = address): Promise<string> {
    await this.heard(listenAt);
    await this.post(address, text);
    return this.until(listenAt, /\S/);
  }

  /** Waits until the bot says something that matches. @throws after a while, with what was said instead */
  async until(address: string, what: RegExp, withinMs = WITHIN_MS): Promise<string> {
    let all = '';
    await until(
      `the bot says ${String(what)}`,
      async () => {
        all += (await this.heard(address)).map(wordsOf).join('\n');
        return what.test(all);
      },
      withinMs,
    ).catch((error: unknown) => {
      throw new Error(`${error instanceof Error ? error.message : ''}, but it said: ${all}`);
    });
    return all;
  }

  /** Opens the socket at one instance. */
  async listen(address: string): Promise<Listener> {
    const answer = await fetch(`${address}v3/directline/conversations/${this.conversation}`, {
      headers: this.#headers(),
    });
    const given = new URL(connected.parse(await json(answer)).streamUrl);
    // Any instance may have handed it out: a load balancer would lead to this one.
    const socket = new WebSocket(
      `${address.replace(/^http/, 'ws').replace(/\/$/, '')}${given.pathname}${given.search}`,
    );
    const lines: Line[] = [];
    let code: number | undefined;
    const isMessage = (each: Line): boolean => each.from.id === BOT && each['type'] === 'message';
    socket.on('message', (data) => {
      const text = data.toString();
      if (text !== '') lines.push(...activitySet.parse(JSON.parse(text)).activities);
    });
    socket.on('close', (why) => {
      code = why;
    });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return {
      lines,
      until: (what) =>
        until(`the socket carries ${String(what)}`, async () =>
          lines.some((each) => each.from.id === BOT && what.test(wordsOf(each))),
        ),
      said: () => lines.filter(isMessage).length,
      closed: () => code,
      close: () => socket.terminate(),
    };
  }
}

/** Words, and the addresses its buttons open. */
export const wordsOf = ({ text = '', attachments = [] }: Line): string =>
  [text, ...attachments.map(({ content }) => JSON.stringify(content))].join('\n');

async function json(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}
