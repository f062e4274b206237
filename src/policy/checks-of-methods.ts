import type { MethodTraits } from '../methods/method.js';
import { listed, type Rule } from './check.js';
import { isApproval, isRestricted } from './countable.js';

const ids = (methods: readonly { readonly id: string }[]): string => listed(methods.map(({ id }) => id));

/** Rules about which methods stand together. */
export const methodRules: readonly Rule[] = [
  {
    id: 'methods',
    reason: 'OWASP MFA cheat sheet: several instances of one factor are one factor.',
    look: ({ policy, kinds, menu, ways }) => {
      if (new Set(policy.methods).size < policy.methods.length) return ['fault', 'A method is named twice.'];
      if (ways.length > 0) return undefined;
      const has = menu.length === 0 ? 'none of its methods counts' : `${ids(menu)} make ${kinds.length}`;
      return ['fault', `Nobody could ever reset: it asks for ${policy.gates} independent proofs and ${has}.`];
    },
  },
  {
    id: 'gates',
    reason:
      'Five wrong tries a day at a six-digit code with two valid steps: spraying 10,000 people succeeds on one day in ten (docs/security.md).',
    look: ({ policy }) =>
      policy.gates === 1
        ? ['warning', 'One gate: whoever has, or guesses, one proof takes over the account. Two are the default.']
        : ['good', `${policy.gates} independent proofs are needed.`],
  },
  {
    id: 'authenticator-only',
    reason:
      'Microsoft Entra forbids it (concept-sspr-howitworks); its reason was that the old registration page could not set up the app.',
    look: ({ policy, menu, kinds, entra }) => {
      const alone = policy.gates === 1 && kinds.length === 1 && menu.some(({ family }) => family === 'app');
      if (!alone) {
        if (!policy.allowAuthenticatorOnly || entra) return undefined;
        return [
          'warning',
          'allowAuthenticatorOnly changes nothing here: it is for one gate with no method beside the app.',
        ];
      }
      if (entra) return undefined;
      const isInTeams = menu.every(({ answeredIn }) => answeredIn !== undefined);
      if (!policy.allowAuthenticatorOnly) {
        const only = isInTeams ? 'An approval in Teams' : 'The authenticator app';
        return [
          'fault',
          `${only} would be the only method: set allowAuthenticatorOnly: true, or enable another method.`,
        ];
      }
      const sentence = isInTeams
        ? 'An approval in Teams is the only proof: whoever holds a session there decides, and whoever is signed out needs the helpdesk. Add recovery-code or the authenticator app.'
        : 'The authenticator app is the only proof: one device decides, and whoever loses it needs the helpdesk. Add recovery-code, so that a lost phone is not a lost account.';
      return ['warning', sentence];
    },
  },
  {
    id: 'notification-alone',
    reason:
      'Storm-2949 (Microsoft, May 2026): a caller posing as IT support had the reset approved and the number read out, despite number matching.',
    look: ({ policy, named, entra }) => {
      const approvals = named.filter(isApproval);
      if (policy.allowNotificationAlone && (policy.gates > 1 || approvals.length === 0)) {
        return ['warning', 'allowNotificationAlone changes nothing here: it is for one gate by notification.'];
      }
      if (approvals.length === 0 || policy.gates > 1) return undefined;
      if (!policy.allowNotificationAlone || entra) {
        return ['note', `Not offered with one gate, where an approval alone is not enough: ${ids(approvals)}.`];
      }
      return [
        'warning',
        'One approval resets the password. The Storm-2949 campaign talked people into exactly that over the phone, number matching included. Prefer authenticator-code, or two gates.',
      ];
    },
  },
  {
    id: 'sms-restricted',
    reason:
      'NIST SP 800-63B-4 §3.1.3.3 and §3.2.9: text and call are restricted; an alternative that is not must be offered.',
    look: ({ menu, entra, policy }) => {
      const restricted = menu.filter(isRestricted);
      if (restricted.length === 0) return undefined;
      const other = menu.some((method) => !isRestricted(method) && method.family !== 'knowledge');
      if (other)
        return [
          'note',
          `${ids(restricted)} can be taken by SIM swap or forwarding; people are told so when they register.`,
        ];
      const sentence = `Only ${ids(restricted)}: enable at least one method beside the telephone.`;
      return [entra || policy.gates > 1 ? 'warning' : 'fault', sentence];
    },
  },
  {
    id: 'same-channel',
    reason: 'OWASP MFA cheat sheet; OWASP ASVS 5.0 6.3.3.',
    look: ({ policy, menu }) => {
      if (policy.gates === 1) return undefined;
      const has = (family: string): boolean => menu.filter((method) => method.family === family).length > 1;
      const pairs = [
        ...(has('app') ? ['code and notification of the app are one proof'] : []),
        ...(has('phone') ? ['text and call to one number are one proof, two numbers are two'] : []),
      ];
      return pairs.length > 0 ? ['note', `Counted once: ${pairs.join('; ')}.`] : undefined;
    },
  },
  {
    id: 'spare',
    reason: 'Microsoft Entra: register one method more than a reset needs (howto-sspr-deployment).',
    look: ({ policy, kinds, ways }) =>
      ways.length > 0 && kinds.length === policy.gates && !policy.allowAuthenticatorOnly
        ? [
            'warning',
            `${policy.gates} proofs needed and ${kinds.length} kinds enabled: whoever loses one needs the helpdesk.`,
          ]
        : undefined,
  },
  {
    id: 'nist-recovery',
    reason:
      'NIST SP 800-63B-4 §4.2.2.2: two recovery codes by different methods must not both be issued; one app or saved code meets it, an approval by whoever is signed in to Teams does not.',
    look: ({ policy, ways }) => {
      if (policy.gates === 1 || ways.length === 0) return undefined;
      const isEnough = ({ family, answeredIn }: MethodTraits): boolean =>
        (family === 'app' || family === 'saved') && answeredIn === undefined;
      const short = ways.filter((way) => !way.some(isEnough));
      const shown = [...new Set(short.map((way) => way.map(({ id }) => id).join(' + ')))];
      return shown.length === 0
        ? ['good', 'Every way meets NIST account recovery for accounts with multi-factor authentication.']
        : ['note', `Allowed here, but short of NIST account recovery at AAL2: ${listed(shown)}.`];
    },
  },
];
