import type { Account } from './directory.js';

const SHORTEST = 4;

/** The person's own names, lower case, that a password must not contain: login and words of the display name from four letters on. */
export const namesIn = ({ login, displayName }: Pick<Account, 'login' | 'displayName'>): readonly string[] => [
  ...new Set(
    [login.split('@', 1)[0] ?? '', ...displayName.split(/[\s,._\-#]+/u)]
      .map((name) => name.normalize('NFC').toLowerCase())
      .filter((name) => [...name].length >= SHORTEST),
  ),
];
