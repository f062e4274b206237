import { z } from 'zod';
import { fingerprint, newToken } from '../crypto.js';
import { cleanName } from '../notices/clean.js';
import { pushSubscription, type Waker } from '../senders/waker.js';
import type { Claims } from '../stores/ports.js';
import { deviceId, isSigned, publicKey, signature, statement } from './device-key.js';

/** How long an invitation to pair is good. */
export const PAIR_MS = 10 * 60_000;
const LONGEST_NAME = 40;

const invitation = z.strictObject({
  ticket: z.string(),
  accountId: z.string(),
  login: z.string(),
  /** The key of an authenticator entry for the same app, where the policy takes its codes (base32). */
  seed: z.string().optional(),
  conversation: z.string().optional(),
});
export type Invitation = z.infer<typeof invitation>;

/** What a phone sends to be paired. */
export const candidate = z.strictObject({
  key: publicKey,
  /** What the person calls the phone. */
  name: z
    .string()
    .max(200)
    .transform((text) => cleanName(text).slice(0, LONGEST_NAME).trim()),
  subscription: pushSubscription.optional(),
  /** Whether codes are wanted too. */
  codes: z.boolean(),
  /** Over the secret of the invitation and the key: the phone holds what it registers. */
  signature,
});
export type Candidate = z.infer<typeof candidate>;

const paired = candidate
  .omit({ signature: true, codes: true })
  .extend({ name: z.string(), seed: z.string().optional() });
export type PairedPhone = z.infer<typeof paired>;

/** What a phone that was paired keeps. */
export interface Accepted {
  readonly account: string;
  readonly login: string;
  readonly device: string;
  readonly seed?: string | undefined;
  /** False where a subscription was given and may not be used. */
  readonly wakes: boolean;
}

/** The door between registration and the phone. @throws StoreUnavailable */
export interface Pairings {
  /** Keeps an invitation; returns the secret of its link. */
  invite(invitation: Invitation): Promise<string>;
  /** Changes nothing. */
  look(secret: string): Promise<Invitation | undefined>;
  /** The first phone to come is paired; the same one may come again. The conversation moves on. */
  accept(secret: string, phone: Candidate): Promise<Accepted | 'gone' | 'forged'>;
  /** The phone that came, if one has. */
  arrived(ticket: string): Promise<PairedPhone | undefined>;
}

interface Needs {
  readonly claims: Pick<Claims, 'claim' | 'get' | 'put'>;
  readonly waker: Pick<Waker, 'accepts'>;
  /** Lets a conversation look for its answer; never rejects. */
  readonly nudge: (conversation: string) => Promise<void>;
}

export function pairings({ claims, waker, nudge }: Needs): Pairings {
  const inviteKey = (secret: string): string => `pairing:${fingerprint(secret)}`;
  const arrivedKey = (ticket: string): string => `paired:${ticket}`;

  const look: Pairings['look'] = async (secret) => {
    const kept = await claims.get(inviteKey(secret));
    return kept === undefined ? undefined : invitation.parse(JSON.parse(kept));
  };
  const arrived: Pairings['arrived'] = async (ticket) => {
    const kept = await claims.get(arrivedKey(ticket));
    return kept === undefined ? undefined : paired.parse(JSON.parse(kept));
  };

  return {
    look,
    arrived,
    async invite(made) {
      const secret = newToken();
      await claims.put(inviteKey(secret), JSON.stringify(made), PAIR_MS);
      return secret;
    },
    async accept(secret, { signature: given, subscription, codes, key, name }) {
      const invited = await look(secret);
      if (!invited) return 'gone';
      if (!isSigned(key, statement('pair', [secret, key]), given)) return 'forged';
      const { accountId, login, conversation, ticket } = invited;
      const seed = codes ? invited.seed : undefined;
      const wakes = subscription === undefined || waker.accepts(subscription);
      if (await claims.claim(`${inviteKey(secret)}:taken`, PAIR_MS)) {
        const made: PairedPhone = { key, name, seed, subscription: wakes ? subscription : undefined };
        await claims.put(arrivedKey(ticket), JSON.stringify(made), PAIR_MS);
      } else if ((await arrived(ticket))?.key !== key) {
        return 'gone';
      }
      if (conversation !== undefined) void nudge(conversation);
      return { account: accountId, login, device: deviceId(key), seed, wakes };
    },
  };
}
