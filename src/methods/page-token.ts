import { newToken } from '../crypto.js';

/** Names a page of its own, 256 bits; its first letter says which chat it belongs to, as in the keys of conversations. */
export const pageToken = (conversation: string | undefined): string =>
  `${conversation?.startsWith('t.') ? 't' : 'w'}.${newToken()}`;
