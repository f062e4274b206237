import type { Activity, TurnContext } from 'botbuilder';
import type { TeamsAdapter } from './adapter.js';
import type { TeamsSettings } from './env.js';
import type { ConversationReferences, Person, Reference } from './references.js';

/** Something that was said unasked. */
export interface Said {
  /** Says something else in its place, where the chat was known before; never rejects. */
  replace(instead: Partial<Activity>): Promise<void>;
}

/** Says something to a person in their private chat; see `CloudChannel`. */
export type Notify = (person: Person, message: Partial<Activity>) => Promise<Said | undefined>;

/** What the bot says of itself. Who is not there any more is forgotten, until they write or install the app again. */
export function unasked(parts: {
  readonly settings: TeamsSettings;
  readonly references: ConversationReferences;
  readonly adapter: TeamsAdapter;
  readonly onFault: (error: unknown, message: string) => void;
}): Notify {
  const { settings, references, adapter, onFault } = parts;

  /** Within a turn too, where the adapter would take any fault for one of the bot's own, and apologise. */
  const sent = async (message: string, work: () => Promise<unknown>): Promise<'sent' | 'not-there' | 'failed'> => {
    try {
      await work();
      return 'sent';
    } catch (error) {
      if (isNotThere(error)) return 'not-there';
      onFault(error, message);
      return 'failed';
    }
  };

  const replace = async (where: Reference | undefined, instead: Partial<Activity>): Promise<void> => {
    if (!where) return;
    const say = async (context: TurnContext): Promise<void> => {
      await sent('notice not replaced', () => context.updateActivity(instead));
    };
    await sent('notice not replaced', () => adapter.begin('notice', where, say));
  };

  return async (person, message) => {
    if (settings.kind === 'bot' && !settings.tenants.has(person.tenantId)) return undefined;
    let id: string | undefined;
    const say = async (context: TurnContext): Promise<void> => {
      const outcome = await sent('notice not sent', async () => {
        id = (await context.sendActivity(message))?.id ?? '';
      });
      if (outcome === 'not-there') await references.forget(person);
    };
    let known: Reference | undefined;
    await sent('notice not sent', async () => {
      known = await references.forPerson(person);
      const serviceUrl = settings.kind === 'bot' ? settings.cloud.teamsService : '';
      if (known) await adapter.begin('notice', known, say);
      else if (serviceUrl) await adapter.open({ ...person, serviceUrl }, say);
    });
    return id === undefined ? undefined : { replace: (instead) => replace(known, { ...instead, id: id ?? '' }) };
  };
}

/** The app is not installed for the person, or they have blocked the bot, or took the message away: nobody's fault. */
const isNotThere = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && (error.statusCode === 403 || error.statusCode === 404);
