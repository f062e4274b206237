import type { MethodTraits } from '../methods/method.js';
import { type Check, type Level, viewOf } from './check.js';
import { entraRules } from './checks-of-entra.js';
import { fileRules } from './checks-of-file.js';
import { methodRules } from './checks-of-methods.js';
import { settingRules } from './checks-of-settings.js';
import { teamsRules } from './checks-of-teams.js';
import type { PolicyFile } from './policy.js';

const order: readonly Level[] = ['fault', 'warning', 'note', 'good'];

/** Looks at everything that has a name, file first, then policy by policy, worst first. A fault makes the file refused. */
export function checkPolicy(file: PolicyFile, traits: readonly MethodTraits[]): readonly Check[] {
  const ofFile = fileRules.flatMap(({ id, reason, look }) =>
    look(file).map(([level, sentence, policy]): Check => ({ id, level, policy, sentence, reason })),
  );
  const ofPolicies = file.policies.flatMap((policy) => {
    const view = viewOf(file, policy, traits);
    const rules = policy.refuse
      ? []
      : [...methodRules, ...teamsRules, ...settingRules, ...(view.entra ? entraRules : [])];
    const found = rules.flatMap(({ id, reason, look }): readonly Check[] => {
      const seen = look(view);
      return seen ? [{ id, level: seen[0], policy: policy.name, sentence: seen[1], reason }] : [];
    });
    return found.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  });
  return [...ofFile, ...ofPolicies];
}
