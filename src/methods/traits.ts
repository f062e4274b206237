import type { MethodId, MethodTraits } from './method.js';

/** How many of one method of a family a person may have (Entra: five authenticators, two phones). */
export const MOST: Readonly<Record<MethodTraits['family'], number>> = {
  app: 5,
  phone: 2,
  mailbox: 2,
  saved: 1,
  knowledge: 1,
};

/** A reply is held against every authenticator of the person, so each that there may be adds its chance. */
const authenticatorOdds = (steps: number): number => (MOST.app * steps) / 1e6;

/** The one border where a name becomes a method's id: the policy, the database and the list below come through here. */
export const methodId = (name: string): MethodId => name as MethodId;

const traits = (
  name: string,
  family: MethodTraits['family'],
  rank: number,
  guessOdds: number,
  more: Pick<MethodTraits, 'single' | 'answeredIn'> = {},
): readonly [MethodId, MethodTraits] => [methodId(name), { id: methodId(name), family, rank, guessOdds, ...more }];

/**
 * Every method the product knows, strongest first, whether or not this installation can ask it.
 * Chances of one blind guess: a two-digit match number 1/90; two accepted steps of six digits 2/10⁶ for each of five authenticators; ten codes of 80 bits;
 * a call answered with # holds nothing to guess; eight digits 1/10⁸; questions as measured by Bonneau et al. (WWW 2015),
 * where the commonest answer alone opens more than one account in a hundred.
 */
export const allTraits: ReadonlyMap<MethodId, MethodTraits> = new Map([
  traits('authenticator-notification', 'app', 1, 1 / 90),
  traits('authenticator-code', 'app', 2, authenticatorOdds(2)),
  traits('recovery-code', 'saved', 3, 10 / 2 ** 80, { single: true }),
  traits('sms', 'phone', 4, 1e-8),
  traits('voice', 'phone', 5, 0),
  traits('email', 'mailbox', 6, 1e-8),
  traits('teams-approval', 'app', 7, 1 / 90, { single: true, answeredIn: 'msteams' }),
  traits('security-questions', 'knowledge', 9, 1e-2, { single: true }),
]);

/** The settings that change how likely a blind guess is. */
export interface GuessSettings {
  readonly codeDigits: number;
  /** Where codes by text are made by a provider: how long those are. */
  readonly textDigits?: number | undefined;
  readonly futureStep: boolean;
  readonly voiceReads: boolean;
}

/** Every method, as likely to be guessed as these settings make it. */
export function traitsUnder(settings: GuessSettings): readonly MethodTraits[] {
  const { codeDigits, textDigits = codeDigits, futureStep, voiceReads } = settings;
  const odds: Readonly<Record<string, number>> = {
    sms: 10 ** -textDigits,
    email: 10 ** -codeDigits,
    ...(voiceReads ? { voice: 10 ** -codeDigits } : {}),
    ...(futureStep ? { 'authenticator-code': authenticatorOdds(3) } : {}),
  };
  return [...allTraits.values()].map((one) => ({ ...one, guessOdds: odds[one.id] ?? one.guessOdds }));
}

/** What is known of a method by name. @throws TypeError for a name that is not in the list: a programming error. */
export function traitsOf(name: string): MethodTraits {
  const found = allTraits.get(methodId(name));
  if (!found) throw new TypeError(`No method is named ${name}.`);
  return found;
}
