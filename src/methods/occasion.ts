import { fingerprint } from '../crypto.js';
import type { Occasion } from './method.js';

/** Names an occasion: what was answered on one is worthless on any other. */
export const occasionName = ({ sessionId, accountId, purpose }: Occasion): string =>
  fingerprint(JSON.stringify([sessionId, accountId, purpose]));
