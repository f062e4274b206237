import type { Keyring } from '../crypto.js';

const LENGTH = 32;

/** Where a conversation takes place, and with whom. */
export type Place =
  | { readonly channel: 'webchat'; readonly conversation: string; readonly person: string }
  | {
      readonly channel: 'msteams';
      readonly tenant: string;
      readonly conversation: string;
      readonly person: string;
    };

/**
 * The name under which everything of a conversation is kept: `w.` or `t.` and 192 bits of a keyed hash, so that
 * another person's turn finds nothing even in the right conversation (security catalogue CNV-7).
 */
export function conversationKey(place: Place, keyring: Keyring, keyId: string = keyring.keyId): string {
  const parts =
    place.channel === 'webchat'
      ? [place.channel, place.conversation, place.person]
      : [place.channel, place.tenant, place.conversation, place.person];
  const hash = keyring.mac('conversation', parts, keyId).toString('base64url').slice(0, LENGTH);
  return `${place.channel === 'webchat' ? 'w' : 't'}.${hash}`;
}
