import type { MethodId, MethodTraits } from '../methods/method.js';
import { combinations } from './combinations.js';
import { countable, kindsOf, strongOf } from './countable.js';
import type { Policy, PolicyFile } from './policy.js';

/** `fault`: the file is refused. `warning`: it works, and somebody should know. `note`: worth knowing. `good`: holds. */
export type Level = 'fault' | 'warning' | 'note' | 'good';

/** A named thing that is always looked at, and what was found. */
export interface Check {
  readonly id: string;
  readonly level: Level;
  /** The policy it is about; undefined for the file as a whole. */
  readonly policy?: string | undefined;
  readonly sentence: string;
  /** Where the rule comes from. */
  readonly reason: string;
}

/** A policy seen with everything a rule may ask about. */
export interface View {
  readonly file: PolicyFile;
  readonly policy: Policy;
  readonly entra: boolean;
  /** Methods the policy names. */
  readonly named: readonly MethodTraits[];
  /** Of these, what may pass a gate. */
  readonly menu: readonly MethodTraits[];
  readonly kinds: readonly MethodTraits['family'][];
  readonly strong: readonly MethodTraits[];
  /** All sets of methods that pass all gates. */
  readonly ways: readonly (readonly MethodTraits[])[];
}

type Found = readonly [Level, string];

/** A rule that judges one policy; undefined where it has nothing to say. */
export interface Rule {
  readonly id: string;
  readonly reason: string;
  readonly look: (view: View) => Found | undefined;
}

/** A rule that judges the file as a whole: one finding a policy concerned. */
export interface FileRule {
  readonly id: string;
  readonly reason: string;
  readonly look: (file: PolicyFile) => readonly (readonly [...Found, string?])[];
}

export function viewOf(file: PolicyFile, policy: Policy, traits: readonly MethodTraits[]): View {
  const menu = countable(file, policy, traits);
  return {
    file,
    policy,
    entra: file.compatibility === 'entra',
    named: traits.filter(({ id }) => policy.methods.includes(id)),
    menu,
    kinds: kindsOf(menu),
    strong: strongOf(file, policy, menu),
    ways: combinations(file, policy, traits),
  };
}

/** `a, b and c`. */
export const listed = (names: readonly (MethodId | string)[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
