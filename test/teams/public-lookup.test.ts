import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { publicLookup } from '../../src/channels/teams/public-lookup.js';

/** What is found of a host that a name server says is at these addresses. */
function found(addresses: readonly string[], all: boolean): Promise<unknown> {
  const answers = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
  const resolve = (_host: string, _options: object, done: (error: null, found: LookupAddress[]) => void): void =>
    done(null, answers);
  return new Promise((settle, reject) => {
    publicLookup(resolve)('smba.example.test', { all }, (error, address, family) =>
      error ? reject(error) : settle(all ? address : [address, family]),
    );
  });
}

describe('the address of a connector', () => {
  it.each([
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.8.8.8',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
    ],
    ...['192.0.0.8', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', '::ffff:10.0.0.1', '::ffff:7f00:1'],
  ])('is not %s', async (address) => {
    await expect(found([address], true)).rejects.toThrow('smba.example.test has no public address.');
    await expect(found([address], false)).rejects.toThrow('smba.example.test has no public address.');
  });

  it.each(['52.113.194.132', '172.32.0.1', '100.128.0.1', '2603:1037::6', '64:ff9b::3471:c284'])(
    'may be %s',
    async (address) => {
      const family = address.includes(':') ? 6 : 4;
      expect(await found([address], true)).toEqual([{ address, family }]);
      expect(await found([address], false)).toEqual([address, family]);
    },
  );

  it('is one of the public ones, where there are others', async () => {
    expect(await found(['10.0.0.1', '52.113.194.132', '::1'], true)).toEqual([
      { address: '52.113.194.132', family: 4 },
    ]);
    expect(await found(['10.0.0.1', '52.113.194.132'], false)).toEqual(['52.113.194.132', 4]);
  });
});
