import type { Activity, TurnContext } from 'botbuilder';
import type { Told } from '../../stores/ports.js';
import type { TeamsAdapter } from './adapter.js';
import type { TeamsSettings } from './env.js';
import type { ConversationReferences, Person, Reference } from './references.js';

/** Something that was said unasked. */
export interface Said {
  /** Where it stands, where the chat was known before. */
  readonly told: Told | undefined;
  /** Says something else in its place, where the chat was known before; never rejects. */
  replace(instead: Partial<Activity>): Promise<void>;
}

export interface Unasked {
  /**
   * Says something to a person in their private Teams chat, begun if there is none. Undefined when it did not get there:
   * another tenant, the app not installed for them, or Teams not reachable (then the log says so).
   */
  notify(person: Person, message: Partial<Activity>): Promise<Said | undefined>;
  /** Says something else in the place of what was said, also by another process; never rejects. */
  replace(told: Told, instead: Partial<Activity>): Promise<void>;
}

/** What the bot says of itself. Who is not there any more is forgotten, until they write or install the app again. */
export function unasked(parts: {
  readonly settings: TeamsSettings;
  readonly references: ConversationReferences;
  readonly adapter: TeamsAdapter;
  readonly onFault: (error: unknown, message: string) => void;
}): Unasked {
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

  const replace: Unasked['replace'] = async ({ conversation, message: id }, instead) => {
    const say = async (context: TurnContext): Promise<void> => {
      await sent('notice not replaced', () => context.updateActivity({ ...instead, id }));
    };
    await sent('notice not replaced', async () => {
      const where = await references.forKey(conversation);
      if (where) await adapter.begin('notice', where, say);
    });
  };

  const notify: Unasked['notify'] = async (person, message) => {
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
    if (id === undefined) return undefined;
    const told = known && { conversation: known.key, message: id };
    return { told, replace: async (instead) => (told ? replace(told, instead) : undefined) };
  };

  return { notify, replace };
}

/** The app is not installed for the person, or they have blocked the bot, or took the message away: nobody's fault. */
const isNotThere = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && (error.statusCode === 403 || error.statusCode === 404);
