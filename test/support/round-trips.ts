import { expect } from 'vitest';
import type { Account, Directory } from '../../src/directories/directory.js';
import { DirectoryUnavailable, PasswordRejected } from '../../src/errors.js';
import { abreast } from './faults.js';
import { randomPassword } from './random-passwords.js';

interface Lane {
  readonly directory: Directory;
  readonly account: Account;
  /** Before the first round. */
  readonly password: string;
  /** By a client of its own. */
  signsIn(password: string): Promise<boolean>;
}

/**
 * So many random passwords, on so many people side by side: each signs in with the same key strokes and the one before does
 * not, or it is refused with a rule and the one before still does. Resolves to how many were taken.
 */
export async function roundTrips(rounds: number, lanes: number, begin: () => Promise<Lane>): Promise<number> {
  const all = Array.from({ length: rounds }, (_, round) => round);
  const taken = await abreast(
    Array.from({ length: lanes }, (_, lane) => all.filter((round) => round % lanes === lane)),
    lanes,
    async (mine) => travel(mine, await begin()),
  );
  return taken.reduce((sum, one) => sum + one, 0);
}

const MOST_GOES = 5;

async function travel(rounds: readonly number[], { directory, account, password: first, signsIn }: Lane) {
  let current = first;
  let taken = 0;
  for (const round of rounds) {
    const password = randomPassword(round);
    const set = (): Promise<unknown> =>
      directory.setPassword(account, password).then(
        () => undefined,
        (error: unknown) => error,
      );
    let refused = await set();
    // A busy server, and nothing was written: again, as a person would.
    for (let more = MOST_GOES; more > 0 && refused instanceof DirectoryUnavailable; more -= 1) refused = await set();
    if (refused === undefined) {
      expect([password, await signsIn(current)]).toEqual([password, false]);
      current = password.normalize('NFC');
      taken += 1;
    } else {
      expect(refused).toBeInstanceOf(PasswordRejected);
    }
    expect([current, await signsIn(current)]).toEqual([current, true]);
  }
  return taken;
}
