/** What only the world can cause. What a person can cause is a value (`Verdict`, `Plan`, `Ask`), never an error. */
abstract class AppError extends Error {
  /** Stable: programs and operators may match on it. */
  abstract readonly code: string;
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The directory did not answer, or answered that it cannot. Nothing was written. */
export class DirectoryUnavailable extends AppError {
  readonly code = 'ERR_DIRECTORY_UNAVAILABLE';
  /** When the directory itself said how long to wait (HTTP `Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, options?: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** A directory write was sent and its answer never came, and looking afterwards did not settle it. */
export class OutcomeUnknown extends AppError {
  readonly code = 'ERR_OUTCOME_UNKNOWN';
}

/** Which rule a new password broke. Names are shown to people through the phrase catalogues. */
export type PasswordRule =
  | 'too-short'
  | 'too-long'
  | 'too-simple'
  | 'characters'
  | 'in-history'
  | 'too-young'
  | 'contains-name'
  | 'banned-word'
  | 'common'
  | 'guessable'
  | 'mismatch'
  | 'directory-policy';

/** The directory, or our own rules, refused the new password. The account is as it was. */
export class PasswordRejected extends AppError {
  readonly code = 'ERR_PASSWORD_REJECTED';
  readonly rule: PasswordRule;
  constructor(rule: PasswordRule, options?: { readonly cause?: unknown }) {
    super(`The new password was refused: ${rule}.`, options);
    this.rule = rule;
  }
}

/** The directory says this account may not be touched by us (protected, synchronised from elsewhere, no right). */
export class AccountRefused extends AppError {
  readonly code = 'ERR_ACCOUNT_REFUSED';
}

/** A method cannot be asked right now (message refused, provider down). Costs the person no try. */
export class MethodUnavailable extends AppError {
  readonly code = 'ERR_METHOD_UNAVAILABLE';
}

/** A message could not be handed over to its carrier. */
export class MessageRefused extends AppError {
  readonly code = 'ERR_MESSAGE_REFUSED';
}

/** Redis or the database is not reachable, slow, or refuses writes. Nothing was verified, nothing was written. */
export class StoreUnavailable extends AppError {
  readonly code = 'ERR_STORE_UNAVAILABLE';
}

/** The exclusive hold on a conversation was lost before its turn could be saved. Nothing was saved. */
export class HoldLost extends AppError {
  readonly code = 'ERR_HOLD_LOST';
}

/** Sealed data could not be opened: wrong key, other owner, or altered. */
export class SealBroken extends AppError {
  readonly code = 'ERR_SEAL_BROKEN';
}

/** The configuration has faults; each is `NAME: expected …, got …`. */
export class ConfigInvalid extends AppError {
  readonly code = 'ERR_CONFIG_INVALID';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}
