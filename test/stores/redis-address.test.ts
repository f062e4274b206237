import { describe, expect, it } from 'vitest';
import { redisAddress } from '../../src/stores/redis/address.js';

describe('an address of Redis', () => {
  it.each([
    ['redis://localhost', { kind: 'single', tls: false, hosts: [{ host: 'localhost', port: 6379 }], db: 0 }],
    ['rediss://r.example:7000/3', { kind: 'single', tls: true, hosts: [{ host: 'r.example', port: 7000 }], db: 3 }],
    ['redis://:s%40cret@h', { kind: 'single', username: undefined, password: 's@cret' }],
    ['redis://me:100%@h', { username: 'me', password: '100%' }],
    ['redis://[::1]:6380', { hosts: [{ host: '::1', port: 6380 }] }],
    [
      'redis+sentinel://u:p@a,b:26380/primary?db=2&sentinelPassword=x',
      {
        kind: 'sentinel',
        hosts: [
          { host: 'a', port: 26_379 },
          { host: 'b', port: 26_380 },
        ],
        masterName: 'primary',
        username: 'u',
        password: 'p',
        db: 2,
        sentinelPassword: 'x',
      },
    ],
    [
      'rediss+cluster://a:1,b:2',
      {
        kind: 'cluster',
        tls: true,
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
        db: 0,
      },
    ],
  ])('is read: %s', (url, address) => {
    expect(redisAddress(url)).toMatchObject(address);
  });

  it.each([
    'http://localhost',
    'localhost:6379',
    'redis://',
    'redis://a,b',
    'redis://h:0',
    'redis://h:70000',
    'redis://h/name',
    'redis+sentinel://a:1',
    'redis+cluster://a:1/0',
    'redis+cluster://a:1?db=1',
    'redis+other://a:1',
  ])('is refused: %s', (url) => {
    expect(redisAddress(url)).toBeUndefined();
  });
});
