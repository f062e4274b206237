import { z } from 'zod';
import type { Keyring } from '../crypto.js';
import type { Message, Sender } from '../senders/sender.js';
import type { Verifier } from '../senders/verifier.js';
import type { Claims, Clock, Enrollments } from '../stores/ports.js';
import { authenticatorCode } from './authenticator-code.js';
import type { Calls } from './calls.js';
import { email } from './email.js';
import type { Method, MethodId } from './method.js';
import type { QuestionSheets } from './question-sheets.js';
import { recoveryCode } from './recovery-code.js';
import type { RecoverySheets } from './recovery-sheets.js';
import { type QuestionSettings, securityQuestions } from './security-questions.js';
import { sms } from './sms.js';
import { voice } from './voice.js';

/** What the methods read from the environment. */
export const methodsEnv = {
  /** Digits of codes sent by text, call and mail. */
  CODE_DIGITS: z.enum(['6', '8'], 'expected 6 or 8').default('8'),
  /** Also take the authenticator code of the coming 30 seconds. */
  AUTHENTICATOR_FUTURE_STEP: z.enum(['true', 'false'], 'expected true or false').default('false'),
  /** Ask for two different codes in a row when an authenticator is registered. */
  AUTHENTICATOR_CONFIRM_TWICE: z.enum(['true', 'false'], 'expected true or false').default('false'),
  /** What a call wants: # to approve, or to read out a code that is typed in the chat. */
  VOICE_MODE: z.enum(['approve', 'code'], 'expected approve or code').default('approve'),
  /** ISO 3166 codes of the countries whose numbers may be texted and called, comma separated; `*` for all. */
  PHONE_COUNTRIES: z
    .string()
    .regex(/^\s*(\*|[A-Za-z]{2}(\s*,\s*[A-Za-z]{2})*)\s*$/, 'expected country codes such as "US,DE", or "*"')
    .optional(),
};

export interface MethodsNeeds {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly enrollments: Pick<Enrollments, 'advance' | 'spend' | 'update' | 'list'>;
  readonly claims: Claims;
  /** A method is offered only where a sender carries its kind of message. */
  readonly senders: readonly Sender[];
  readonly verifier?: Verifier | undefined;
  readonly organisation: string;
  readonly ownDomains: readonly string[];
  readonly countries: readonly string[];
  readonly codeDigits?: 6 | 8 | undefined;
  readonly futureStep?: boolean | undefined;
  readonly confirmTwice?: boolean | undefined;
  /** Calls under way; without it nobody is called. */
  readonly calls?: Calls | undefined;
  /** `code`: a call reads a code out instead of taking #. */
  readonly voiceMode?: 'approve' | 'code' | undefined;
  /** Sheets of recovery codes; without it there are none. */
  readonly recoverySheets?: RecoverySheets | undefined;
  /** Security questions, where the policy insists on them. */
  readonly questions?: { readonly sheets: QuestionSheets; readonly settings: QuestionSettings } | undefined;
  /** Methods that live elsewhere and need more than this. */
  readonly others?: readonly Method[] | undefined;
}

/** The methods this installation can ask, by id. */
export function methodList(needs: MethodsNeeds): ReadonlyMap<MethodId, Method> {
  const digits = needs.codeDigits ?? 8;
  const { verifier, calls, recoverySheets, questions } = needs;
  const through = (kind: Message['kind'], make: (sender: Sender) => Method): Method | undefined => {
    const sender = needs.senders.find(({ carries }) => carries.includes(kind));
    return sender && make(sender);
  };
  const methods: readonly (Method | undefined)[] = [
    authenticatorCode(needs),
    verifier
      ? sms({ ...needs, digits, through: { verifier } })
      : through('sms', (sender) => sms({ ...needs, digits, through: { sender } })),
    calls &&
      through('call', (sender) => voice({ ...needs, sender, digits, calls, mode: needs.voiceMode ?? 'approve' })),
    through('email', (sender) => email({ ...needs, sender, digits })),
    recoverySheets && recoveryCode({ ...needs, sheets: recoverySheets }),
    questions && securityQuestions({ ...needs, ...questions }),
    ...(needs.others ?? []),
  ];
  return new Map(methods.flatMap((method) => (method ? [[method.traits.id, method]] : [])));
}
