import type { Keyring } from '../crypto.js';
import { AccountRefused, DirectoryUnavailable, PasswordRejected } from '../errors.js';
import type { AccountRow, AccountRows, Clock } from '../stores/ports.js';
import type { Account, Directory, PasswordRules } from './directory.js';
import { passwordHashes } from './embedded-hash.js';
import { namesIn } from './names-in.js';
import { typable } from './typable.js';

/** A name as people type it; Entra's UPN has at most 113 characters. */
const SHAPE = /^[\p{L}\p{N}._'@-]{1,113}$/u;

/** Wrong passwords in a row, then the account is locked until it is unlocked or its password is reset. */
const FAILED_SIGN_INS = 10;

/** Length is what counts (NIST SP 800-63B-4 §3.1.1.2): no composition rules, any characters. */
const embeddedRules: PasswordRules = {
  minLength: 12,
  maxLength: 256,
  classes: 0,
  unicode: true,
  history: 1,
  forbidsOwnName: true,
};

/** How often a decision is made again because another instance was quicker. */
const MOST_TRIES = 20;

type Change = Parameters<AccountRows['update']>[1];

interface Decision<R> {
  readonly change?: Change | undefined;
  readonly result: R;
}

export interface EmbeddedDirectoryOptions {
  readonly accounts: AccountRows;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly rules?: Partial<PasswordRules> | undefined;
  /** Completes a name typed without its domain: `ada` is `ada@contoso.example`. */
  readonly domain?: string | undefined;
  /** Members are protected accounts, as `adminCount` makes them elsewhere. */
  readonly protectedGroups?: readonly string[] | undefined;
}

/** People kept in the product's own database. Passwords: Argon2id over a keyed hash, its key outside the database. */
export function embeddedDirectory(options: EmbeddedDirectoryOptions): Directory {
  const { accounts, keyring, clock, domain, protectedGroups = ['Domain Admins'] } = options;
  const rules: PasswordRules = { ...embeddedRules, ...options.rules };
  const hashes = passwordHashes(keyring);
  const alone = oneAtATime();

  const shown = ({ passwordHash, failedSignIns, ...account }: AccountRow): Account => ({
    ...account,
    isProtected: account.groups.some((group) => protectedGroups.includes(group)),
  });

  /** Decides on the row as it is, and again if another instance changed it before the decision was kept. */
  const decided = <R>({ id }: Account, decide: (row: AccountRow | undefined) => Promise<Decision<R>>): Promise<R> =>
    alone(id, async () => {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const row = await accounts.read(id);
        const { change, result } = await decide(row);
        if (!row || !change || (await accounts.update(id, change, row))) return result;
      }
      throw new DirectoryUnavailable('Too many instances change this account at once.');
    });

  const existing = (row: AccountRow | undefined): AccountRow => {
    if (!row) throw new AccountRefused('The account is no longer in the embedded directory.');
    return row;
  };

  /** @throws PasswordRejected for the first rule that is broken. */
  async function judge(row: AccountRow, password: string): Promise<void> {
    if ([...password].length < rules.minLength) throw new PasswordRejected('too-short');
    if (rules.forbidsOwnName && namesIn(row).some((name) => password.toLowerCase().includes(name))) {
      throw new PasswordRejected('contains-name');
    }
    if (await hashes.matches(row, password)) throw new PasswordRejected('in-history');
  }

  /** What one try costs, or gives back. */
  function counted(row: AccountRow, isRight: boolean): Change | undefined {
    if (isRight) return row.failedSignIns > 0 ? { failedSignIns: 0 } : undefined;
    const failedSignIns = row.failedSignIns + 1;
    const locked = row.state.locked || failedSignIns >= FAILED_SIGN_INS;
    return { failedSignIns, state: { ...row.state, locked } };
  }

  return {
    name: 'embedded',
    async find(typed) {
      const name = typed.normalize('NFKC').trim().toLowerCase();
      if (!SHAPE.test(name)) return undefined;
      const row = await accounts.find(name);
      if (row) return shown(row);
      const completed =
        domain === undefined || name.includes('@') ? undefined : await accounts.find(`${name}@${domain}`);
      return completed && shown(completed);
    },
    async read(id) {
      const row = await accounts.read(id);
      return row && shown(row);
    },
    rules: async () => rules,
    setPassword: (account, typed) =>
      decided(account, async (found) => {
        const row = existing(found);
        if (row.state.disabled || row.state.cannotChange) {
          throw new AccountRefused('The account is disabled, or its password may not be changed.');
        }
        const password = typable(typed, rules.maxLength);
        await judge(row, password);
        const change = {
          passwordHash: await hashes.make(row.id, password),
          passwordSetAt: clock(),
          failedSignIns: 0,
          state: { ...row.state, locked: false, passwordExpired: false },
        };
        return { change, result: { sessionsEnded: false } };
      }),
    unlock: (account) =>
      decided(account, async (found) => {
        const { state } = existing(found);
        return { change: { failedSignIns: 0, state: { ...state, locked: false } }, result: undefined };
      }),
    verifyPassword: (account, typed) =>
      decided(account, async (row) => {
        const password = typed.normalize('NFC');
        const isRight = await hashes.matches(row, password);
        if (!row || row.state.disabled || row.state.expired || row.state.locked) return { result: false };
        const isOld = isRight && !hashes.isCurrent(row.passwordHash);
        const renewed = isOld ? { passwordHash: await hashes.make(row.id, password) } : undefined;
        const count = counted(row, isRight);
        return { change: renewed || count ? { ...renewed, ...count } : undefined, result: isRight };
      }),
    async inspect() {
      try {
        const count = await accounts.count();
        return count === 0
          ? [{ severity: 'warning', text: 'Nobody is in the embedded directory yet: npm run directory -- add.' }]
          : [
              {
                severity: 'ok',
                text: `The embedded directory holds ${count === 1 ? 'one person' : `${count} people`}.`,
              },
            ];
      } catch {
        return [{ severity: 'down', text: 'The embedded directory cannot read its database.' }];
      }
    },
    async close() {},
  };
}

/** Runs work on one account after the other, so that no wrong sign-in goes uncounted within this process. */
function oneAtATime() {
  const last = new Map<string, Promise<unknown>>();
  return async <R>(id: string, work: () => Promise<R>): Promise<R> => {
    const turn = (last.get(id) ?? Promise.resolve()).then(work, work);
    last.set(id, turn);
    try {
      return await turn;
    } finally {
      if (last.get(id) === turn) last.delete(id);
    }
  };
}
