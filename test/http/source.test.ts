import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { originFor } from '../../src/http/public-origin.js';
import { sourceOf } from '../../src/http/source.js';

function request(remote: string, headers: Record<string, string> = {}): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remote });
  const made = new IncomingMessage(socket);
  Object.assign(made.headers, headers);
  return made;
}

describe('where a request comes from', () => {
  const rows: readonly (readonly [remote: string, forwarded: string | undefined, hops: number, source: string])[] = [
    ['192.0.2.1', undefined, 0, '192.0.2.1'],
    ['192.0.2.1', '10.9.9.9', 0, '192.0.2.1'],
    ['10.0.0.1', '10.9.9.9, 192.0.2.7', 1, '192.0.2.7'],
    ['10.0.0.1', 'forged, 192.0.2.7, 10.0.0.2', 2, '192.0.2.7'],
    ['10.0.0.1', '192.0.2.7', 2, '192.0.2.7'],
    ['10.0.0.1', undefined, 1, '10.0.0.1'],
    ['::ffff:192.0.2.1', undefined, 0, '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', undefined, 0, '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', undefined, 0, '2001:db8:1:2::/64'],
    ['2001:db8::1', undefined, 0, '2001:db8:0:0::/64'],
    ['::1', undefined, 0, '0:0:0:0::/64'],
    ['fe80::1%eth0', undefined, 0, 'fe80:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5::', undefined, 0, '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:0003:0004:0005:0006', undefined, 0, '2001:db8:1:2::/64'],
    ['64:ff9b::192.0.2.1', undefined, 0, '64:ff9b:0:0::/64'],
    ['::ffff:c000:201', undefined, 0, '192.0.2.1'],
    ['0:0:0:0:0:FFFF:192.0.2.1', undefined, 0, '192.0.2.1'],
    ['10.0.0.1', '203.0.113.7:51234', 1, '203.0.113.7'],
    ['10.0.0.1', '203.0.113.7:51234, 10.0.0.2:80', 2, '203.0.113.7'],
    ['10.0.0.1', '[2001:db8:1:2::9]:443', 1, '2001:db8:1:2::/64'],
    ['10.0.0.1', '[2001:db8:1:2::9]', 1, '2001:db8:1:2::/64'],
    ['10.0.0.1', '[::ffff:192.0.2.7]:443', 1, '192.0.2.7'],
    ['10.0.0.1', 'unknown', 1, 'unknown'],
  ];
  it.each(rows)('%s, forwarded for %s, %i proxies of ours: %s', (remote, forwarded, hops, source) => {
    expect(sourceOf(request(remote, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }), hops)).toBe(
      source,
    );
  });
});

describe('the origin people see', () => {
  const rows: readonly (readonly [configured: string, host: string, origin: string])[] = [
    ['https://help.contoso.example/', 'help.contoso.example', 'https://help.contoso.example'],
    ['https://help.contoso.example/', 'evil.example', 'https://help.contoso.example'],
    ['https://help.contoso.example/', 'localhost:3978', 'https://help.contoso.example'],
    ['http://127.0.0.1:3978/', 'localhost:3978', 'http://localhost:3978'],
    ['http://127.0.0.1:3978/', '[::1]:3978', 'http://[::1]:3978'],
    ['http://127.0.0.1:3978/', 'evil.example', 'http://127.0.0.1:3978'],
    ['http://127.0.0.1:3978/', 'localhost.evil.example', 'http://127.0.0.1:3978'],
  ];
  it.each(rows)('configured %s, asked as %s: %s', (configured, host, origin) => {
    expect(originFor(request('127.0.0.1', { host }), new URL(configured))).toBe(origin);
  });
});
