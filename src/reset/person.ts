import type { Keyring } from '../crypto.js';

/** The keyed hash under which a person is counted and recorded: the account's immutable id, or the name typed where there is no such account. */
export function personKey(keyring: Keyring, accountId: string | undefined, login: string): string {
  const parts = accountId ? ['account', accountId] : ['name', login];
  return keyring.mac('person', parts).toString('base64url');
}

const NAME = /^(?=.*[\p{L}\p{N}])[\p{L}\p{N}._'@!#^~+-]{1,113}$/u;

/**
 * The account name within what was said: canonical (NFKC, lower case), or undefined when nothing is shaped like one.
 * An address among other words is taken; otherwise the whole must be one name (Entra's limit of 113 characters).
 */
export function readName(said: string): string | undefined {
  const text = said.normalize('NFKC').trim().toLowerCase();
  const words = text.split(/!*[\s,;:?"<>()]+|!+$/u).filter((word) => word !== '');
  const address = words.find((word) => word.includes('@') && !word.startsWith('@') && !word.endsWith('@'));
  const candidate = address ?? (words.length === 1 ? words[0] : lastNamed(words));
  // `CONTOSO\ada`: the directory knows its own domain.
  const name = candidate?.replace(/^[\w.-]{1,15}\\/u, '').replace(/[.'-]+$/u, '');
  return name !== undefined && NAME.test(name) ? name : undefined;
}

/** "my account is ada", "it's ada", "user name ada": the word after the last such marker, when it is the last word. */
function lastNamed(words: readonly string[]): string | undefined {
  const marker = words.at(-2);
  return marker && /^(is|it's|its|name|account|login|user|username|i'm|am|me)$/u.test(marker)
    ? words.at(-1)
    : undefined;
}
