import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/**
 * Where a request comes from, for counting: an IPv4 address, or the /64 of an IPv6 address (one line of one subscriber).
 * `X-Forwarded-For` is believed only for the `trustedHops` entries that our own proxies added, counted from the right;
 * with 0 the socket's address counts, whatever the header says.
 */
export function sourceOf(request: IncomingMessage, trustedHops: number): string {
  const hops = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  const forwarded = trustedHops > 0 ? (hops[hops.length - trustedHops] ?? hops[0]) : undefined;
  return network(forwarded ?? request.socket.remoteAddress ?? 'unknown');
}

/** The port that some proxies add (`203.0.113.7:51234`, `[2001:db8::1]:443`) is another one with every connection: it does not count. */
function network(address: string): string {
  const plain = address
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [left = [], right = []] = new URL(`http://[${plain}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((side) => side.split(':').filter((group) => group !== ''));
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') return dotted(groups.slice(6));
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** The last two groups of an IPv4 address mapped into IPv6 (RFC 4291 §2.5.5.2). */
const dotted = (groups: readonly string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
