import type { MethodTraits } from '../methods/method.js';
import type { Rule } from './check.js';

/** Entra's own words in the portal. */
export const ENTRA_SENTENCE = 'You must enable another method to use mobile app or hardware token code';

/** Entra's "Mobile phone" is one method, by text or by call; every other family is one method anyway. */
const othersThanApp = (named: readonly MethodTraits[]): number =>
  new Set(named.filter(({ family }) => family !== 'app').map(({ family }) => family)).size;

/** Microsoft Entra's combination rules (concept-sspr-howitworks, concept-sspr-policy), only under `compatibility: entra`. */
export const entraRules: readonly Rule[] = [
  {
    id: 'entra-app-alone',
    reason:
      'Entra, concept-sspr-howitworks: with one method required the app needs one other enabled method, with two required it needs two others.',
    look: ({ policy, named }) => {
      const app = named.some(({ family }) => family === 'app');
      if (policy.allowAuthenticatorOnly)
        return ['fault', `${ENTRA_SENTENCE}: allowAuthenticatorOnly is not one of Entra's settings.`];
      const others = othersThanApp(named);
      if (!app || others >= policy.gates) return undefined;
      return ['fault', `${ENTRA_SENTENCE}: ${policy.gates} needed beside the app, ${others} enabled.`];
    },
  },
  {
    id: 'entra-notification',
    reason: 'Entra, concept-sspr-howitworks: one method required, code only; two required, code or notification.',
    look: ({ policy }) =>
      policy.allowNotificationAlone
        ? ['fault', "allowNotificationAlone is not one of Entra's settings: one gate by notification is not offered."]
        : undefined,
  },
  {
    id: 'entra-gates',
    reason:
      'Entra, concept-sspr-howitworks: one or two methods required; concept-sspr-policy: always two for administrators.',
    look: ({ policy }) =>
      policy.gates > 2 ? ['fault', `Entra requires one or two methods, never ${policy.gates}.`] : undefined,
  },
  {
    id: 'entra-methods',
    reason:
      'Entra, concept-authentication-methods: there are no recovery codes, and only the methods listed there reset a password.',
    look: ({ named }) => {
      if (named.some(({ family }) => family === 'saved'))
        return ['fault', 'Entra has no recovery codes: take recovery-code out.'];
      return named.some(({ answeredIn }) => answeredIn !== undefined)
        ? ['warning', 'Entra has no approval in Teams: its own policies would not offer teams-approval.']
        : undefined;
    },
  },
];
