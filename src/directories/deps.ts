import type { Clock } from '../stores/ports.js';

/** What an adapter tells the operator; pino's logger fits. */
export interface DirectoryLog {
  info(fields: Record<string, unknown>, text: string): void;
  warn(fields: Record<string, unknown>, text: string): void;
}

/** What every real directory is given beside its settings. */
export interface DirectoryDeps {
  readonly clock: Clock;
  readonly log: DirectoryLog;
  /** The groups that the policy is about: said when the directory has no such. */
  readonly policyGroups?: readonly string[] | undefined;
  /** Between two looks at what became of a write whose answer was lost, ms. */
  readonly pauseMs?: number | undefined;
}
