import type { Account } from '../directories/directory.js';
import { AccountRefused } from '../errors.js';
import type { DirectoryWrite } from '../stores/ports.js';
import { KEPT_MS, keptOf } from './kept-password.js';
import { personKey } from './person.js';
import { WRITE_MS } from './session.js';
import type { World } from './world.js';

const EVERY_MS = 60_000;

/** A write that has not shown by then was never made: every queue on its way has been given up. */
const NOT_MADE_MS = 15 * 60_000;
/** Writes of which a directory says nothing are not asked about for ever. */
const GIVEN_UP_MS = 24 * 60 * 60_000;

interface Needs extends Pick<World, 'directory' | 'journal' | 'audit' | 'announcer' | 'keyring' | 'clock'> {
  readonly log: { warn(fields: object, text: string): void };
}

type Open = DirectoryWrite & { readonly at: number };

/** Looks after directory writes whose end nobody saw: the process died, or the directory was silent. Driving port. */
export interface Repairs {
  /** Every write begun longer ago than this: found done, it is settled and the person told; found not done, settled. Never throws. */
  look(olderThanMs: number): Promise<void>;
}

/** What became of a write is read off the account; what is left of it, where it takes two, is done. */
export function writeRepairs(world: Needs): Repairs {
  const { directory, journal, audit, announcer, keyring, clock, log } = world;

  async function settle(write: Open): Promise<void> {
    const account = await directory.read(write.accountId);
    const found = outcomeOf(write, account, clock());
    const outcome = account && found === 'done' ? await finished(write, account) : found;
    if (outcome === undefined || !(await journal.settle(write.grantId, outcome))) return;
    const event = EVENTS[write.action][outcome];
    const person = personKey(keyring, write.accountId, '');
    await audit.append({ event, outcome: `found-${outcome}`, person, sessionId: write.grantId, channel: '' });
    log.warn(
      { grant: write.grantId, action: write.action, outcome },
      'a directory write whose end was not seen is settled',
    );
    if (!account || outcome !== 'done') return;
    const kind = write.action === 'unlock' ? 'account-unlocked' : 'password-changed';
    await announcer.announce(kind, account, { at: account.passwordSetAt ?? write.at });
  }

  /** The rest of a write that took: the old password out of reach, sessions ended; as long as the chosen one is kept. */
  async function finished(write: Open, account: Account): Promise<'done' | 'failed'> {
    if (write.action === 'unlock' || !directory.finish) return 'done';
    try {
      const left = { password: keptOf(keyring, write, clock()), versionBefore: write.passwordVersion };
      return (await directory.finish(account, left)) === 'done' ? 'done' : 'failed';
    } catch (error) {
      // Somebody else decides over the account from now on; what was written stays written.
      if (error instanceof AccountRefused) return 'done';
      throw error;
    }
  }

  return {
    async look(olderThanMs) {
      const now = clock();
      await journal.forget(now - KEPT_MS).catch(failed);
      const open = await journal.unsettled(now - olderThanMs + 1).catch(failed);
      for (const write of open ?? []) if (now - write.at < GIVEN_UP_MS) await settle(write).catch(failed);
    },
  };

  function failed(error: unknown): undefined {
    log.warn({ err: error }, 'a directory write whose end was not seen could not be looked at; it will be');
  }
}

/** Looks once at once, and from then on every minute. Returns what ends it. */
export function keepLooking(repairs: Repairs, firstOlderThanMs: number): () => Promise<void> {
  let looking = repairs.look(firstOlderThanMs);
  const timer = setInterval(() => {
    looking = looking.then(() => repairs.look(WRITE_MS));
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return looking;
  };
}

const EVENTS = {
  'set-password': { done: 'authn_password_change', failed: 'authn_password_change_fail' },
  unlock: { done: 'user_updated', failed: 'user_updated' },
} as const;

/** Undefined while it cannot be told. */
function outcomeOf(write: Open, account: Account | undefined, now: number): 'done' | 'failed' | undefined {
  if (!account) return 'failed';
  if (hasHappened(write, account)) return 'done';
  const isSilent = write.action === 'set-password' && account.passwordSetAt === undefined;
  return isSilent || now - write.at < NOT_MADE_MS ? undefined : 'failed';
}

function hasHappened({ action, passwordSetAt: before }: Open, { state, passwordSetAt: after }: Account): boolean {
  if (action === 'unlock') return !state.locked;
  // Held against the directory's own earlier word, as its clock and ours may differ.
  return after !== undefined && (before === undefined || after > before);
}
