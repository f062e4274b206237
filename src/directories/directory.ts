/** What a directory says of a person. `id` never changes for the life of the account (objectGUID, entryUUID, object id). */
export interface Account {
  readonly id: string;
  /** The name the person signs in with, as the directory spells it. */
  readonly login: string;
  readonly displayName: string;
  /** Names of all groups, nested ones included. */
  readonly groups: readonly string[];
  readonly state: AccountState;
  /** Work mail, where notices go; never a reset method unless the policy says so. */
  readonly mail?: string | undefined;
  /** E.164, the phone on file; for registration only unless the policy says so. */
  readonly phone?: string | undefined;
  /** The directory itself marks it as privileged or protected (adminCount, privileged roles). */
  readonly isProtected: boolean;
  /** When the password was last set, epoch ms, where the directory says so. */
  readonly passwordSetAt?: number | undefined;
  /** One more with every write of the password, where the directory counts them. */
  readonly passwordVersion?: number | undefined;
  /** BCP 47, where the directory says so. */
  readonly locale?: string | undefined;
}

export interface AccountState {
  readonly disabled: boolean;
  readonly locked: boolean;
  /** The account itself is past its end date. */
  readonly expired: boolean;
  readonly passwordExpired: boolean;
  /** The directory does not let this person's password be changed by self-service. */
  readonly cannotChange: boolean;
}

/** The directory's own rules, shown beside the field and checked before it is asked. Lengths in Unicode code points. */
export interface PasswordRules {
  readonly minLength: number;
  readonly maxLength: number;
  /** How many of upper case, lower case, digit, symbol (and other letters) must occur; 0 for none. */
  readonly classes: number;
  /** False where only printable ASCII is taken (Entra ID). */
  readonly unicode: boolean;
  /** How many earlier passwords are refused; undefined when the directory does not enforce it on a reset. */
  readonly history?: number | undefined;
  /** Time that must pass between two changes, ms; undefined when the directory does not enforce it on a reset. */
  readonly minAgeMs?: number | undefined;
  /** The account has rules of its own that we may not read: only a refusal tells, and the other fields here forbid nothing. */
  readonly unread?: true | undefined;
  /** The person's own names are refused as part of the password. */
  readonly forbidsOwnName: boolean;
}

/** Where people's passwords live. Driven port; one file an adapter. */
export interface Directory {
  readonly name: string;
  /** One write leaves the old password usable for a while, so it takes two: the chosen one is kept, sealed, until both are in. */
  readonly takesTwoWrites?: boolean | undefined;
  /** By what a person types: login name, mail or UPN. Undefined for nobody and for anything not shaped like a name.
   * @throws DirectoryUnavailable */
  find(login: string): Promise<Account | undefined>;
  /** By immutable id: the account as it is now. @throws DirectoryUnavailable */
  read(id: string): Promise<Account | undefined>;
  /** @throws DirectoryUnavailable */
  rules(account: Account): Promise<PasswordRules>;
  /** Sets the password and lifts the directory's lock-out. When it returns, the old password is refused.
   * @throws PasswordRejected the account is as it was · AccountRefused · DirectoryUnavailable nothing was written
   * · OutcomeUnknown it may or may not have been written */
  setPassword(account: Account, password: string): Promise<PasswordSet>;
  /** What is left of a write whose end nobody saw, once it shows on the account; `other` when the password in force is not the one chosen.
   * @throws AccountRefused, DirectoryUnavailable, OutcomeUnknown */
  finish?(account: Account, write: UnfinishedWrite): Promise<'done' | 'other'>;
  /** Lifts the directory's lock-out, password untouched. @throws AccountRefused, DirectoryUnavailable */
  unlock(account: Account): Promise<void>;
  /** One try against the directory itself. @throws DirectoryUnavailable */
  verifyPassword(account: Account, password: string): Promise<boolean>;
  /** What an administrator should know, worst first; throws nothing. Used by `/readyz` (quick), start-up and the command line. */
  inspect(look?: Look): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

/** What a new password brought with it. */
export interface PasswordSet {
  /** The directory has confirmed that every session of the person ends, on all devices. */
  readonly sessionsEnded: boolean;
}

export interface UnfinishedWrite {
  /** The chosen one, as long as it is kept. */
  readonly password?: string | undefined;
  /** `passwordVersion` before it began. */
  readonly versionBefore?: number | undefined;
}

/** `quick` ends within 1.5 s, whoever is silent; `thorough`, the usual one, waits as long as an administrator would. */
export type Look = 'quick' | 'thorough';

/** One plain sentence about the directory's condition. `down` makes `/readyz` answer 503. */
export interface Finding {
  readonly severity: 'ok' | 'note' | 'warning' | 'down';
  readonly text: string;
}
