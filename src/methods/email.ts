import type { Keyring } from '../crypto.js';
import { codeMessage } from '../notices/notices.js';
import type { Sender } from '../senders/sender.js';
import type { Clock } from '../stores/ports.js';
import { mailAddresses } from './mail-address.js';
import type { Method } from './method.js';
import { CODE_MINUTES, codeMethod, ownCode } from './one-time-code.js';
import { traitsOf } from './traits.js';

export interface EmailNeeds {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly sender: Pick<Sender, 'send'>;
  readonly organisation: string;
  readonly digits: 6 | 8;
  /** The organisation's own mail domains: no address there may be registered. */
  readonly ownDomains: readonly string[];
}

/** A code by mail, to a mailbox outside the organisation. */
export function email(needs: EmailNeeds): Method {
  const { keyring, clock, organisation } = needs;
  const traits = traitsOf('email');
  const maker = ownCode({
    method: traits.id,
    keyring,
    digits: needs.digits,
    send: (at, to, code) => {
      const { subject, text, html } = codeMessage({ ...at, organisation, code, minutes: CODE_MINUTES });
      return needs.sender.send({ kind: 'email', to, subject, text, html });
    },
  });
  return codeMethod({ traits, keyring, clock, maker, destination: mailAddresses({ ownDomains: needs.ownDomains }) });
}
