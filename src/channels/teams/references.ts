import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock, KeptReference, References } from '../../stores/ports.js';
import { lateAccounts } from './late-accounts.js';

/** Where a conversation takes place, as the last activity from there said it. */
const shape = z.object({
  /** The conversation's key, under which everything else of it is kept. */
  key: z.string(),
  channelId: z.enum(['msteams', 'directline', 'webchat']),
  serviceUrl: z.string(),
  conversationId: z.string(),
  userId: z.string(),
  botId: z.string(),
  locale: z.string(),
  tenantId: z.string().optional(),
  objectId: z.string().optional(),
  userPrincipalName: z.string().optional(),
});
export type Reference = z.infer<typeof shape>;

/** A person of a tenant, by ids that never change. */
export interface Person {
  readonly tenantId: string;
  readonly objectId: string;
}

/** As far as the channel knows who somebody is. */
export type Identity = Person & { readonly userPrincipalName?: string | undefined };

/** The id of the directory account of a person in Teams, if there is one. @throws when the directory cannot be asked */
export type AccountOf = (identity: Identity) => Promise<string | undefined>;

/** Conversations the bot may speak in without being asked. */
export interface ConversationReferences {
  /** `anew`: written whatever is known of it, as the app was installed again. */
  remember(reference: Reference, options?: { readonly anew: boolean }): Promise<void>;
  forKey(key: string): Promise<Reference | undefined>;
  /** The person's private chat in Teams. */
  forPerson(person: Person): Promise<Reference | undefined>;
  /** The private chat of whoever has that directory account: as it was found then, and is found now. */
  forAccount(accountId: string): Promise<Reference | undefined>;
  /** The app was removed for the person. */
  forget(person: Person): Promise<void>;
}

const DAY_MS = 24 * 3_600_000;
/** People may not need the bot for a year, and are told of what happens in it all the same. */
const TEAMS_MS = 400 * DAY_MS;
/** A visitor nobody knows: as long as a chat can be taken up again. */
const VISITOR_MS = DAY_MS;
/** What has not changed is written again only this often: no round trip in an ordinary turn. */
const REWRITE_MS = 12 * 3_600_000;
/** Another instance may have forgotten it meanwhile: whether it is still there is asked this often. */
const STANDS_MS = 60_000;
const MOST_NOTED = 10_000;

/** What this instance knows to be written. */
interface Written {
  readonly person: string | undefined;
  readonly hash: string;
  readonly at: number;
  readonly seenAt: number;
}

/** References in the lasting store. */
export function conversationReferences(options: {
  readonly references: References;
  readonly clock: Clock;
  readonly accountOf: AccountOf;
}): ConversationReferences {
  const { references, clock, accountOf } = options;
  const written = new Map<string, Written>();
  const askForLate = lateAccounts({
    references,
    clock,
    accountOf,
    identityOf: (kept) => identityIn(shape.parse(kept.address)),
  });

  const stands = async (key: string, hash: string): Promise<boolean> => {
    const before = written.get(key);
    const now = clock();
    if (before?.hash !== hash || now - before.at >= REWRITE_MS) return false;
    if (now - before.seenAt < STANDS_MS) return true;
    if (!(await references.read(key))) return false;
    written.set(key, { ...before, seenAt: now });
    return true;
  };

  return {
    async remember(reference, { anew } = { anew: false }) {
      const hash = createHash('sha256').update(JSON.stringify(reference)).digest('base64');
      if (!anew && (await stands(reference.key, hash))) return;
      const who = identityIn(reference);
      // While the directory is down the conversation is known without its account, and asked for again next time.
      const account = who ? await accountOf(who).catch(() => 'unknown' as const) : undefined;
      const accountId = account === 'unknown' ? undefined : account;
      const { key } = reference;
      const until = clock() + (who ? TEAMS_MS : VISITOR_MS);
      const person = who && nameOf(who);
      await references.put({ key, person, accountId, address: reference }, until);
      if (account === 'unknown') return;
      if (written.size >= MOST_NOTED) written.clear();
      written.set(key, { person, hash, at: clock(), seenAt: clock() });
    },
    forKey: async (key) => opened(await references.read(key)),
    forPerson: async (person) => opened(await references.ofPerson(nameOf(person))),
    async forAccount(accountId) {
      const known = await references.ofAccount(accountId);
      if (!known) await askForLate();
      const reference = opened(known ?? (await references.ofAccount(accountId)));
      const who = reference && identityIn(reference);
      return who && (await accountOf(who)) === accountId ? reference : undefined;
    },
    async forget(person) {
      const name = nameOf(person);
      for (const [key, one] of written) if (one.person === name) written.delete(key);
      await references.forget(name);
    },
  };
}

const opened = (kept: KeptReference | undefined): Reference | undefined => kept && shape.parse(kept.address);

const nameOf = ({ tenantId, objectId }: Person): string => `msteams/${tenantId}/${objectId}`;

/** Undefined for visitors nobody knows. */
export const identityIn = ({ tenantId, objectId, userPrincipalName }: Reference): Identity | undefined =>
  tenantId && objectId ? { tenantId, objectId, userPrincipalName } : undefined;
