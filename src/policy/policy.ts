import { fingerprint } from '../crypto.js';
import type { MethodId } from '../methods/method.js';

/** Who must pass what, as an administrator wrote it, every default filled in. */
export interface PolicyFile {
  /** `entra`: Microsoft Entra's combination rules word for word. */
  readonly compatibility: 'none' | 'entra';
  /** The first whose `appliesTo` matches the account wins. */
  readonly policies: readonly Policy[];
}

export type Gates = 1 | 2 | 3;

export interface Policy {
  readonly name: string;
  /** No groups: everybody. Group names are compared without case. */
  readonly appliesTo: { readonly groups?: readonly string[] | undefined };
  /** At least two gates, never security questions, at least one gate by app or saved code. */
  readonly privileged: boolean;
  /** These accounts get no self-service: they are sent to the helpdesk. */
  readonly refuse: boolean;
  /** How many independent proofs a reset takes. */
  readonly gates: Gates;
  readonly methods: readonly MethodId[];
  /** One gate, the authenticator app alone: what Entra does not allow. */
  readonly allowAuthenticatorOnly: boolean;
  /** One gate by approving a notification. */
  readonly allowNotificationAlone: boolean;
  /** The current password alone is enough to change it (not to reset it). */
  readonly changeWithCurrentPassword: boolean;
  readonly register: RegistrationRules;
  readonly securityQuestions: QuestionRules;
}

interface RegistrationRules {
  /** Independent proofs a person is asked to register; one more than the gates where the methods allow. */
  readonly required: number;
  /** Days until the bot asks "is this still right?"; 0 is never. */
  readonly reconfirmAfterDays: number;
  /** Hours until a new method counts for a reset; undefined: see `coolingMs`. */
  readonly coolingHours?: number | undefined;
  /** What people may register by themselves. */
  readonly methods: readonly MethodId[];
  /** What the directory's own phone and mail may be used for. */
  readonly directoryContacts: 'registration' | 'reset';
  /** A new authenticator is confirmed by two consecutive codes instead of one. */
  readonly confirmTwoCodes: boolean;
  /** What happens when removing a method leaves less than a reset needs. */
  readonly removeBelowNeed: 'warn' | 'refuse';
}

interface QuestionRules {
  /** True once the file carries the sentence that makes questions count as a gate. */
  readonly counted: boolean;
  /** How many a person registers, and how many of them are asked. */
  readonly register: number;
  readonly ask: number;
  /** The organisation's own questions, beside the predefined ones. */
  readonly custom: readonly string[];
}

const HOUR_MS = 3_600_000;

/** How long a new method waits before it counts for a reset. Where the file says nothing: not at all when it was registered under two
 * proofs, otherwise 24 hours, for privileged accounts seven days (OWASP MFA cheat sheet, "changing factors"). */
export function coolingMs(policy: Policy, registeredUnder: { readonly proofs: number }): number {
  const { coolingHours } = policy.register;
  if (coolingHours !== undefined) return coolingHours * HOUR_MS;
  if (registeredUnder.proofs >= 2) return 0;
  return (policy.privileged ? 168 : 24) * HOUR_MS;
}

/** Canonical JSON of the policy with all defaults filled in: the same meaning, the same text. */
export const policyText = (file: PolicyFile): string => JSON.stringify(canonical(file));

/** SHA-256 over the canonical JSON. */
export const policyHash = (file: PolicyFile): string => fingerprint(policyText(file));

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, canonical(member)]),
  );
}
