import { fingerprint } from '../../crypto.js';

/** One hash tag for all keys: a script may span them, and a Cluster keeps them on one shard. */
const PREFIX = '{reset-assistant}:';

/** What one conversation is kept under. `key` is a keyed hash already. */
export const conversationKeys = (key: string) => {
  const base = `${PREFIX}conversation:${key}`;
  return { record: `${base}:record`, hold: `${base}:hold`, lines: `${base}:lines`, channel: base };
};

/** Names from outside are hashed: they may say more than Redis should know. */
export const seenKey = (key: string, activityId: string): string =>
  `${PREFIX}seen:${fingerprint(JSON.stringify([key, activityId]))}`;
export const claimKey = (key: string): string => `${PREFIX}claim:${fingerprint(key)}`;
export const keptKey = (key: string): string => `${PREFIX}kept:${fingerprint(key)}`;
export const heldKey = (key: string): string => `${PREFIX}held:${fingerprint(key)}`;
export const throttleKey = (key: string): string => `${PREFIX}throttle:${key}`;
