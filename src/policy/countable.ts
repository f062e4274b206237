import type { MethodTraits } from '../methods/method.js';
import type { Policy, PolicyFile } from './policy.js';

type Family = MethodTraits['family'];

const QUESTIONS: Family = 'knowledge';

/** An app method that is approved instead of typed in: anybody can start it, and a person can be talked into it. */
export const isApproval = ({ id, family }: MethodTraits): boolean => family === 'app' && id !== 'authenticator-code';

/** NIST SP 800-63B-4 §3.1.3.3: proofs over the public telephone network are restricted. */
export const isRestricted = ({ family }: MethodTraits): boolean => family === 'phone';

/** What a privileged account needs at least once. */
const isStrong = ({ family }: MethodTraits): boolean => family === 'app' || family === 'saved';

/** The methods of a policy that may pass one of its gates, strongest first: what a person can use, and what is worth registering.
 * None where a privileged policy has no strong method: it could never be passed. */
export function countable(file: PolicyFile, policy: Policy, traits: readonly MethodTraits[]): readonly MethodTraits[] {
  const menu = traits
    .filter(({ id }) => policy.methods.includes(id))
    .filter((trait) => {
      if (trait.family === QUESTIONS) return questionsCount(file, policy);
      // Whoever holds a session in a channel must not be halfway into an administrator's account.
      if (trait.answeredIn !== undefined && policy.privileged) return false;
      if (isApproval(trait)) return approvalsCount(file, policy);
      return true;
    })
    .sort((a, b) => a.rank - b.rank);
  return demandsStrong(file, policy) && !menu.some(isStrong) ? [] : menu;
}

/** Never for privileged accounts, never without the file's explicit sentence, never the only gate except where Entra's rules are asked for. */
function questionsCount(file: PolicyFile, policy: Policy): boolean {
  if (policy.privileged || !policy.securityQuestions.counted) return false;
  return policy.gates >= 2 || file.compatibility === 'entra';
}

/** Entra offers the notification only where two methods are required; otherwise one gate by notification needs its own setting. */
function approvalsCount(file: PolicyFile, policy: Policy): boolean {
  if (policy.gates >= 2) return true;
  return file.compatibility === 'none' && policy.allowNotificationAlone;
}

/** Entra's administrator policy knows no such demand. */
const demandsStrong = (file: PolicyFile, policy: Policy): boolean => policy.privileged && file.compatibility === 'none';

/** Of `menu`, what one gate of a privileged account must be passed with; empty when any will do. */
export const strongOf = (file: PolicyFile, policy: Policy, menu: readonly MethodTraits[]): readonly MethodTraits[] =>
  demandsStrong(file, policy) ? menu.filter(isStrong) : [];

/** Kinds of proof among these methods: what is independent whatever the person registers. */
export const kindsOf = (methods: readonly MethodTraits[]): readonly Family[] => [
  ...new Set(methods.map(({ family }) => family)),
];
