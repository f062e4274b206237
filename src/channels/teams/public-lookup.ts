import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublic } from '../../networks.js';

type Resolve = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/**
 * Finds the public addresses of a host: a name on the allow-list that somebody's name server points into the network leads
 * nowhere (security catalogue CNV-3). An address in place of a name is not looked up, and is on no allow-list.
 */
export const publicLookup =
  (resolve: Resolve = lookup): LookupFunction =>
  (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const found = addresses.filter(({ address }) => isPublic(address));
      const [first] = found;
      if (!first) return done(new Error(`${host} has no public address.`), []);
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
