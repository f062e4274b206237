import type { Rule } from './check.js';
import { QUESTIONS_SENTENCE } from './schema.js';

/** Rules about privileged accounts, security questions and registration. */
export const settingRules: readonly Rule[] = [
  {
    id: 'privileged',
    reason:
      'Microsoft Entra concept-sspr-policy: two gates and no questions for administrators; CISA AA23-320A on text messages.',
    look: ({ policy, named, strong, entra }) => {
      if (!policy.privileged) return undefined;
      if (policy.gates === 1) return ['fault', 'Privileged accounts need at least two gates.'];
      if (named.some(({ family }) => family === 'knowledge')) {
        return ['fault', 'Security questions are never for privileged accounts: take them out of methods.'];
      }
      if (entra) return ['good', "Entra's administrator policy: two gates, no questions."];
      if (strong.length === 0)
        return ['fault', 'Privileged accounts need an app method or recovery-code among their methods.'];
      return [
        'good',
        'At least one gate is the app or a saved code; text, call and e-mail never suffice by themselves.',
      ];
    },
  },
  {
    id: 'security-questions',
    reason:
      'OWASP ASVS 5.0 6.4.2 forbids them; "Secrets, lies, and account recovery" (Google, 2015): the commonest answer is right for 19.7 %.',
    look: ({ policy, named, entra }) => {
      const listed = named.some(({ family }) => family === 'knowledge');
      const { counted, ask, register } = policy.securityQuestions;
      if (policy.privileged && counted)
        return ['fault', 'Security questions are never for privileged accounts: take iUnderstand out.'];
      if (!listed)
        return counted
          ? ['warning', 'securityQuestions.iUnderstand changes nothing: the method is not enabled.']
          : undefined;
      if (policy.privileged) return undefined;
      if (ask > register) return ['fault', `It asks ${ask} questions of ${register} registered ones.`];
      if (!counted && entra) {
        return [
          'fault',
          `In Entra, security questions count as a gate: write securityQuestions: { iUnderstand: "${QUESTIONS_SENTENCE}" }, or take them out.`,
        ];
      }
      if (!counted)
        return [
          'note',
          'Security questions are named but not used: they count for no gate without securityQuestions.iUnderstand.',
        ];
      if (policy.gates === 1 && !entra) return ['fault', 'Security questions may never be the only gate.'];
      return [
        'warning',
        'Security questions count as a gate: answers can be found out or guessed, and people forget them. OWASP ASVS 6.4.2 (level 1) is not met.',
      ];
    },
  },
  {
    id: 'registration',
    reason: 'Microsoft Entra howto-sspr-deployment: always one more than required for reset.',
    look: ({ policy, kinds, named }) => {
      const { required, methods } = policy.register;
      const foreign = methods.filter((id) => !policy.methods.includes(id));
      if (foreign.length > 0)
        return ['fault', `register.methods names ${foreign.join(', ')}, which the policy does not use.`];
      if (required < policy.gates)
        return ['fault', `register.required is ${required}, but a reset needs ${policy.gates}.`];
      const numbers = named.some(({ family }) => family === 'phone') ? 1 : 0;
      if (required > kinds.length + numbers) {
        return [
          'fault',
          `register.required is ${required}, but the methods make ${kinds.length + numbers} independent proofs at most.`,
        ];
      }
      const offered = new Set(named.filter(({ id }) => methods.includes(id)).map(({ family }) => family));
      if (offered.size < policy.gates && policy.register.directoryContacts === 'registration') {
        return ['warning', `By themselves people can register ${offered.size} of the ${policy.gates} proofs needed.`];
      }
      if (required === policy.gates && kinds.length > policy.gates) {
        return ['warning', `register.required: ${required} leaves no spare; ${required + 1} is advised.`];
      }
      return undefined;
    },
  },
  {
    id: 'cooling',
    reason: 'OWASP MFA cheat sheet, "changing MFA factors": a delay gives the owner time to notice.',
    look: ({ policy }) => {
      if (policy.register.coolingHours !== 0) return undefined;
      return [
        policy.privileged ? 'warning' : 'note',
        'register.coolingHours: 0: a newly registered method counts at once, also when it was registered under one proof.',
      ];
    },
  },
  {
    id: 'directory-contacts',
    reason:
      'Microsoft message MC1325414: from September 2026 only methods people registered themselves count; directory data can be written by others.',
    look: ({ policy }) =>
      policy.register.directoryContacts === 'reset'
        ? [
            'warning',
            "The directory's own phone and mail count for a reset: whoever may edit them may take over accounts.",
          ]
        : undefined,
  },
  {
    id: 'reconfirmation',
    reason: 'Microsoft Entra howto-sspr-deployment: 90 to 180 days.',
    look: ({ policy }) =>
      policy.register.reconfirmAfterDays === 0
        ? ['note', 'People are never asked whether their methods are still right.']
        : undefined,
  },
  {
    id: 'change-password',
    reason: 'OWASP ASVS 5.0 6.2.3.',
    look: ({ policy }) =>
      policy.privileged && policy.changeWithCurrentPassword
        ? ['warning', 'A privileged account can change its password with nothing but the current one.']
        : undefined,
  },
];
