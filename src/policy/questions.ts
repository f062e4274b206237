import { isDeepStrictEqual } from 'node:util';
import type { Policy, PolicyFile } from './policy.js';

interface QuestionSettings {
  readonly register: number;
  readonly ask: number;
  readonly custom: readonly string[];
}

/** Whether this policy asks security questions and counts them. */
const asks = ({ methods, privileged, securityQuestions }: Policy): boolean =>
  securityQuestions.counted && !privileged && methods.some((id) => id === 'security-questions');

const settingsOf = ({ securityQuestions: { register, ask, custom } }: Policy): QuestionSettings => ({
  register,
  ask,
  custom,
});

/** How many questions are registered and asked, and the organisation's own: one answer for all policies; undefined where none counts them. */
export function questionSettings({ policies }: PolicyFile): QuestionSettings | undefined {
  const first = policies.find(asks);
  return first && settingsOf(first);
}

/** Policies whose questions are not those of the first that asks any: a person has one set, whichever policy comes to apply. */
export function deviating({ policies }: PolicyFile): readonly Policy[] {
  const [first, ...others] = policies.filter(asks);
  return first ? others.filter((other) => !isDeepStrictEqual(settingsOf(other), settingsOf(first))) : [];
}
