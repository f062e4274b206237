import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SigningKeys, signingKeys } from '../../src/channels/teams/signing-keys.js';
import { type Issuer, newKey, startIssuer } from '../support/issuer.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe("the issuer's signing keys", () => {
  let issuer: Issuer;
  let keys: SigningKeys;
  let now: number;
  let faults: unknown[];
  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    faults = [];
    issuer = await startIssuer({ appId: 'app', now: () => now });
    const { openIdMetadata } = issuer;
    keys = signingKeys({ openIdMetadata, clock: () => now, onFault: (error) => faults.push(error) });
  });
  afterEach(() => issuer.close());
  const known = async (kid: string): Promise<boolean> => (await keys.find(kid)) !== undefined;

  it('are fetched once, by however many ask at the same time, and kept for most of a day', async () => {
    expect(await Promise.all(Array.from({ length: 20 }, () => known('key-1')))).toEqual(Array(20).fill(true));
    now += 22 * HOUR_MS;
    expect(await known('key-1')).toBe(true);
    expect(issuer.fetched).toEqual({ metadata: 1, keys: 1 });
  });

  it('are renewed in the background in the last hour, so that nobody waits', async () => {
    await known('key-1');
    now += 23 * HOUR_MS;
    expect(await known('key-1')).toBe(true);
    await expect.poll(() => issuer.fetched.keys).toBe(2);
  });

  it('are never older than a day: an issuer that cannot be asked lets nobody in', async () => {
    await known('key-1');
    issuer.goDown(true);
    now += 24 * HOUR_MS;
    expect(await known('key-1')).toBe(false);
    expect(faults).toHaveLength(1);
  });

  it('are asked for again after an unknown one, at most once an hour', async () => {
    await known('key-1');
    issuer.publish({ kid: 'key-2', key: newKey(), endorsements: ['msteams'] });
    now += 59 * MINUTE_MS;
    expect(await known('key-2')).toBe(false);
    now += MINUTE_MS;
    expect(await known('key-2')).toBe(true);
    for (let n = 0; n < 50; n += 1) expect(await known(`nobody-${n}`)).toBe(false);
    expect(issuer.fetched.keys).toBe(2);
  });

  it('that were withdrawn count no more once they are renewed', async () => {
    await known('key-1');
    issuer.publish({ kid: 'key-2', key: newKey(), endorsements: ['msteams'] });
    issuer.withdraw('key-1');
    now += 24 * HOUR_MS;
    expect(await known('key-1')).toBe(false);
    expect(await known('key-2')).toBe(true);
  });

  it('are not asked for in a storm while the issuer is down', async () => {
    issuer.goDown(true);
    for (let n = 0; n < 50; n += 1) expect(await known('key-1')).toBe(false);
    expect(faults).toHaveLength(1);
  });

  it('are taken from nowhere but the origin of the metadata', async () => {
    issuer.pointKeysTo('http://localhost:1/keys');
    expect(await known('key-1')).toBe(false);
    expect(String(faults[0])).toContain('another origin');
  });
});
