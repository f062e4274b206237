import type { CloudChannel } from './channels/cloud.js';
import { peopleBy } from './channels/teams/people.js';
import type { Person } from './channels/teams/references.js';
import type { Config } from './config.js';
import type { Account } from './directories/directory.js';
import type { Adapters } from './mind.js';
import type { ChatNotices } from './notices/announcer.js';
import { disputedIn, noticeIn } from './voice.js';

/** Notices in Teams: to whoever has the account there, as far as the app is installed for them. */
export const noticesInTeams = (
  teams: Pick<CloudChannel, 'personOf' | 'notify' | 'replace'> | undefined,
  { config, log }: Pick<Adapters, 'config' | 'log'>,
): ChatNotices => ({
  async tell(account, wording) {
    if (!teams) return undefined;
    try {
      const person = (await teams.personOf(account.id)) ?? byObjectId(config, account);
      return person && (await teams.notify(person, noticeIn(wording)))?.told;
    } catch (err) {
      log.warn({ err }, 'A notice did not reach Teams.');
      return undefined;
    }
  },
  settle: async (told, locale) => teams?.replace(told, disputedIn(locale)),
});

/** Who never wrote is known all the same where the account's own id is the one in Teams. */
function byObjectId(config: Config, { id: objectId }: Account): Person | undefined {
  const { ENTRA_TENANT_ID: tenantId, DIRECTORY = 'embedded' } = config;
  return tenantId && peopleBy(config, DIRECTORY).kind === 'object-id' ? { tenantId, objectId } : undefined;
}
