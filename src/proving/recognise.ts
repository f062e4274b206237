import type { Account, Directory } from '../directories/directory.js';
import type { Caller } from '../reset/ask.js';

type Identity = NonNullable<Caller['identity']>;

/** By what a person the channel vouches for is found in the directory. */
export type PeopleBy =
  /** The directory's immutable id is the channel's own (Entra). */
  | { readonly kind: 'object-id' }
  /** The sign-in name in the channel is the one in the directory, to the letter but for case. */
  | { readonly kind: 'sign-in-name' }
  /** The sign-in name in the channel is the work mail in the directory. */
  | { readonly kind: 'mail' }
  /** An administrator's table: object id, lower case, to login, or to the directory's own immutable id of the account. */
  | { readonly kind: 'table'; readonly logins: ReadonlyMap<string, string> };

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The account of a person the channel vouches for. Being signed in there is not a proof. */
export type Recognise = (identity: Identity) => Promise<Account | undefined>;

/**
 * Nobody is taken for another: a directory also finds people by other names than the one asked for (a mail address, a
 * short name), so what it found is held against the name again. @throws DirectoryUnavailable
 */
export function recogniser(directory: Pick<Directory, 'find' | 'read'>, by: PeopleBy): Recognise {
  const named = async (
    name: string | undefined,
    its: (account: Account) => string | undefined,
  ): Promise<Account | undefined> => {
    const account = name ? await directory.find(name) : undefined;
    return account && name && same(its(account), name) ? account : undefined;
  };
  const listed = async (name: string | undefined): Promise<Account | undefined> =>
    name !== undefined && GUID.test(name) ? directory.read(name.toLowerCase()) : named(name, ({ login }) => login);
  return async ({ objectId, userPrincipalName }) => {
    switch (by.kind) {
      case 'object-id':
        return objectId === '' ? undefined : directory.read(objectId);
      case 'sign-in-name':
        return named(userPrincipalName, ({ login }) => login);
      case 'mail':
        return named(userPrincipalName, ({ mail }) => mail);
      case 'table':
        return listed(by.logins.get(objectId.toLowerCase()));
    }
  };
}

const same = (value: string | undefined, name: string): boolean => value !== undefined && spelt(value) === spelt(name);

const spelt = (name: string): string => name.normalize('NFKC').toLowerCase();
