import type { PolicyFile } from './policy.js';

/** How many questions are registered and asked, and the organisation's own; undefined where no policy counts them. */
export function questionSettings(
  file: PolicyFile,
): { readonly register: number; readonly ask: number; readonly custom: readonly string[] } | undefined {
  const counted = file.policies.filter(({ securityQuestions, privileged }) => securityQuestions.counted && !privileged);
  const [first] = counted;
  if (!first) return undefined;
  const custom = new Set(counted.flatMap(({ securityQuestions }) => securityQuestions.custom));
  return { ...first.securityQuestions, custom: [...custom] };
}
