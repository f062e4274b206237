import type { MethodTraits } from '../methods/method.js';
import type { Rule } from './check.js';

const isAnsweredInTeams = ({ answeredIn }: MethodTraits): boolean => answeredIn === 'msteams';

/** Rules about approvals in Teams, which prove nothing to what is begun there. */
export const teamsRules: readonly Rule[] = [
  {
    id: 'teams-approval',
    reason:
      'Being signed in to Teams is not a proof: a stolen session or an open laptop approves what its owner never asked for.',
    look: ({ menu, named, policy }) => {
      if (!named.some(isAnsweredInTeams)) return undefined;
      if (policy.privileged)
        return ['note', 'teams-approval is not offered: it is never asked of privileged accounts.'];
      if (!menu.some(isAnsweredInTeams)) return undefined;
      return [
        policy.gates === 1 ? 'warning' : 'note',
        'teams-approval asks the person in Teams, with a number to type, and only for what was begun elsewhere. It counts as one proof with the authenticator app, is asked neither of privileged accounts nor for registering, and helps nobody who is signed out of Teams.',
      ];
    },
  },
  {
    id: 'begun-in-teams',
    reason: 'An approval in the very channel that asks for it proves no more than being signed in there.',
    look: ({ ways }) =>
      ways.length > 0 && ways.every((way) => way.some(isAnsweredInTeams))
        ? [
            'warning',
            'Nobody can reset in Teams: without teams-approval, which is only for what is begun elsewhere, no way is left.',
          ]
        : undefined,
  },
];
