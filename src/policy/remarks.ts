import type { PolicyFile } from './policy.js';

/** What is said of a policy at every start. */
export interface Remark {
  readonly policy: string;
  readonly sentence: string;
}

/** What somebody has allowed knowingly and should be reminded of: questions that count, and a single gate. */
export const remarksOn = ({ policies }: PolicyFile): readonly Remark[] =>
  policies
    .filter(({ refuse }) => !refuse)
    .flatMap(({ name, gates, securityQuestions }) => [
      ...(securityQuestions.counted
        ? [
            {
              policy: name,
              sentence: `Policy "${name}" counts security questions as a gate (securityQuestions.iUnderstand): answers can be found out or guessed.`,
            },
          ]
        : []),
      ...(gates === 1
        ? [{ policy: name, sentence: `Policy "${name}" is satisfied by one gate: a single proof resets a password.` }]
        : []),
    ]);
