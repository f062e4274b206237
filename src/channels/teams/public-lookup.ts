import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { BlockList, type LookupFunction } from 'node:net';

/** Networks of a machine, a link or a company: nothing of Microsoft's is there (RFC 1918, 4193, 6598, 6890). */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv6');
}

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
      const found = addresses.filter(({ address, family }) => !PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4'));
      const [first] = found;
      if (!first) return done(new Error(`${host} has no public address.`), []);
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
