import { z } from 'zod';
import { type Keyring, newId } from '../crypto.js';
import type { Verifier } from '../senders/verifier.js';
import type { Claims } from '../stores/ports.js';
import { memoOf } from './kept.js';
import { CODE_MINUTES, type CodeMaker, unavailable } from './one-time-code.js';

/** Twilio keeps a verification open for ten minutes, and gives a second start for the same number the same one. */
const KEPT_MS = 10 * 60_000;

const ticketed = z.strictObject({ ticket: z.string() });

/**
 * Codes made and compared by a provider. A new code for a number cancels the one before, so that a code sent for one
 * session, purpose or person is worthless in another although the provider knows nothing but the number.
 */
export function verifiedCode(needs: {
  readonly verifier: Verifier;
  readonly claims: Pick<Claims, 'get' | 'put' | 'take'>;
  readonly keyring: Keyring;
}): CodeMaker {
  const { verifier, claims, keyring } = needs;
  const ticketKey = (ticket: string): string => `verification:${ticket}`;
  const numberKey = (to: string): string =>
    `verification-of:${keyring.mac('person', ['number', to]).toString('base64url')}`;

  return {
    lengths: [verifier.digits],
    start(occasion, to) {
      const ticket = newId();
      const deliver = async (): Promise<void> => {
        const earlier = await claims.take(numberKey(to));
        if (earlier !== undefined) await verifier.cancel(earlier).catch(unavailable);
        const verification = await verifier.start(to, occasion.locale).catch(unavailable);
        await claims.put(numberKey(to), verification, KEPT_MS);
        await claims.put(ticketKey(ticket), verification, CODE_MINUTES * 60_000);
      };
      return { memo: { ticket }, deliver };
    },
    async matches(_occasion, memo, _to, reply) {
      const { ticket } = memoOf(ticketed, memo);
      const verification = await claims.get(ticketKey(ticket));
      if (verification === undefined) return false;
      return verifier.check(verification, reply).catch(unavailable);
    },
  };
}
