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

function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...(tail === undefined ? [] : zeros), ...right].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
