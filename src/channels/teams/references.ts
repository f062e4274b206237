import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Keyring } from '../../crypto.js';
import type { Claims, Clock } from '../../stores/ports.js';

/** Where a person can be reached, as the last activity from there said it. */
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

/** Conversations the bot may speak in without being asked, kept sealed. */
export interface ConversationReferences {
  remember(reference: Reference): Promise<void>;
  forKey(key: string): Promise<Reference | undefined>;
  /** The person's private chat in Teams. */
  forPerson(person: Person): Promise<Reference | undefined>;
  /** The app was removed for the person. */
  forget(person: Person): Promise<void>;
}

const KEPT_MS = 30 * 24 * 3_600_000;
/** What has not changed is written again only this often: no round trip in an ordinary turn. */
const REWRITE_MS = 12 * 3_600_000;
const MOST_NOTED = 10_000;

/** References in the store for short-lived things: thirty days from the last activity. */
export function claimedReferences(options: {
  readonly claims: Claims;
  readonly keyring: Keyring;
  readonly clock: Clock;
}): ConversationReferences {
  const { claims, keyring, clock } = options;
  const written = new Map<string, { readonly hash: string; readonly at: number }>();
  const nameOf = (key: string): string => `teams-reference:${key}`;
  const nameOfPerson = ({ tenantId, objectId }: Person): string =>
    `teams-person:${keyring.mac('person', ['msteams', tenantId, objectId]).toString('base64url')}`;

  const put = (name: string, value: string): Promise<void> =>
    claims.put(name, keyring.seal(value, name).toString('base64url'), KEPT_MS);
  const get = async (name: string): Promise<string | undefined> => {
    const sealed = await claims.get(name);
    return sealed === undefined ? undefined : keyring.open(Buffer.from(sealed, 'base64url'), name);
  };
  const forKey = async (key: string): Promise<Reference | undefined> => {
    const json = await get(nameOf(key));
    return json === undefined ? undefined : shape.parse(JSON.parse(json));
  };

  return {
    forKey,
    async remember(reference) {
      const json = JSON.stringify(reference);
      const hash = createHash('sha256').update(json).digest('base64');
      const before = written.get(reference.key);
      if (before?.hash === hash && clock() - before.at < REWRITE_MS) return;
      const { tenantId, objectId } = reference;
      await Promise.all([
        put(nameOf(reference.key), json),
        tenantId && objectId ? put(nameOfPerson({ tenantId, objectId }), reference.key) : undefined,
      ]);
      if (written.size >= MOST_NOTED) written.clear();
      written.set(reference.key, { hash, at: clock() });
    },
    async forPerson(person) {
      const key = await get(nameOfPerson(person));
      return key === undefined ? undefined : forKey(key);
    },
    async forget(person) {
      const name = nameOfPerson(person);
      const key = await get(name);
      if (key === undefined) return;
      written.delete(key);
      await Promise.all([claims.take(name), claims.take(nameOf(key))]);
    },
  };
}
