import type { Keyring } from '../crypto.js';
import { codeMessage } from '../notices/notices.js';
import type { Sender } from '../senders/sender.js';
import type { Verifier } from '../senders/verifier.js';
import type { Claims, Clock } from '../stores/ports.js';
import type { Method } from './method.js';
import { CODE_MINUTES, codeMethod, ownCode } from './one-time-code.js';
import { phoneNumbers } from './phone-number.js';
import { traitsOf } from './traits.js';
import { verifiedCode } from './verified-code.js';

export interface SmsNeeds {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly claims: Pick<Claims, 'get' | 'put' | 'take'>;
  /** What carries the codes: a sender for codes made here, or a provider that makes them itself. */
  readonly through: { readonly sender: Pick<Sender, 'send'> } | { readonly verifier: Verifier };
  readonly organisation: string;
  readonly digits: 6 | 8;
  /** ISO 3166 codes of the countries texts may go to, '*' for all. */
  readonly countries: readonly string[];
}

/** A code by text message, to the number on file alone. */
export function sms(needs: SmsNeeds): Method {
  const { keyring, clock, claims, organisation, through } = needs;
  const traits = traitsOf('sms');
  const maker =
    'verifier' in through
      ? verifiedCode({ verifier: through.verifier, claims, keyring })
      : ownCode({
          method: traits.id,
          keyring,
          digits: needs.digits,
          send: (at, to, code) => {
            const { sms: text } = codeMessage({ ...at, organisation, code, minutes: CODE_MINUTES });
            return through.sender.send({ kind: 'sms', to, text });
          },
        });
  const destination = phoneNumbers({ countries: needs.countries, carries: 'texts' });
  return codeMethod({ traits, keyring, clock, maker, destination });
}
