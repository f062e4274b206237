import type { Activity } from 'botbuilder';
import type { Logger } from 'pino';
import { newId } from '../crypto.js';
import type { Caller } from '../reset/ask.js';
import type { Clock, Conversations } from '../stores/ports.js';
import type { RunTurn } from './channel.js';
import type { Streams } from './direct-line-stream.js';
import { InProcessAdapter } from './in-process-adapter.js';
import { lineOf } from './line.js';
import { channelSentence } from './sentences.js';

/** Not that nothing has changed: what failed may be what came after. */
/** In which language, and from where. */
type Speaking = Pick<Caller, 'locale' | 'from'>;

/** The turns this process is running. */
export interface Turns {
  /** Begins a turn in this very tick and never rejects: what goes wrong is logged, and the person is told. */
  start(activity: Partial<Activity> & { readonly id: string }, key: string, speaking: Speaking): void;
  /** The same, waited for. @throws what the turn throws */
  run(activity: Partial<Activity> & { readonly id: string }, key: string, speaking: Speaking): Promise<void>;
  /** When every turn that is running has ended. */
  settled(): Promise<void>;
}

/** Runs the bot on activities of the web chat. */
export function turns(options: {
  readonly conversations: Conversations;
  readonly streams: Streams;
  readonly run: RunTurn;
  readonly log: Logger;
  readonly botName: string;
  readonly clock: Clock;
}): Turns {
  const { conversations, log, botName, clock } = options;
  const adapter = new InProcessAdapter({ conversations, botName, clock });
  const running = new Set<Promise<void>>();

  const run: Turns['run'] = (activity, key, speaking) => {
    const caller: Caller = { channel: 'webchat', conversation: key, ownsTranscript: true, ...speaking };
    const turn = adapter.process(activity, (context) => options.run(context, caller));
    running.add(turn);
    const forget = (): void => void running.delete(turn);
    turn.then(forget, forget);
    return turn;
  };

  const apologise = async (key: string, locale: string): Promise<void> => {
    const line = lineOf({ text: channelSentence('apology', locale) }, { id: newId(), at: clock(), botName });
    try {
      await conversations.append(key, line);
    } catch {
      options.streams.show(key, line);
    }
  };

  return {
    run,
    start(activity, key, speaking) {
      run(activity, key, speaking).catch(async (error: unknown) => {
        log.error({ err: error, conversation: key }, 'a turn failed');
        await apologise(key, speaking.locale);
      });
    },
    settled: async () => void (await Promise.allSettled(running)),
  };
}
