import type { MethodId, MethodTraits } from '../methods/method.js';
import { countable, kindsOf } from './countable.js';
import type { Policy, PolicyFile } from './policy.js';
import type { WrittenPolicy, WrittenPolicyFile } from './schema.js';

/** Fills in every default of a file that has the right shape. What relates one value to another is judged by the checks. */
export function settle(written: WrittenPolicyFile, traits: readonly MethodTraits[]): PolicyFile {
  const compatibility = written.compatibility ?? 'none';
  return { compatibility, policies: written.policies.map((policy) => settled(policy, compatibility, traits)) };
}

function settled(
  written: WrittenPolicy,
  compatibility: PolicyFile['compatibility'],
  traits: readonly MethodTraits[],
): Policy {
  const ids = (names: readonly string[] | undefined): readonly MethodId[] =>
    (names ?? []).flatMap((name) => traits.filter(({ id }) => id === name).map(({ id }) => id));
  const privileged = written.privileged ?? false;
  const register = written.register ?? {};
  const questions = written.securityQuestions ?? {};
  const methods = ids(written.methods);
  const policy: Policy = {
    name: written.name,
    appliesTo: written.appliesTo ?? {},
    privileged,
    refuse: written.refuse ?? false,
    gates: written.gates ?? 2,
    methods,
    allowAuthenticatorOnly: written.allowAuthenticatorOnly ?? false,
    allowNotificationAlone: written.allowNotificationAlone ?? false,
    changeWithCurrentPassword: written.changeWithCurrentPassword ?? !privileged,
    register: {
      required: register.required ?? 0,
      reconfirmAfterDays: register.reconfirmAfterDays ?? 180,
      coolingHours: register.coolingHours,
      methods: register.methods ? ids(register.methods) : methods,
      directoryContacts: register.directoryContacts ?? 'registration',
      confirmTwoCodes: register.confirmTwoCodes ?? false,
      removeBelowNeed: register.removeBelowNeed ?? 'warn',
    },
    securityQuestions: {
      counted: questions.iUnderstand !== undefined,
      register: questions.register ?? 5,
      ask: questions.ask ?? 3,
      custom: questions.custom ?? [],
    },
  };
  if (register.required !== undefined) return policy;
  const kinds = kindsOf(countable({ compatibility, policies: [policy] }, policy, traits)).length;
  const required = Math.max(policy.gates, Math.min(policy.gates + 1, kinds));
  return { ...policy, register: { ...policy.register, required } };
}
