import type { Keyring } from '../crypto.js';
import type { DirectoryWrite } from '../stores/ports.js';

/** The longest a chosen password is kept; what was not finished by then ends by itself within the hour. */
export const KEPT_MS = 15 * 60_000;

type Write = Pick<DirectoryWrite, 'accountId' | 'grantId'>;

/** A chosen password as it is kept between two writes: sealed for this account and this write alone. */
export const keptFor = (keyring: Keyring, write: Write, password: string): string =>
  keyring.seal(password, owner(write)).toString('base64');

/** What is kept of a write; undefined when there is nothing, or not any longer. @throws SealBroken */
export function keptOf(
  keyring: Keyring,
  write: DirectoryWrite & { readonly at: number },
  now: number,
): string | undefined {
  if (write.kept === undefined || now - write.at >= KEPT_MS) return undefined;
  return keyring.open(Buffer.from(write.kept, 'base64'), owner(write));
}

const owner = ({ accountId, grantId }: Write): string => `write|${accountId}|${grantId}`;
